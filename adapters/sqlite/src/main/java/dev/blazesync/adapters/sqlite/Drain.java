package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.ResultSetRow;
import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Takes captured changes out of the dirty tables, each with the row as it is now. The transaction
 * holds the write lock, so entries and rows are of one moment.
 */
final class Drain {
  private static final SqliteDialect DIALECT = SqliteDialect.INSTANCE;

  private final Session session;
  private final Collection<CaptureSql> captured;
  private final CaptureSink sink;

  Drain(Session session, Collection<CaptureSql> captured, CaptureSink sink) {
    this.session = session;
    this.captured = captured;
    this.sink = sink;
  }

  /** {@return whether nothing is left} */
  boolean upTo(DrainScope.UpTo limits) throws SQLException {
    Budget budget = new Budget(limits.maxRecords(), limits.maxBytes());
    for (CaptureSql capture : captured) {
      if (budget.spent()) {
        break;
      }
      if (holdsEntries(capture)) {
        drain(capture, budget);
      }
    }
    return isClean();
  }

  /** {@return whether nothing is left} */
  boolean claim(CaptureSql capture, Rows keys) throws SQLException {
    for (int index = 0; index < keys.count() && holdsEntries(capture); index++) {
      claim(capture, keys.at(index));
    }
    return isClean();
  }

  boolean isClean() throws SQLException {
    for (CaptureSql capture : captured) {
      if (holdsEntries(capture)) {
        return false;
      }
    }
    return true;
  }

  private boolean holdsEntries(CaptureSql capture) throws SQLException {
    PreparedStatement statement =
        session.statements().prepare("SELECT 1 FROM " + capture.dirtyTable() + " LIMIT 1");
    try (ResultSet results = statement.executeQuery()) {
      return results.next();
    }
  }

  private void drain(CaptureSql capture, Budget budget) throws SQLException {
    String group = " GROUP BY " + capture.dirtyKey("d.");
    String sql = select(capture) + group + " ORDER BY " + capture.dirtyKey("d.");
    @Nullable ValueRow last = null;
    try (ResultSet results = session.statements().prepare(sql).executeQuery()) {
      Cursor cursor = new Cursor(capture, results);
      while (last == null && results.next()) {
        cursor.hand(budget);
        if (budget.spent()) {
          last = cursor.key();
        }
      }
    }
    // Everything up to the last record was handed over, and nobody else can have written.
    forget(capture, " <= ", last);
  }

  /** Deletes what was captured of all records, or of those that compare so with a key. */
  private void forget(CaptureSql capture, String comparison, @Nullable Row key)
      throws SQLException {
    List<String> tables = new ArrayList<>(List.of(capture.dirtyTable()));
    RemovedRows kept = capture.removedRows();
    if (kept != null) {
      tables.add(kept.name());
    }
    String where =
        key == null
            ? ""
            : " WHERE ("
                + capture.dirtyKey("")
                + ")"
                + comparison
                + "("
                + parameters(capture)
                + ")";
    for (String table : tables) {
      PreparedStatement delete = session.statements().prepare("DELETE FROM " + table + where);
      if (key != null) {
        bindKey(delete, capture, key);
      }
      delete.executeUpdate();
    }
  }

  private void claim(CaptureSql capture, Row key) throws SQLException {
    String same = " WHERE (" + capture.dirtyKey("d.") + ") = (" + parameters(capture) + ")";
    String group = " GROUP BY " + capture.dirtyKey("d.");
    PreparedStatement statement = session.statements().prepare(select(capture) + same + group);
    if (!bindKey(statement, capture, key)) {
      return;
    }
    try (ResultSet results = statement.executeQuery()) {
      if (!results.next()) {
        return;
      }
      new Cursor(capture, results).hand(new Budget(1, Long.MAX_VALUE));
    }
    forget(capture, " = ", key);
  }

  /** Places for the cells of a key; one that is typed uses its place twice. */
  private static String parameters(CaptureSql capture) {
    List<String> parameters = new ArrayList<>();
    for (int part = 1; part <= capture.key().size(); part++) {
      parameters.add("?" + part);
      if (capture.key().get(part - 1).typed()) {
        parameters.add("typeof(?" + part + ")");
      }
    }
    return String.join(", ", parameters);
  }

  private static boolean bindKey(PreparedStatement statement, CaptureSql capture, Row key)
      throws SQLException {
    for (int part = 0; part < capture.key().size(); part++) {
      ColumnSchema column = capture.key().get(part).column();
      if (!DIALECT.binder().bind(statement, part + 1, key, part, column)) {
        return false;
      }
    }
    return true;
  }

  /**
   * One row a record: key, number of entries, mask and time of the only one, created, removed,
   * masks, times and deltas of all, whether the row is there, the row; if kept, the same of the
   * removed row. Rows are the same beside every entry of a record, so they need no aggregate.
   */
  private static String select(CaptureSql capture) {
    List<String> columns = new ArrayList<>();
    capture.key().forEach(part -> columns.add("d." + part.cell()));
    columns.addAll(List.of("count(*)", "max(d.mask)", "max(d.wall_millis)"));
    columns.addAll(List.of("max(d.created)", "max(d.removed)"));
    StringBuilder entry = new StringBuilder("d.mask || ' ' || d.wall_millis");
    for (int column : capture.asked().deltas()) {
      // quote() writes reals so that they read back as they were.
      entry.append(" || ' ' || quote(d.").append(Asked.cell(column)).append(')');
    }
    columns.add("group_concat(" + entry + ")");
    columns.add("t." + capture.key().get(0).name() + " IS NOT NULL");
    for (ColumnSchema column : capture.table().schema().columns()) {
      columns.add("t." + SqlText.quote(column.name()));
    }
    RemovedRows kept = capture.removedRows();
    if (kept != null) {
      columns.add("r." + capture.key().get(0).cell() + " IS NOT NULL");
      columns.addAll(kept.reading("r."));
    }
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + capture.dirtyTable()
        + " d LEFT JOIN "
        + SqlText.quote(capture.table().name())
        + " t ON "
        + capture.joined("t.", "d.")
        + (kept == null
            ? ""
            : " LEFT JOIN "
                + kept.name()
                + " r ON ("
                + capture.dirtyKey("r.")
                + ") = ("
                + capture.dirtyKey("d.")
                + ")");
  }

  /** What may still be handed over. */
  private static final class Budget {
    private int records;
    private long bytes;

    Budget(int records, long bytes) {
      this.records = records;
      this.bytes = bytes;
    }

    boolean spent() {
      return records <= 0 || bytes <= 0;
    }
  }

  /** Entries of one dirty table, record by record. */
  private final class Cursor {
    private final TableSchema table;
    private final ResultSet results;
    private final ResultSetRow key;
    private final ResultSetRow row;
    private final @Nullable ResultSetRow removed;
    private final Asked asked;
    private final int first;
    private final int keptAt;

    Cursor(CaptureSql capture, ResultSet results) {
      this.table = capture.table().schema();
      this.asked = capture.asked();
      this.results = results;
      List<ColumnSchema> columns = capture.key().stream().map(CaptureSql.KeyPart::column).toList();
      this.first = columns.size() + 1;
      this.key = new ResultSetRow(DIALECT, results, columns, 1);
      this.row = new ResultSetRow(DIALECT, results, table.columns(), first + 7);
      this.keptAt = first + 7 + table.columns().size();
      this.removed =
          asked.keepsRows()
              ? new ResultSetRow(DIALECT, results, table.columns(), keptAt + 1)
              : null;
    }

    ValueRow key() {
      return ValueRow.copyOf(key);
    }

    /** Hands over all entries of the record the cursor is at. */
    void hand(Budget budget) throws SQLException {
      key.moved();
      row.moved();
      @Nullable Row now = results.getInt(first + 6) != 0 ? row : null;
      @Nullable Row gone = now == null ? removed() : null;
      if (results.getInt(first) == 1 && asked.deltas().isEmpty()) {
        hand(results.getLong(first + 1), results.getLong(first + 2), null, now, gone);
      } else {
        for (String entry : results.getString(first + 5).split(",")) {
          String[] cells = entry.split(" ");
          long mask = Long.parseLong(cells[0]);
          hand(mask, Long.parseLong(cells[1]), deltas(cells), now, gone);
        }
      }
      budget.records--;
      budget.bytes -= (now == null ? 0 : size(now)) + (gone == null ? 0 : size(gone));
    }

    private @Nullable Row removed() throws SQLException {
      if (removed == null || results.getInt(keptAt) == 0) {
        return null;
      }
      removed.moved();
      return removed;
    }

    /** {@return the deltas of an entry, behind its mask and time; null = all unknown} */
    private static @Nullable Row deltas(String[] cells) {
      List<Value> deltas = new ArrayList<>();
      for (int cell = 2; cell < cells.length; cell++) {
        deltas.add(DeltaSql.read(cells[cell]));
      }
      return deltas.stream().allMatch(Value.NULL::equals) ? null : ValueRow.of(deltas);
    }

    private void hand(
        long mask, long wallMillis, @Nullable Row deltas, @Nullable Row now, @Nullable Row gone)
        throws SQLException {
      boolean created = results.getInt(first + 3) != 0;
      boolean wasRemoved = results.getInt(first + 4) != 0;
      sink.change(
          new CapturedChange(table, changed(mask), created, wasRemoved, wallMillis, deltas, gone),
          key,
          now);
    }

    /** Bit 63 stands for itself and every column beyond. */
    private @Nullable BitSet changed(long mask) {
      int columns = table.columns().size();
      BitSet changed = new BitSet(columns);
      for (int column = 0; column < columns; column++) {
        changed.set(column, (mask >> Math.min(column, 63) & 1) != 0);
      }
      return changed.cardinality() == columns ? null : changed;
    }
  }

  private static long size(Row row) {
    long size = 0;
    for (int cell = 0; cell < row.size(); cell++) {
      size +=
          switch (row.kind(cell)) {
            case NULL, BOOLEAN -> 1;
            case TEXT, DECIMAL -> row.text(cell).length();
            case BYTES, UUID, TIMESTAMP_TZ -> row.bytes(cell).remaining();
            case INT64, FLOAT64, DATE, TIME, TIMESTAMP -> Long.BYTES;
          };
    }
    return size;
  }
}
