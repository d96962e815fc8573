package dev.blazesync.engine.drain;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Reason;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.clock.HybridClock;
import dev.blazesync.engine.merge.Author;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.place.Change;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;

/** Drains captured changes into stamped operations and this node's own merged state. */
public final class Drainer {
  /**
   * What a drain brought.
   *
   * @param operations in the order they were captured, stamped
   * @param cut whether nothing captured is left
   * @param records captured records that were looked at
   * @param changes what became of the records; their rows mostly show it already
   */
  public record Drained(
      List<Operation> operations, boolean cut, int records, List<Change> changes) {
    /** {@return the same with operations behind} */
    public Drained with(List<Operation> more) {
      if (more.isEmpty()) {
        return this;
      }
      List<Operation> all = new ArrayList<>(operations);
      all.addAll(more);
      return new Drained(all, cut, records, changes);
    }
  }

  private final Books books;
  private final RecordBook records;
  private final HybridClock clock;
  private final Edits.Writer writer;

  /**
   * @param author this node
   */
  public Drainer(Books books, RecordBook records, HybridClock clock, Author author) {
    this.books = books;
    this.records = records;
    this.clock = clock;
    this.writer = new Edits.Writer(clock, author);
  }

  /** Captured changes that were taken out of the store and not made operations yet. */
  public static final class Taken {
    private final Map<SyncedTable, Map<List<Value>, Captured>> records = new LinkedHashMap<>();
    private final boolean cut;

    private Taken(boolean cut) {
      this.cut = cut;
    }

    /** {@return whether nothing captured is left} */
    public boolean cut() {
      return cut;
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
      return records.isEmpty();
    }

    /** {@return whether changes of this record are among them} */
    public boolean has(SyncedTable table, List<Value> key) {
      return records.getOrDefault(table, Map.of()).containsKey(key);
    }

    /** Hands over each record that is there now. */
    public void forEachRow(RowVisitor visitor) {
      records.forEach(
          (table, byKey) ->
              byKey.forEach(
                  (key, record) -> {
                    ValueRow current = record.current();
                    if (current != null) {
                      visitor.row(table, key, current);
                    }
                  }));
    }

    /** Leaves only records that {@code wanted} wants. */
    public void keep(BiPredicate<SyncedTable, List<Value>> wanted) {
      records.forEach((table, byKey) -> byKey.keySet().removeIf(key -> !wanted.test(table, key)));
    }
  }

  /** Takes the rows of {@link Taken}. */
  @FunctionalInterface
  public interface RowVisitor {
    /**
     * @param key portable
     */
    void row(SyncedTable table, List<Value> key, ValueRow current);
  }

  /**
   * @param unseen by table name, columns the engine sees for the first time in this cut
   */
  public Drained drain(
      StoreTransaction tx, DrainScope scope, long nowMillis, Map<String, Set<String>> unseen) {
    return settle(tx, take(tx, scope), nowMillis, unseen);
  }

  /** Takes captured changes out of the store. */
  public Taken take(StoreTransaction tx, DrainScope scope) {
    Map<SyncedTable, Map<List<Value>, Captured>> captured = new LinkedHashMap<>();
    boolean cut =
        tx.drain(
            scope,
            (change, key, current) -> {
              SyncedTable table = books.tables().find(change.table().name());
              if (table != null) {
                List<Value> portable = PortableKey.ofCells(key, key.size());
                captured
                    .computeIfAbsent(table, unused -> new LinkedHashMap<>())
                    .computeIfAbsent(
                        portable,
                        unused ->
                            new Captured(
                                table, portable, current == null ? null : ValueRow.copyOf(current)))
                    .add(change);
              }
            });
    Taken taken = new Taken(cut);
    taken.records.putAll(captured);
    return taken;
  }

  /**
   * Moves what was made here and is no record of the group's yet out of {@code taken}.
   *
   * @return what was moved
   */
  public Taken splitOwn(StoreTransaction tx, Taken taken) {
    Taken own = new Taken(taken.cut);
    for (Captured record : load(tx, taken.records)) {
      if (record.created() && !record.before().touched()) {
        own.records
            .computeIfAbsent(record.table(), unused -> new LinkedHashMap<>())
            .put(record.key(), record);
      }
    }
    taken.keep((table, key) -> !own.has(table, key));
    return own;
  }

  /** Makes operations of what was taken, and merges them into this node's state. */
  public Drained settle(
      StoreTransaction tx, Taken taken, long nowMillis, Map<String, Set<String>> unseen) {
    List<Captured> captured = load(tx, taken.records);
    List<Draft> drafts = new ArrayList<>(captured.size());
    for (Captured record : captured) {
      Set<String> news = unseen.getOrDefault(record.table().name(), Set.of());
      drafts.addAll(Drafting.of(record, record.before(), news, heldBack(record)));
    }
    drafts.removeIf(draft -> parkedAsTooLarge(tx, draft, nowMillis));
    Edits.begin(captured);
    List<Operation> operations = new Edits(writer).operations(drafts, nowMillis);
    List<Change> changes = new ArrayList<>(captured.size());
    for (Captured record : captured) {
      if (record.edited()) {
        changes.add(new Change(record.table(), record.key(), record.before(), record.state()));
      }
    }
    if (taken.cut) {
      clock.cutDone();
    }
    return new Drained(operations, taken.cut, captured.size(), changes);
  }

  /** Whether changes of this record did not travel because it was too large. */
  private boolean heldBack(Captured record) {
    return books.parked().is(new RecordName(record.table().name(), record.key()), Reason.TOO_LARGE);
  }

  /** {@return all records, with what is known of them} */
  private List<Captured> load(
      StoreTransaction tx, Map<SyncedTable, Map<List<Value>, Captured>> captured) {
    List<Captured> all = new ArrayList<>();
    captured.forEach(
        (table, byKey) -> {
          Map<List<Value>, ValueRow> rows = new HashMap<>();
          byKey.forEach(
              (key, record) -> {
                ValueRow row = record.row();
                if (row != null) {
                  rows.put(key, row);
                }
              });
          records
              .load(tx, table, byKey.keySet(), rows)
              .forEach(
                  (key, loaded) -> {
                    Captured record = Objects.requireNonNull(byKey.get(key));
                    record.before(record.current() == null ? loaded.withoutRow() : loaded);
                    all.add(record);
                  });
        });
    return all;
  }

  private boolean parkedAsTooLarge(StoreTransaction tx, Draft draft, long nowMillis) {
    Captured record = draft.captured();
    boolean tooLarge = tooLarge(draft);
    if (tooLarge) {
      books
          .parked()
          .park(tx, new RecordName(record.table().name(), record.key()), TOO_LARGE, nowMillis);
    }
    return tooLarge;
  }

  /** Why a row that is too large is parked. */
  public static final Why TOO_LARGE =
      new Why(
          Reason.TOO_LARGE,
          null,
          "the row is above the limit of "
              + (Limits.VALUE_BYTES >> 20)
              + " MiB a value and does not travel; make it smaller to sync it");

  private static boolean tooLarge(Draft draft) {
    ValueRow row = draft.captured().row();
    boolean insert = draft.kind() == Operation.Kind.INSERT;
    return row != null
        && tooLarge(row, insert ? draft.captured().table().valueColumns() : draft.columns());
  }

  /** {@return whether these cells are too large to travel} */
  public static boolean tooLarge(ValueRow row, List<Integer> columns) {
    long total = 0;
    for (int column : columns) {
      long size = bytes(row, column);
      if (size > Limits.VALUE_BYTES) {
        return true;
      }
      total += size;
    }
    return total > Limits.PAYLOAD_BYTES / 2;
  }

  private static long bytes(ValueRow row, int column) {
    return switch (row.kind(column)) {
      case TEXT -> bytes(row.text(column));
      case DECIMAL ->
          row.value(column) instanceof Value.Decimal decimal
                  && Math.abs((long) decimal.value().scale()) > Limits.DECIMAL_SCALE
              ? Long.MAX_VALUE
              : bytes(row.text(column));
      case BYTES -> row.bytes(column).remaining();
      default -> 16;
    };
  }

  /** Exact only where it may matter: no character takes more than three bytes. */
  private static long bytes(String text) {
    return 3L * text.length() > Limits.VALUE_BYTES
        ? text.getBytes(StandardCharsets.UTF_8).length
        : 3L * text.length();
  }
}
