package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.ResultSetRow;
import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.spi.BusyException;
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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hands over and deletes the journal entries that a transaction sees, whole records at a time, in
 * the order of keys. What it does not see is left alone: numbers are not in the order of commits,
 * so nothing is concluded from them. For one thread.
 */
final class Drains {
  private final H2Session session;
  private final H2Dialect dialect;
  private final Collection<Journal> journals;

  Drains(H2Session session, H2Dialect dialect, Collection<Journal> journals) {
    this.session = session;
    this.dialect = dialect;
    this.journals = journals;
  }

  /** How much may still be handed over. */
  private static final class Budget {
    int records;
    long bytes;

    Budget(DrainScope.UpTo scope) {
      records = scope.maxRecords();
      bytes = scope.maxBytes();
    }

    boolean spent() {
      return records <= 0 || bytes <= 0;
    }
  }

  /** As {@link dev.blazesync.spi.StoreTransaction#drain}. */
  boolean upTo(DrainScope.UpTo scope, CaptureSink sink) throws SQLException {
    findLost();
    Budget budget = new Budget(scope);
    List<Journal> wanted =
        journals.stream()
            .filter(journal -> !scope.except().contains(journal.table().name()))
            .toList();
    for (Journal journal : wanted) {
      drain(journal, budget, sink);
    }
    return areEmpty(wanted);
  }

  boolean isEmpty() throws SQLException {
    return areEmpty(journals);
  }

  private boolean areEmpty(Collection<Journal> some) throws SQLException {
    for (Journal journal : some) {
      if (any("SELECT 1 FROM " + journal.name() + " FETCH FIRST ROW ONLY")
          || any(
              "SELECT 1 FROM "
                  + Names.qualified(Names.LOST)
                  + " WHERE \"ID\" = "
                  + journal.id()
                  + " FETCH FIRST ROW ONLY")) {
        return false;
      }
    }
    return true;
  }

  private boolean any(String sql) throws SQLException {
    try (ResultSet results = session.statements().prepare(sql).executeQuery()) {
      return results.next();
    }
  }

  /** Where a trigger could not tell which record changed, all rows of the table may have. */
  private void findLost() throws SQLException {
    for (Journal journal : journals) {
      PreparedStatement forget =
          session
              .statements()
              .prepare("DELETE FROM " + Names.qualified(Names.LOST) + " WHERE \"ID\" = ?");
      forget.setInt(1, journal.id());
      if (forget.executeUpdate() > 0) {
        session.statements().execute(journal.noteAll(CaptureTrigger.UPDATED, dialect, false));
      }
    }
  }

  private void drain(Journal journal, Budget budget, CaptureSink sink) throws SQLException {
    @Nullable ValueRow after = null;
    int limit = H2Limits.MAX_ENTRIES;
    while (!budget.spent()) {
      Chunk chunk = chunk(journal, after, dialect.collated() ? Integer.MAX_VALUE : limit);
      if (chunk.records.isEmpty()) {
        if (!chunk.cut) {
          return;
        }
        limit *= 2; // one record has more entries than that
        continue;
      }
      for (Map.Entry<ValueRow, List<JournalEntry>> record : chunk.records.entrySet()) {
        if (budget.spent()) {
          return;
        }
        budget.records--;
        budget.bytes -= handOver(journal, record.getKey(), record.getValue(), sink);
        after = record.getKey();
      }
      if (!chunk.cut) {
        return;
      }
    }
  }

  /**
   * Whole records in the order of keys.
   *
   * @param cut there may be more
   */
  private record Chunk(Map<ValueRow, List<JournalEntry>> records, boolean cut) {}

  private Chunk chunk(Journal journal, @Nullable ValueRow after, int limit) throws SQLException {
    List<String> keys = journal.keyNames();
    String sql =
        "SELECT "
            + journal.columns()
            + " FROM "
            + journal.name()
            + (after == null ? "" : " WHERE " + dialect.after(keys))
            + " ORDER BY "
            + Sql.list(keys)
            + ", \"NUMBER\" FETCH FIRST ? ROWS ONLY";
    PreparedStatement statement = session.statements().prepare(sql);
    int parameter = after == null ? 1 : bindKey(statement, 1, after, journal);
    statement.setInt(parameter, limit);
    Map<ValueRow, List<JournalEntry>> records = new LinkedHashMap<>();
    int read = 0;
    @Nullable ValueRow last = null;
    try (ResultSet results = statement.executeQuery()) {
      while (results.next()) {
        last = key(results, journal);
        records
            .computeIfAbsent(last, key -> new ArrayList<>())
            .add(JournalEntry.of(results, journal, dialect));
        read++;
      }
    }
    boolean cut = read == limit;
    if (cut && last != null) {
      records.remove(last);
    }
    return new Chunk(records, cut);
  }

  private ValueRow key(ResultSet results, Journal journal) throws SQLException {
    List<Value> cells = new ArrayList<>();
    for (ColumnSchema column : journal.keySchemas()) {
      cells.add(value(results, Journal.FIRST_KEY + cells.size(), column));
    }
    return ValueRow.of(cells);
  }

  private Value value(ResultSet results, int index, ColumnSchema column) throws SQLException {
    ResultSetRow row = new ResultSetRow(dialect, results, List.of(column), index);
    return row.value(0);
  }

  /** {@return the parameter after the key's} */
  private int bindKey(PreparedStatement statement, int first, Row key, Journal journal)
      throws SQLException {
    List<ColumnSchema> columns = journal.keySchemas();
    for (int cell = 0; cell < columns.size(); cell++) {
      if (!dialect.binder().bind(statement, first + cell, key, cell, columns.get(cell))) {
        throw new IllegalArgumentException("not a key of table " + journal.table().name());
      }
    }
    return first + columns.size();
  }

  /** {@return about how many bytes the row has} */
  private long handOver(Journal journal, ValueRow key, List<JournalEntry> entries, CaptureSink sink)
      throws SQLException {
    @Nullable JournalEntry keeping = JournalEntry.keeping(journal, entries);
    @Nullable ValueRow gone = keeping == null ? null : kept(journal, keeping);
    forget(journal, entries);
    TableSchema table = journal.table();
    PreparedStatement statement =
        session
            .statements()
            .prepare(
                "SELECT "
                    + Sql.list(Sql.columns(dialect, table))
                    + " FROM "
                    + dialect.quote(table.name())
                    + " WHERE "
                    + dialect.sameKeyByIndex(table));
    bindTableKey(statement, key, table);
    try (ResultSet results = statement.executeQuery()) {
      @Nullable
      ResultSetRow current =
          results.next() ? new ResultSetRow(dialect, results, table.columns(), 1) : null;
      boolean present = current != null;
      for (CapturedChange change :
          JournalEntry.coalesce(journal, journal.layout(), entries, present, gone)) {
        sink.change(change, key, current);
      }
      Row handed = gone == null ? key : gone;
      return RowSize.bytes(current == null ? handed : current);
    }
  }

  private @Nullable ValueRow kept(Journal journal, JournalEntry keeping) throws SQLException {
    PreparedStatement statement = session.statements().prepare(journal.readKept());
    statement.setLong(1, keeping.rowId());
    try (ResultSet results = statement.executeQuery()) {
      List<ColumnSchema> columns = journal.table().columns();
      return results.next()
          ? ValueRow.copyOf(new ResultSetRow(dialect, results, columns, 1))
          : null;
    }
  }

  private void bindTableKey(PreparedStatement statement, Row key, TableSchema table)
      throws SQLException {
    List<ColumnSchema> columns = Sql.schemas(table, table.identityKey());
    int parameter = 1;
    for (int cell : dialect.keyParameters(table)) {
      if (!dialect.binder().bind(statement, parameter++, key, cell, columns.get(cell))) {
        throw new IllegalArgumentException("not a key of table " + table.name());
      }
    }
  }

  private void forget(Journal journal, List<JournalEntry> entries) throws SQLException {
    PreparedStatement statement =
        session.statements().prepare("DELETE FROM " + journal.name() + " WHERE _ROWID_ = ?");
    for (JournalEntry entry : entries) {
      statement.setLong(1, entry.rowId());
      statement.addBatch();
    }
    statement.executeBatch();
  }

  /**
   * As {@link DrainScope.Claim} asks. Locks first, then looks at the journal as it is now: what
   * this transaction's snapshot does not show has come since, and the caller must begin again.
   *
   * @param present sees other sessions' latest state, uncommitted too, through the same dialect
   */
  void claim(TableSchema table, Rows keys, H2Session present, CaptureSink sink)
      throws SQLException {
    @Nullable Journal journal = null;
    for (Journal candidate : journals) {
      if (candidate.table().name().equals(table.name())) {
        journal = candidate;
      }
    }
    for (int from = 0; from < keys.count(); from += H2Limits.MAX_KEYS) {
      Set<ValueRow> wanted = wanted(table, keys, from);
      if (!wanted.isEmpty()) {
        lock(table, wanted);
        if (journal != null) {
          drainClaimed(journal, wanted, present, sink);
        }
      }
    }
  }

  private Set<ValueRow> wanted(TableSchema table, Rows keys, int from) {
    List<ColumnSchema> columns = Sql.schemas(table, table.identityKey());
    Set<ValueRow> wanted = new java.util.LinkedHashSet<>();
    int to = Math.min(from + H2Limits.MAX_KEYS, keys.count());
    for (int index = from; index < to; index++) {
      Row row = keys.at(index);
      List<Value> cells = new ArrayList<>();
      for (int cell = 0; cell < columns.size(); cell++) {
        @Nullable Value stored = dialect.stored(columns.get(cell), row.value(cell));
        if (stored != null && stored != Value.NULL) {
          cells.add(stored);
        }
      }
      if (cells.size() == columns.size()) {
        wanted.add(ValueRow.of(cells));
      }
    }
    return wanted;
  }

  private void lock(TableSchema table, Set<ValueRow> wanted) throws SQLException {
    List<String> names = Sql.columns(dialect, table, table.identityKey());
    String sql =
        "SELECT "
            + Sql.list(names)
            + " FROM "
            + dialect.quote(table.name())
            + " WHERE "
            + dialect.in(names, wanted.size())
            + " FOR UPDATE";
    PreparedStatement statement = session.statements().prepare(sql);
    bindAll(statement, wanted, Sql.schemas(table, table.identityKey()));
    statement.executeQuery().close();
  }

  private void bindAll(PreparedStatement statement, Set<ValueRow> rows, List<ColumnSchema> columns)
      throws SQLException {
    int parameter = 1;
    for (ValueRow row : rows) {
      for (int cell = 0; cell < columns.size(); cell++) {
        dialect.binder().bind(statement, parameter++, row, cell, columns.get(cell));
      }
    }
  }

  private void drainClaimed(
      Journal journal, Set<ValueRow> wanted, H2Session present, CaptureSink sink)
      throws SQLException {
    Map<ValueRow, List<JournalEntry>> mine = entries(journal, wanted, session);
    Map<ValueRow, List<JournalEntry>> now = entries(journal, wanted, present);
    Set<Long> seen = new HashSet<>();
    mine.values().forEach(list -> list.forEach(entry -> seen.add(entry.rowId())));
    for (List<JournalEntry> list : now.values()) {
      for (JournalEntry entry : list) {
        if (!seen.contains(entry.rowId())) {
          throw changedMeanwhile(journal);
        }
      }
    }
    PreparedStatement lost =
        present
            .statements()
            .prepare("SELECT 1 FROM " + Names.qualified(Names.LOST) + " WHERE \"ID\" = ?");
    lost.setInt(1, journal.id());
    try (ResultSet results = lost.executeQuery()) {
      if (results.next()) {
        throw changedMeanwhile(journal);
      }
    }
    for (Map.Entry<ValueRow, List<JournalEntry>> record : mine.entrySet()) {
      handOver(journal, record.getKey(), record.getValue(), sink);
    }
  }

  private static BusyException changedMeanwhile(Journal journal) {
    return new BusyException(
        "records of table "
            + journal.table().name()
            + " were changed since this transaction began; begin again");
  }

  private Map<ValueRow, List<JournalEntry>> entries(
      Journal journal, Set<ValueRow> wanted, H2Session by) throws SQLException {
    String sql =
        "SELECT "
            + journal.columns()
            + " FROM "
            + journal.name()
            + " WHERE "
            + dialect.in(journal.keyNames(), wanted.size())
            + " ORDER BY \"NUMBER\"";
    PreparedStatement statement = by.statements().prepare(sql);
    bindAll(statement, wanted, journal.keySchemas());
    Map<ValueRow, List<JournalEntry>> records = new LinkedHashMap<>();
    try (ResultSet results = statement.executeQuery()) {
      while (results.next()) {
        ValueRow key = key(results, journal);
        if (wanted.contains(key)) {
          records
              .computeIfAbsent(key, absent -> new ArrayList<>())
              .add(JournalEntry.of(results, journal, dialect));
        }
      }
    }
    return records;
  }
}
