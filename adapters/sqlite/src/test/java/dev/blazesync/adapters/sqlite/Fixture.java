package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.nio.file.Path;
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

/** A database file, the application that writes it, and the store beside it. */
final class Fixture implements AutoCloseable {
  final Path file;
  final Connection application;
  final RecordStore store;

  /** What a drain handed over, copied. */
  record Change(
      String table,
      ValueRow key,
      @Nullable BitSet changed,
      boolean created,
      boolean removed,
      long wallMillis,
      @Nullable ValueRow current) {

    /** {@return names of the columns that changed, or "*"} */
    String columns(TableSchema schema) {
      if (changed == null) {
        return "*";
      }
      List<String> names = new ArrayList<>();
      changed.stream().forEach(column -> names.add(schema.columns().get(column).name()));
      return String.join(",", names);
    }
  }

  Fixture(Path folder, String... statements) throws SQLException {
    this(folder, StoreOptions.DEFAULT.creating(true), statements);
  }

  Fixture(Path folder, StoreOptions options, String... statements) throws SQLException {
    file = folder.resolve("app.db");
    application = connect();
    sql(statements);
    store = new SqliteProvider().create(new StoreLocation.File(file), options);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  void sql(String... statements) throws SQLException {
    try (Statement statement = application.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** {@return rows as the application sees them, cells joined by a bar} */
  List<String> rows(String sql) throws SQLException {
    return rows(application, sql);
  }

  static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      int columns = results.getMetaData().getColumnCount();
      while (results.next()) {
        List<String> cells = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          cells.add(String.valueOf(results.getString(column)));
        }
        rows.add(String.join("|", cells));
      }
    }
    return rows;
  }

  TableSchema table(String name) {
    return store.schema().table(name).orElseThrow();
  }

  /** Captures every table that can be. */
  Fixture captureAll() {
    DatabaseSchema schema = store.schema();
    store.capture(
        schema.tables().stream()
            .filter(table -> table.identity() != null)
            .map(CaptureSpec::of)
            .toList());
    return this;
  }

  /** {@return everything captured} */
  List<Change> drain() {
    List<Change> changes = new ArrayList<>();
    try (StoreTransaction transaction = store.begin()) {
      boolean clean = drain(transaction, new DrainScope.UpTo(1_000_000, 1L << 40), changes);
      if (!clean) {
        throw new AssertionError("a drain without limits left something");
      }
      transaction.commit();
    }
    return changes;
  }

  static boolean drain(StoreTransaction transaction, DrainScope scope, List<Change> into) {
    return transaction.drain(
        scope,
        (change, key, current) ->
            into.add(
                new Change(
                    change.table().name(),
                    ValueRow.copyOf(key),
                    change.changed(),
                    change.created(),
                    change.removedBetween(),
                    change.wallMillis(),
                    current == null ? null : ValueRow.copyOf(current))));
  }

  /** {@return everything captured, in one word each: table key columns flags -> row} */
  List<String> drained() {
    DatabaseSchema schema = store.schema();
    List<String> lines = new ArrayList<>();
    for (Change change : drain()) {
      TableSchema table = schema.table(change.table()).orElseThrow();
      lines.add(
          change.table()
              + text(change.key())
              + " "
              + change.columns(table)
              + (change.created() ? " created" : "")
              + (change.removed() ? " removed" : "")
              + (change.current() == null ? " gone" : " " + text(change.current())));
    }
    return lines;
  }

  static String text(ValueRow row) {
    return row.values().stream().map(Fixture::text).toList().toString();
  }

  static String text(Value value) {
    if (value instanceof Value.Int64 number) {
      return Long.toString(number.value());
    }
    if (value instanceof Value.Float64 number) {
      return Double.toString(number.value());
    }
    if (value instanceof Value.Text text) {
      return "'" + text.value() + "'";
    }
    return value instanceof Value.Null ? "null" : value.toString();
  }

  /** {@return refusals by index} */
  Map<Integer, Refusal> write(TableSchema table, ValueRow... rows) {
    Map<Integer, Refusal> refusals = new LinkedHashMap<>();
    try (StoreTransaction transaction = store.begin()) {
      transaction.write(table, Rows.of(List.of(rows)), refusals::put);
      transaction.commit();
    }
    return refusals;
  }

  /** {@return refusals by index} */
  Map<Integer, Refusal> delete(TableSchema table, ValueRow... keys) {
    Map<Integer, Refusal> refusals = new LinkedHashMap<>();
    try (StoreTransaction transaction = store.begin()) {
      transaction.delete(table, Rows.of(List.of(keys)), refusals::put);
      transaction.commit();
    }
    return refusals;
  }

  /** {@return a row of these values: null, Long, Integer, Double, String, byte[] or Value} */
  static ValueRow row(@Nullable Object... cells) {
    List<Value> values = new ArrayList<>();
    for (Object cell : cells) {
      values.add(value(cell));
    }
    return ValueRow.of(values);
  }

  private static Value value(@Nullable Object cell) {
    if (cell == null) {
      return Value.NULL;
    }
    if (cell instanceof Value value) {
      return value;
    }
    if (cell instanceof Integer || cell instanceof Long) {
      return new Value.Int64(((Number) cell).longValue());
    }
    if (cell instanceof Double number) {
      return new Value.Float64(number);
    }
    return cell instanceof byte[] bytes ? new Value.Bytes(bytes) : new Value.Text((String) cell);
  }

  @Override
  public void close() throws SQLException {
    store.close();
    application.close();
  }
}
