package dev.blazesync.cli.demo;

import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * An application that works with its shop through plain JDBC and knows nothing of sync. Its
 * statements are the same for SQLite and H2 (which makes names upper case unless they are quoted).
 * Not thread-safe.
 */
final class Shop implements AutoCloseable {
  private final String name;
  private final Connection connection;
  private int orders;

  /**
   * @param name tells this till's orders from another's
   */
  Shop(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /** An order of three lines, taken from stock: one transaction over three tables. */
  String order(int customer, int firstProduct) throws SQLException {
    String number = String.format(Locale.ROOT, "%s-%05d", name, ++orders);
    connection.setAutoCommit(false);
    update(
        """
        INSERT INTO "customer_order" VALUES (?, ?, ?, '2026-01-15 09:30:00', 'open')
        """,
        number,
        ShopData.customer(customer),
        ShopData.WAREHOUSES.get(firstProduct % ShopData.WAREHOUSES.size()));
    for (int line = 1; line <= 3; line++) {
      String sku = ShopData.sku(firstProduct + line - 1);
      update(
          """
          INSERT INTO "order_line" VALUES (?, ?, ?, ?, 9.95)
          """,
          number,
          line,
          sku,
          line);
      update(
          """
          UPDATE "stock" SET "quantity" = "quantity" - ? WHERE "sku" = ?
          """,
          line,
          sku);
    }
    connection.commit();
    connection.setAutoCommit(true);
    return number;
  }

  void reprice(int product, String price) throws SQLException {
    update(
        """
        UPDATE "product" SET "price" = ? WHERE "sku" = ?
        """,
        price,
        ShopData.sku(product));
  }

  void renameProduct(int product, String to) throws SQLException {
    update(
        """
        UPDATE "product" SET "name" = ? WHERE "sku" = ?
        """,
        to,
        ShopData.sku(product));
  }

  void renameCustomer(int customer, String to) throws SQLException {
    update(
        """
        UPDATE "customer" SET "name" = ? WHERE "number" = ?
        """,
        to,
        ShopData.customer(customer));
  }

  /** Removes an order with its lines: children first, in one transaction. */
  void cancel(int order) throws SQLException {
    connection.setAutoCommit(false);
    update(
        """
        DELETE FROM "order_line" WHERE "order_number" = ?
        """,
        ShopData.order(order));
    update(
        """
        DELETE FROM "customer_order" WHERE "number" = ?
        """,
        ShopData.order(order));
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** Counts the stock of some products: many rows, one transaction. */
  void recount(int fromProduct, int toProduct) throws SQLException {
    connection.setAutoCommit(false);
    for (int product = fromProduct; product < toProduct; product++) {
      update(
          """
          UPDATE "stock" SET "quantity" = ?, "counted_at" = '2026-01-16 18:00:00' WHERE "sku" = ?
          """,
          product % 500,
          ShopData.sku(product));
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  String productName(int product) throws SQLException {
    return text(
        """
        SELECT "name" FROM "product" WHERE "sku" = ?
        """,
        ShopData.sku(product));
  }

  double price(int product) throws SQLException {
    return Double.parseDouble(
        text(
            """
        SELECT "price" FROM "product" WHERE "sku" = ?
        """,
            ShopData.sku(product)));
  }

  String customerName(int customer) throws SQLException {
    return text(
        """
        SELECT "name" FROM "customer" WHERE "number" = ?
        """,
        ShopData.customer(customer));
  }

  boolean hasOrder(String number) throws SQLException {
    return !text(
            """
        SELECT count(*) FROM "customer_order" WHERE "number" = ?
        """,
            number)
        .equals("0");
  }

  @Override
  public String toString() {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private String text(String sql, String key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        @Nullable String text = rows.next() ? rows.getString(1) : null;
        return text == null ? "" : text;
      }
    }
  }
}
