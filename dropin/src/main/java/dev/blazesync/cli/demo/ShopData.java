package dev.blazesync.cli.demo;

import dev.blazesync.spi.Nullable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Ten thousand rows of a shop: the same seed makes the same rows. Written as SQLite applications
 * do, with dates and times as text.
 */
final class ShopData {
  static final int SUPPLIERS = 40;
  static final int CATEGORIES = 24;
  static final int PRODUCTS = 1_200;
  static final int CUSTOMERS = 1_330;
  static final int ORDERS = 1_500;
  static final int ORDER_LINES = 3_500;
  private static final int STOCKS_PER_PRODUCT = 2;
  static final List<String> WAREHOUSES = List.of("BER", "LYS", "GOT", "PRG", "TRN", "UTR");
  static final int ROWS =
      SUPPLIERS
          + CATEGORIES
          + PRODUCTS * (1 + STOCKS_PER_PRODUCT)
          + WAREHOUSES.size()
          + CUSTOMERS
          + ORDERS
          + ORDER_LINES;

  private static final List<String> CITIES =
      List.of("Berlin", "Lyon", "Göteborg", "Praha", "Torino", "Utrecht");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "SE", "CZ", "IT", "NL");
  private static final List<String> FIRST =
      List.of(
          "Ada", "Björn", "Chloé", "Dmitri", "Eleni", "Farid", "Grażyna", "Hanako", "İnci", "Jo");
  private static final List<String> LAST =
      List.of("Novák", "Müller", "Rossi", "Dubois", "Jansen", "Lindqvist", "Kowalska", "Øberg");
  private static final List<String> KIND =
      List.of("Hammer", "Lamp", "Kettle", "Chair", "Drill", "Rope", "Blanket", "Ladder", "Clock");
  private static final List<String> STYLE =
      List.of("folding", "steel", "oak", "cordless", "waterproof", "small", "heavy", "red");
  private static final LocalDateTime EPOCH = LocalDateTime.of(2024, 1, 1, 8, 0);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Random random;
  private final Connection connection;

  ShopData(Connection connection, long seed) {
    this.connection = connection;
    this.random = new Random(seed);
  }

  static String sku(int product) {
    return String.format(Locale.ROOT, "SKU-%05d", product);
  }

  static String customer(int number) {
    return String.format(Locale.ROOT, "C-%05d", number);
  }

  static String order(int number) {
    return String.format(Locale.ROOT, "2025-%06d", number);
  }

  /** Makes the tables and all rows, in one transaction. */
  void create() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA foreign_keys = ON");
      connection.setAutoCommit(false);
      for (String table : ShopSchema.TABLES) {
        statement.execute(table);
      }
    }
    suppliers();
    categories();
    products();
    warehouses();
    stock();
    customers();
    orders();
    orderLines();
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void suppliers() throws SQLException {
    insert(
        "INSERT INTO supplier VALUES (?, ?, ?, ?)",
        SUPPLIERS,
        i ->
            new @Nullable Object[] {
              i + 1,
              pick(LAST) + " & " + pick(LAST) + " " + (i + 1),
              pick(COUNTRIES),
              LocalDate.of(1980, 1, 1).plusDays(random.nextInt(16_000)).toString()
            });
  }

  private void categories() throws SQLException {
    insert(
        "INSERT INTO category VALUES (?, ?, ?)",
        CATEGORIES,
        i ->
            new @Nullable Object[] {
              i + 1, pick(STYLE) + " things " + (i + 1), i < 4 ? null : 1 + random.nextInt(i)
            });
  }

  private void products() throws SQLException {
    insert(
        "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        PRODUCTS,
        i ->
            new @Nullable Object[] {
              sku(i),
              pick(STYLE) + " " + pick(KIND),
              1 + random.nextInt(CATEGORIES),
              1 + random.nextInt(SUPPLIERS),
              money(200_00),
              random.nextInt(10) == 0 ? null : 50 + random.nextInt(20_000),
              random.nextInt(20) == 0 ? 1 : 0,
              random.nextInt(4) == 0 ? picture() : null
            });
  }

  private void warehouses() throws SQLException {
    insert(
        "INSERT INTO warehouse VALUES (?, ?)",
        WAREHOUSES.size(),
        i -> new @Nullable Object[] {WAREHOUSES.get(i), CITIES.get(i)});
  }

  private void stock() throws SQLException {
    insert(
        "INSERT INTO stock VALUES (?, ?, ?, ?)",
        PRODUCTS * STOCKS_PER_PRODUCT,
        i ->
            new @Nullable Object[] {
              // two neighbours: a product is never twice in one warehouse
              WAREHOUSES.get((i / STOCKS_PER_PRODUCT + i % STOCKS_PER_PRODUCT) % WAREHOUSES.size()),
              sku(i / STOCKS_PER_PRODUCT),
              100 + random.nextInt(900),
              time()
            });
  }

  private void customers() throws SQLException {
    insert(
        "INSERT INTO customer VALUES (?, ?, ?, ?, ?)",
        CUSTOMERS,
        i ->
            new @Nullable Object[] {
              customer(i),
              pick(FIRST) + " " + pick(LAST),
              "customer" + i + "@example.org",
              money(500_00),
              time()
            });
  }

  private void orders() throws SQLException {
    insert(
        "INSERT INTO customer_order VALUES (?, ?, ?, ?, ?)",
        ORDERS,
        i ->
            new @Nullable Object[] {
              order(i),
              customer(random.nextInt(CUSTOMERS)),
              pick(WAREHOUSES),
              time(),
              pick(List.of("open", "packed", "sent", "paid"))
            });
  }

  private void orderLines() throws SQLException {
    insert(
        "INSERT INTO order_line VALUES (?, ?, ?, ?, ?)",
        ORDER_LINES,
        i ->
            new @Nullable Object[] {
              order(i % ORDERS),
              1 + i / ORDERS,
              sku(random.nextInt(PRODUCTS)),
              1 + random.nextInt(9),
              money(200_00)
            });
  }

  private void insert(String sql, int rows, Cells cells) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < rows; i++) {
        @Nullable Object[] row = cells.of(i);
        for (int column = 0; column < row.length; column++) {
          insert.setObject(column + 1, row[column]);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private String time() {
    return TIME.format(EPOCH.plusSeconds(random.nextInt(50_000_000)));
  }

  private String money(int belowCents) {
    return BigDecimal.valueOf(1 + random.nextInt(belowCents), 2).toPlainString();
  }

  private byte[] picture() {
    byte[] bytes = new byte[40 + random.nextInt(400)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The cells of row {@code i}. */
  private interface Cells {
    @Nullable
    Object[] of(int i);
  }
}
