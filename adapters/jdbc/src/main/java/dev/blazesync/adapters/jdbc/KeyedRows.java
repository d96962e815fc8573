package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads rows by key, in key order, and counts them. For one thread. */
public final class KeyedRows {
  /** How many wanted keys one statement asks for. */
  static final int MAX_KEYS = 256;

  private final Dialect dialect;
  private final Statements statements;

  /** Statements whose results are being handed to a sink, which may read again. */
  private final Set<String> reading = new HashSet<>();

  public KeyedRows(Dialect dialect, Statements statements) {
    this.dialect = dialect;
    this.statements = statements;
  }

  /** As {@link dev.blazesync.spi.StoreView#read}. */
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    Chunk chunk = new Chunk(table, key);
    Set<ValueRow> seen = new HashSet<>();
    for (int index = 0; index < wanted.count(); index++) {
      ValueRow cells = chunk.stored(wanted.at(index));
      if (cells == null || !seen.add(cells)) {
        continue;
      }
      chunk.add(cells);
      if (chunk.wanted.size() == MAX_KEYS && !chunk.read(sink)) {
        return;
      }
    }
    chunk.read(sink);
  }

  /** As {@link dev.blazesync.spi.StoreView#scan}. */
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    KeySchema key = table.identityKey();
    List<ColumnSchema> columns = Sql.schemas(table, key);
    List<String> terms =
        key.columns().stream().map(column -> dialect.orderTerm(table, column)).toList();
    String sql =
        select(table)
            + (after == null ? "" : " WHERE " + dialect.after(terms))
            + " ORDER BY "
            + Sql.list(terms)
            + " LIMIT ?";
    String doing = "reading table " + table.name();
    try {
      Binding binding =
          statement -> {
            if (after != null) {
              bindKey(statement, 1, after, columns);
            }
            statement.setInt(after == null ? 1 : columns.size() + 1, limit);
          };
      query(table, sql, binding, null, sink);
    } catch (SQLException e) {
      throw dialect.failure(doing, e);
    }
  }

  /**
   * Reads the rows for which a condition holds.
   *
   * @param condition SQL over the table's columns; statements are kept by it
   * @return false when the sink wants no more
   */
  public boolean where(TableSchema table, String condition, Binding binding, RowSink sink) {
    try {
      return query(table, select(table) + " WHERE " + condition, binding, null, sink);
    } catch (SQLException e) {
      throw dialect.failure("reading table " + table.name(), e);
    }
  }

  /** As {@link dev.blazesync.spi.StoreView#count}. */
  public long count(TableSchema table) {
    return number(
        "SELECT COUNT(*) FROM " + dialect.quote(table.name()), "counting " + table.name());
  }

  /** {@return the first cell of the first row, 0 if there is none} */
  public long number(String sql, String doing) {
    try (ResultSet results = statements.prepare(sql).executeQuery()) {
      return results.next() ? results.getLong(1) : 0;
    } catch (SQLException e) {
      throw dialect.failure(doing, e);
    }
  }

  private String select(TableSchema table) {
    return "SELECT "
        + Sql.list(Sql.columns(dialect, table))
        + " FROM "
        + dialect.quote(table.name());
  }

  /** Binds a statement's parameters. */
  @FunctionalInterface
  public interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** {@return false when the sink wants no more} */
  private boolean query(
      TableSchema table, String sql, Binding binding, @Nullable Filter filter, RowSink sink)
      throws SQLException {
    if (!reading.add(sql)) {
      // Called by the sink of the same query: running that statement again would end it.
      try (PreparedStatement another = statements.connection().prepareStatement(sql)) {
        binding.bind(another);
        return deliver(table, another, filter, sink);
      }
    }
    try {
      PreparedStatement statement = statements.prepare(sql);
      binding.bind(statement);
      return deliver(table, statement, filter, sink);
    } finally {
      reading.remove(sql);
    }
  }

  /** {@return false when the sink wants no more} */
  private boolean deliver(
      TableSchema table, PreparedStatement statement, @Nullable Filter filter, RowSink sink)
      throws SQLException {
    try (ResultSet results = statement.executeQuery()) {
      return deliver(table, results, filter, sink);
    }
  }

  private boolean deliver(
      TableSchema table, ResultSet results, @Nullable Filter filter, RowSink sink)
      throws SQLException {
    ResultSetRow row = new ResultSetRow(dialect, results, table.columns(), 1);
    while (results.next()) {
      row.moved();
      if ((filter == null || filter.matches(row)) && !sink.row(row)) {
        return false;
      }
    }
    return true;
  }

  /** Some wanted keys, asked for with one statement. */
  private final class Chunk {
    private final TableSchema table;
    private final KeySchema key;
    private final List<ColumnSchema> columns;
    private final List<ValueRow> wanted = new ArrayList<>();
    private boolean exact = true;

    Chunk(TableSchema table, KeySchema key) {
      this.table = table;
      this.key = key;
      this.columns = Sql.schemas(table, key);
    }

    /** {@return the key as the table would hold it, or null when it holds no such key} */
    @Nullable
    ValueRow stored(Row row) {
      Value[] cells = new Value[columns.size()];
      for (int cell = 0; cell < cells.length; cell++) {
        Value value = dialect.stored(columns.get(cell), row.value(cell));
        if (value == null || value.kind() == ValueKind.NULL) {
          return null;
        }
        cells[cell] = value;
      }
      return ValueRow.of(cells);
    }

    void add(ValueRow cells) {
      wanted.add(cells);
      for (int cell = 0; cell < columns.size(); cell++) {
        exact &= dialect.comparesBits(columns.get(cell), cells.kind(cell));
      }
    }

    /** {@return false when the sink wants no more} */
    boolean read(RowSink sink) {
      if (wanted.isEmpty()) {
        return true;
      }
      try {
        return query(sink);
      } catch (SQLException e) {
        throw dialect.failure("reading table " + table.name() + " by key", e);
      } finally {
        wanted.clear();
        exact = true;
      }
    }

    private boolean query(RowSink sink) throws SQLException {
      int asked = paddedCount(wanted.size());
      String sql = select(table) + " WHERE " + dialect.in(Sql.columns(dialect, table, key), asked);
      Binding binding =
          statement -> {
            for (int index = 0; index < asked; index++) {
              // Places left over ask for the last key again: asked for twice, it is found once.
              ValueRow cells = wanted.get(Math.min(index, wanted.size() - 1));
              bindKey(statement, index * columns.size() + 1, cells, columns);
            }
          };
      @Nullable Filter filter = exact ? null : new Filter(key, new HashSet<>(wanted));
      return KeyedRows.this.query(table, sql, binding, filter, sink);
    }

    /** A power of two, so that few statements serve all sizes. */
    private static int paddedCount(int size) {
      return size == 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
    }
  }

  private void bindKey(
      PreparedStatement statement, int first, Row cells, List<ColumnSchema> columns)
      throws SQLException {
    for (int cell = 0; cell < columns.size(); cell++) {
      if (!dialect.binder().bind(statement, first + cell, cells, cell, columns.get(cell))) {
        throw new IllegalArgumentException(
            "column "
                + columns.get(cell).name()
                + " holds no key of kind "
                + cells.kind(cell)
                + "; expected "
                + columns.get(cell).kind());
      }
    }
  }

  /** Keeps the rows whose key cells have the wanted bits. */
  private record Filter(KeySchema key, Set<ValueRow> wanted) {
    boolean matches(Row row) {
      List<Value> cells = new ArrayList<>();
      for (int column : key.columns()) {
        cells.add(row.value(column));
      }
      return wanted.contains(ValueRow.of(cells));
    }
  }
}
