package dev.blazesync.adapters.h2;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An H2 database with an application's session and a store on it. */
final class Fixture implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  static final DrainScope ALL = new DrainScope.UpTo(Integer.MAX_VALUE, Long.MAX_VALUE);

  final String url;
  final RecordStore store;
  final Connection app;
  private final List<Connection> more = new ArrayList<>();

  Fixture(String... ddl) throws SQLException {
    this("jdbc:h2:mem:t" + COUNTER.incrementAndGet(), StoreOptions.DEFAULT, ddl);
  }

  Fixture(String url, StoreOptions options, String... ddl) throws SQLException {
    this.url = url;
    this.app = DriverManager.getConnection(url, "sa", "");
    run(ddl);
    this.store = new H2StoreProvider().create(new StoreLocation.JdbcUrl(url, "sa", null), options);
  }

  /** What was drained: a copy that stays. */
  record Drained(
      String table,
      List<Value> key,
      BitSet changed,
      boolean created,
      boolean removed,
      long wall,
      List<Value> row) {
    /** Changed columns by letter order: {@code *} = all. */
    String columns(TableSchema schema) {
      if (changed == null) {
        return "*";
      }
      return changed.stream()
          .mapToObj(index -> schema.columns().get(index).name())
          .reduce("", (a, b) -> a.isEmpty() ? b : a + "," + b);
    }
  }

  Fixture run(String... statements) throws SQLException {
    run(app, statements);
    return this;
  }

  static void run(Connection connection, String... statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, "sa", "");
    more.add(connection);
    return connection;
  }

  TableSchema table(String name) {
    return store.schema().table(name).orElseThrow();
  }

  Fixture capture(String... tables) {
    store.capture(List.of(tables).stream().map(name -> CaptureSpec.of(table(name))).toList());
    return this;
  }

  List<Drained> drain() {
    try (StoreTransaction transaction = store.begin()) {
      List<Drained> drained = drain(transaction);
      transaction.commit();
      return drained;
    }
  }

  static List<Drained> drain(StoreTransaction transaction) {
    List<Drained> drained = new ArrayList<>();
    transaction.drain(ALL, (change, key, current) -> drained.add(copy(change, key, current)));
    return drained;
  }

  static Drained copy(CapturedChange change, Row key, Row current) {
    return new Drained(
        change.table().name(),
        ValueRow.copyOf(key).values(),
        change.changed(),
        change.created(),
        change.removedBetween(),
        change.wallMillis(),
        current == null ? null : ValueRow.copyOf(current).values());
  }

  /** One line for each change: {@code T 1 [A,B] +created -removed = 1,2,3}. */
  List<String> drainText() {
    return text(drain());
  }

  List<String> text(List<Drained> changes) {
    return changes.stream()
        .map(
            change ->
                change.table
                    + " "
                    + plain(change.key)
                    + " ["
                    + change.columns(table(change.table))
                    + "]"
                    + (change.created ? "+" : "")
                    + (change.removed ? "-" : "")
                    + " = "
                    + (change.row == null ? "gone" : plain(change.row)))
        .toList();
  }

  static String plain(List<Value> values) {
    return values.stream().map(Fixture::plain).reduce((a, b) -> a + "," + b).orElse("");
  }

  static String plain(Value value) {
    if (value instanceof Value.Int64 number) {
      return Long.toString(number.value());
    }
    if (value instanceof Value.Text text) {
      return text.value();
    }
    if (value instanceof Value.Decimal number) {
      return number.value().toPlainString();
    }
    return value instanceof Value.Null ? "-" : value.toString();
  }

  Map<Integer, Refusal> write(String table, ValueRow... rows) {
    try (StoreTransaction transaction = store.begin()) {
      Map<Integer, Refusal> refusals = write(transaction, table(table), rows);
      transaction.commit();
      return refusals;
    }
  }

  static Map<Integer, Refusal> write(
      StoreTransaction transaction, TableSchema table, ValueRow... rows) {
    Map<Integer, Refusal> refusals = new LinkedHashMap<>();
    transaction.write(table, Rows.of(List.of(rows)), refusals::put);
    return refusals;
  }

  Map<Integer, Refusal> delete(String table, ValueRow... keys) {
    try (StoreTransaction transaction = store.begin()) {
      Map<Integer, Refusal> refusals = new LinkedHashMap<>();
      transaction.delete(table(table), Rows.of(List.of(keys)), refusals::put);
      transaction.commit();
      return refusals;
    }
  }

  List<String> rows(String table) {
    try (StoreView view = store.snapshot()) {
      List<String> rows = new ArrayList<>();
      view.scan(
          table(table),
          null,
          Integer.MAX_VALUE,
          row -> rows.add(plain(ValueRow.copyOf(row).values())));
      return rows;
    }
  }

  String query(String sql) throws SQLException {
    return query(app, sql);
  }

  static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      int columns = results.getMetaData().getColumnCount();
      while (results.next()) {
        for (int column = 1; column <= columns; column++) {
          text.append(column == 1 ? "" : ",").append(results.getString(column));
        }
        text.append(';');
      }
      return text.toString();
    }
  }

  static ValueRow row(Object... cells) {
    List<Value> values = new ArrayList<>();
    for (Object cell : cells) {
      values.add(value(cell));
    }
    return ValueRow.of(values);
  }

  private static Value value(Object cell) {
    if (cell == null) {
      return Value.NULL;
    }
    if (cell instanceof Value value) {
      return value;
    }
    if (cell instanceof String text) {
      return new Value.Text(text);
    }
    if (cell instanceof Double number) {
      return new Value.Float64(number);
    }
    if (cell instanceof byte[] bytes) {
      return new Value.Bytes(bytes);
    }
    return new Value.Int64(((Number) cell).longValue());
  }

  @Override
  public void close() throws SQLException {
    store.close();
    for (Connection connection : more) {
      connection.close();
    }
    app.close();
  }
}
