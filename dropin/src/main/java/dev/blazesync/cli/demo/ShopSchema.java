package dev.blazesync.cli.demo;

import java.util.List;

/** A shop with warehouses, as an application would declare it in SQLite. */
final class ShopSchema {
  /** Parents first. */
  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE supplier (
            id INTEGER NOT NULL PRIMARY KEY,
            name VARCHAR(80) NOT NULL,
            country CHAR(2) NOT NULL,
            since DATE)
          """,
          """
          CREATE TABLE category (
            id INTEGER NOT NULL PRIMARY KEY,
            name VARCHAR(60) NOT NULL UNIQUE,
            parent INTEGER REFERENCES category (id))
          """,
          """
          CREATE TABLE product (
            sku VARCHAR(16) NOT NULL PRIMARY KEY,
            name VARCHAR(120) NOT NULL,
            category INTEGER NOT NULL REFERENCES category (id),
            supplier INTEGER NOT NULL REFERENCES supplier (id),
            price DECIMAL(10,2) NOT NULL,
            weight_grams INTEGER,
            discontinued BOOLEAN NOT NULL DEFAULT 0,
            picture BLOB)
          """,
          """
          CREATE TABLE warehouse (
            code VARCHAR(8) NOT NULL PRIMARY KEY,
            city VARCHAR(60) NOT NULL)
          """,
          """
          CREATE TABLE stock (
            warehouse VARCHAR(8) NOT NULL REFERENCES warehouse (code),
            sku VARCHAR(16) NOT NULL REFERENCES product (sku),
            quantity INTEGER NOT NULL CHECK (quantity >= 0),
            counted_at TIMESTAMP NOT NULL,
            PRIMARY KEY (warehouse, sku))
          """,
          """
          CREATE TABLE customer (
            number VARCHAR(16) NOT NULL PRIMARY KEY,
            name VARCHAR(80) NOT NULL,
            email VARCHAR(120) NOT NULL UNIQUE,
            credit DECIMAL(10,2) NOT NULL DEFAULT 0,
            joined TIMESTAMP NOT NULL)
          """,
          """
          CREATE TABLE customer_order (
            number VARCHAR(20) NOT NULL PRIMARY KEY,
            customer VARCHAR(16) NOT NULL REFERENCES customer (number),
            warehouse VARCHAR(8) NOT NULL REFERENCES warehouse (code),
            placed_at TIMESTAMP NOT NULL,
            state VARCHAR(12) NOT NULL)
          """,
          """
          CREATE TABLE order_line (
            order_number VARCHAR(20) NOT NULL REFERENCES customer_order (number),
            line INTEGER NOT NULL,
            sku VARCHAR(16) NOT NULL REFERENCES product (sku),
            quantity INTEGER NOT NULL,
            unit_price DECIMAL(10,2) NOT NULL,
            PRIMARY KEY (order_number, line))
          """,
          "CREATE INDEX order_by_customer ON customer_order (customer, placed_at)");

  private ShopSchema() {}
}
