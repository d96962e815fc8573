package dev.blazesync.adapters.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A database, the store that is open on it, and short words for what the rules do to both. */
public final class StoreBench {
  /** Large enough to take everything at once. */
  static final DrainScope ALL = new DrainScope.UpTo(1_000_000, 1L << 30);

  /**
   * One entry that a drain handed over, copied.
   *
   * @param current the row as it was handed over beside it; null = gone
   */
  record Drained(CapturedChange change, ValueRow key, @Nullable ValueRow current) {
    String table() {
      return change.table().name();
    }

    /** {@return whether the column at {@code index} may have changed} */
    boolean touches(int index) {
      return change.changed() == null || change.changed().get(index);
    }
  }

  private final DatabaseUnderTest database;
  private RecordStore store;

  StoreBench(DatabaseUnderTest database) {
    this.database = database;
    store = database.open();
  }

  DatabaseUnderTest database() {
    return database;
  }

  RecordStore store() {
    return store;
  }

  void crash() {
    store = database.crash(store);
  }

  void reopen() {
    store.close();
    store = database.open();
  }

  void close() {
    store.close();
    database.close();
  }

  void assume(StoreCapability capability) {
    assumeTrue(has(capability), () -> "the store does not declare " + capability);
  }

  boolean has(StoreCapability capability) {
    return store.schema().capabilities().contains(capability);
  }

  /** Creates a table of the application. {@return it as the store describes it} */
  TableSchema create(TableSchema table) {
    store.createTables(List.of(table), List.of());
    return table(table.name());
  }

  /** {@return the table as the store describes it now} */
  TableSchema table(String name) {
    return store
        .schema()
        .table(name)
        .orElseThrow(() -> new AssertionError("schema() does not list table " + name));
  }

  /** Creates a table and captures it alone. {@return it as the store describes it} */
  TableSchema captured(TableSchema table) {
    TableSchema created = create(table);
    capture(created);
    return created;
  }

  void capture(TableSchema... tables) {
    store.capture(Arrays.stream(tables).map(CaptureSpec::of).toList());
  }

  /** Creates a table and captures it alone, asking for more. {@return it as the store has it} */
  TableSchema captured(TableSchema table, boolean keepDeleted, int... deltaColumns) {
    TableSchema created = create(table);
    capture(created, keepDeleted, deltaColumns);
    return created;
  }

  void capture(TableSchema table, boolean keepDeleted, int... deltaColumns) {
    BitSet columns = new BitSet();
    Arrays.stream(deltaColumns).forEach(columns::set);
    store.capture(List.of(new CaptureSpec(table, columns, keepDeleted)));
  }

  /** Commits what the application does in one transaction. */
  void application(Consumer<ApplicationTransaction> work) {
    try (ApplicationTransaction transaction = database.begin()) {
      work.accept(transaction);
      transaction.commit();
    }
  }

  /** Commits what the engine does in one transaction. */
  void engine(Consumer<StoreTransaction> work) {
    try (StoreTransaction transaction = store.begin()) {
      work.accept(transaction);
      transaction.commit();
    }
  }

  /** Writes rows that must not be refused, in a transaction of their own. */
  void engineWrites(TableSchema table, ValueRow... rows) {
    engine(transaction -> writes(transaction, table, rows));
  }

  /** Writes rows that must not be refused. */
  static void writes(StoreTransaction transaction, TableSchema table, ValueRow... rows) {
    Map<Integer, Refusal> refusals = write(transaction, table, rows);
    if (!refusals.isEmpty()) {
      throw new AssertionError("refused: " + refusals);
    }
  }

  /** {@return what was refused, by index of the row} */
  static Map<Integer, Refusal> write(
      StoreTransaction transaction, TableSchema table, ValueRow... rows) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    transaction.write(table, Rows.of(List.of(rows)), refusals::put);
    return refusals;
  }

  /** {@return what was refused, by index of the key} */
  static Map<Integer, Refusal> delete(
      StoreTransaction transaction, TableSchema table, ValueRow... keys) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    transaction.delete(table, Rows.of(List.of(keys)), refusals::put);
    return refusals;
  }

  /** Drains everything in one committed transaction. {@return what was handed over, in order} */
  List<Drained> drain() {
    List<Drained> drained = new ArrayList<>();
    engine(transaction -> drained.addAll(drainAll(transaction)));
    return drained;
  }

  /** Drains everything, until there is a cut. {@return what was handed over, in order} */
  static List<Drained> drainAll(StoreTransaction transaction) {
    List<Drained> drained = new ArrayList<>();
    for (int round = 0; round < 1_000; round++) {
      if (drain(transaction, ALL, drained)) {
        return drained;
      }
    }
    throw new AssertionError("1,000 drains without limits did not reach a cut");
  }

  static boolean drain(StoreTransaction transaction, DrainScope scope, List<Drained> drained) {
    return transaction.drain(
        scope,
        (change, key, current) ->
            drained.add(new Drained(copy(change), ValueRow.copyOf(key), copy(current))));
  }

  private static CapturedChange copy(CapturedChange change) {
    return new CapturedChange(
        change.table(),
        change.changed(),
        change.created(),
        change.removedBetween(),
        change.wallMillis(),
        copy(change.deltas()),
        copy(change.removed()));
  }

  private static @Nullable ValueRow copy(@Nullable Row row) {
    return row == null ? null : ValueRow.copyOf(row);
  }

  /** {@return all rows now, in the order of a scan} */
  List<ValueRow> rows(TableSchema table) {
    try (StoreView view = store.snapshot()) {
      return scan(view, table, null, Integer.MAX_VALUE);
    }
  }

  static List<ValueRow> scan(StoreView view, TableSchema table, @Nullable Row after, int limit) {
    List<ValueRow> rows = new ArrayList<>();
    view.scan(table, after, limit, row -> rows.add(ValueRow.copyOf(row)));
    return rows;
  }

  /** {@return the row of that identity key now, or null} */
  @Nullable
  ValueRow row(TableSchema table, ValueRow key) {
    try (StoreView view = store.snapshot()) {
      List<ValueRow> rows = read(view, table, table.identityKey(), key);
      return rows.isEmpty() ? null : rows.get(0);
    }
  }

  static List<ValueRow> read(StoreView view, TableSchema table, KeySchema key, ValueRow... wanted) {
    List<ValueRow> rows = new ArrayList<>();
    view.read(table, key, Rows.of(List.of(wanted)), row -> rows.add(ValueRow.copyOf(row)));
    return rows;
  }

  /** {@return the key over exactly these columns} */
  static KeySchema key(TableSchema table, Integer... columns) {
    return table
        .keyOver(List.of(columns))
        .orElseThrow(
            () ->
                new AssertionError(
                    "schema() lists no key of "
                        + table.name()
                        + " over "
                        + Arrays.toString(columns)));
  }

  long pending(TableSchema table) {
    try (StoreView view = store.snapshot()) {
      return view.pending(table);
    }
  }
}
