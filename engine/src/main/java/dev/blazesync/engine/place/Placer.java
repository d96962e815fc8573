package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordBook.Saved;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts merged records into their tables (decision D7). Changes that the database takes as they are
 * and that concern no parked record are just written. For the others it is decided which records
 * can be visible, and what is parked is taken out of its table, whole in the engine's keeping.
 */
public final class Placer {
  private final Books books;
  private final RecordBook records;
  private final References references;
  private final Retrying retrying;
  private final ParkedRecords parked;
  private @Nullable Constraints constraints;

  /** Records were parked, or rows written beside parked ones, without a decision. */
  private boolean undecided;

  public Placer(Books books, RecordBook records, References references, Retrying retrying) {
    this.books = books;
    this.records = records;
    this.references = references;
    this.retrying = retrying;
    this.parked = new ParkedRecords(books, records, retrying, this::constraints);
  }

  /**
   * Writes the changes and saves their metadata.
   *
   * @return how many rows became different
   */
  public int place(StoreTransaction tx, Collection<Change> changes, long nowMillis) {
    if (changes.isEmpty()) {
      return 0;
    }
    if (retrying.careful()) {
      return parkAll(tx, changes, nowMillis);
    }
    if (!concernsParked(tx, changes)) {
      List<Pending> pendings = changes.stream().map(Placer::pending).toList();
      List<Pending> wanted = pendings.stream().filter(pending -> !pending.done).toList();
      writing(tx).run(wanted);
      if (pendings.stream().allMatch(pending -> pending.done)) {
        pendings.forEach(pending -> save(tx, pending, null, nowMillis));
        saveAll(tx, pendings);
        return wanted.size();
      }
    }
    return new Deciding(tx, this, nowMillis).run(changes, Set.of(), null);
  }

  /**
   * Writes what the database takes and parks the rest for now, while more is on its way: {@link
   * #decide} decides when all is there. What the application itself wrote mostly needs no write.
   *
   * @return how many rows became different
   */
  public int placeLoosely(StoreTransaction tx, Collection<Change> changes, long nowMillis) {
    if (retrying.careful()) {
      return parkAll(tx, changes, nowMillis);
    }
    List<Pending> pendings = changes.stream().map(Placer::stillHiding).toList();
    List<Pending> wanted = pendings.stream().filter(pending -> !pending.done).toList();
    writing(tx).run(wanted);
    for (Pending pending : pendings) {
      save(tx, pending, whyLoosely(pending), nowMillis);
    }
    saveAll(tx, pendings);
    for (Pending pending : pendings) {
      parked.written(pending.change.name());
    }
    undecided |= !pendings.isEmpty() && books.parked().count() > 0;
    return (int) wanted.stream().filter(pending -> pending.done).count();
  }

  /**
   * Decides about parked records, once nothing captured is left that was not placed.
   *
   * @param redating dates claims of parked records behind those of rows that the application has
   *     just written; null = whoever was first stays first
   * @return how many rows became different
   */
  public int decide(StoreTransaction tx, long nowMillis, @Nullable Redating redating) {
    if (retrying.careful() || (!undecided && !retrying.revisits())) {
      return 0;
    }
    undecided = false;
    Set<RecordName> afresh = parked.concerned(tx, retrying.revisited());
    List<Change> changes = parked.changes(tx, parked.takeUnsettled());
    return afresh.isEmpty() && changes.isEmpty()
        ? 0
        : new Deciding(tx, this, nowMillis).run(changes, afresh, redating);
  }

  /**
   * Tries parked records again, the next few each time.
   *
   * @return how many rows became different
   */
  public int retryLoosely(StoreTransaction tx, long nowMillis) {
    List<RecordName> some = retrying.next(books.parked().all());
    return placeLoosely(tx, parked.changes(tx, some), nowMillis);
  }

  /**
   * Tries records again that the database would not take for a reason of its own.
   *
   * @return how many rows became different
   */
  public int retry(StoreTransaction tx, long nowMillis) {
    List<RecordName> due = retrying.due(books.parked(), nowMillis);
    List<Change> changes = parked.changes(tx, due);
    int rows =
        changes.isEmpty()
            ? decide(tx, nowMillis, null)
            : new Deciding(tx, this, nowMillis).run(changes, Set.copyOf(due), null);
    retrying.tried(due, nowMillis);
    return rows;
  }

  /** {@return when {@link #retry} has something to do, milliseconds since 1970} */
  public long nextRetryMillis() {
    return undecided ? 0 : retrying.nextMillis(books.parked());
  }

  /**
   * Something in these changes makes a transaction fail: what is not in its table already waits,
   * record by record, to be tried alone.
   */
  private int parkAll(StoreTransaction tx, Collection<Change> changes, long nowMillis) {
    List<Pending> pendings = changes.stream().map(Placer::pending).toList();
    for (Pending pending : pendings) {
      save(tx, pending, pending.done ? null : retrying.why(), nowMillis);
      if (!pending.done) {
        retrying.soon(pending.change.name(), nowMillis);
      }
    }
    saveAll(tx, pendings);
    parked.forget();
    return 0;
  }

  /**
   * Tries one record.
   *
   * @return how many rows became different
   */
  public int retry(StoreTransaction tx, RecordName name, long nowMillis) {
    List<Change> changes = parked.changes(tx, List.of(name));
    int rows =
        changes.isEmpty() ? 0 : new Deciding(tx, this, nowMillis).run(changes, Set.of(name), null);
    retrying.tried(List.of(name), nowMillis);
    return rows;
  }

  private boolean concernsParked(StoreTransaction tx, Collection<Change> changes) {
    ParkedIndex index = parked.index(tx);
    if (index.isEmpty()) {
      return false;
    }
    Constraints all = constraints();
    Map<String, Boolean> known = new HashMap<>();
    for (Change change : changes) {
      if (known.computeIfAbsent(
          change.table().name(),
          name -> index.tables().stream().anyMatch(other -> all.concerns(name, other)))) {
        return true;
      }
    }
    return false;
  }

  Constraints constraints() {
    if (constraints == null) {
      constraints = new Constraints(books.tables().synced());
    }
    return constraints;
  }

  ParkedRecords parked() {
    return parked;
  }

  Writing writing(StoreTransaction tx) {
    return new Writing(tx, books.tables().synced(), references);
  }

  References references() {
    return references;
  }

  Books books() {
    return books;
  }

  RecordBook records() {
    return records;
  }

  /** What the row hides, and the application has not written since, stays so until decided. */
  private static Pending stillHiding(Change change) {
    if (change.before().hidden().isEmpty()) {
      return pending(change);
    }
    ValueRow shown = change.before().row();
    Set<String> hidden = new TreeSet<>(change.before().hidden());
    TableSchema schema = change.table().schema();
    hidden.removeIf(
        column -> {
          int index = schema.column(column);
          return shown == null || index < 0 || !shown.value(index).equals(Value.NULL);
        });
    if (hidden.isEmpty() || !change.after().alive()) {
      return pending(change);
    }
    Pending pending =
        new Pending(
            change, RowMaker.row(change.table(), change.key(), change.after(), shown, hidden));
    pending.hidden = hidden;
    pending.done = Objects.equals(pending.row, shown);
    return pending;
  }

  private @Nullable Why whyLoosely(Pending pending) {
    Refusal refusal = pending.refusal;
    if (!pending.done) {
      return refusal == null ? null : Why.of(refusal);
    }
    return pending.hidden.isEmpty() ? null : books.parked().why(pending.change.name());
  }

  private static Pending pending(Change change) {
    Loaded before = change.before();
    if (!change.after().alive()) {
      Pending pending = new Pending(change, null);
      pending.done = before.row() == null;
      return pending;
    }
    ValueRow row =
        RowMaker.row(change.table(), change.key(), change.after(), before.row(), Set.of());
    Pending pending = new Pending(change, row);
    pending.done = row.equals(before.row());
    return pending;
  }

  /** Notes whether the record is parked. */
  void save(StoreTransaction tx, Pending pending, @Nullable Why why, long nowMillis) {
    RecordName name = pending.change.name();
    if (why == null) {
      books.parked().release(tx, name);
      retrying.forget(name);
    } else {
      books.parked().park(tx, name, why, nowMillis);
    }
  }

  /** The database was asked, and would not take the record's row. */
  void refused(RecordName name, long nowMillis) {
    retrying.refused(name, nowMillis);
  }

  /** Saves states; a record is in its table as its pending says. */
  void saveAll(StoreTransaction tx, Collection<Pending> pendings) {
    Map<SyncedTable, Map<List<Value>, Saved>> saved = new LinkedHashMap<>();
    for (Pending pending : pendings) {
      Change change = pending.change;
      saved
          .computeIfAbsent(change.table(), unused -> new LinkedHashMap<>())
          .put(
              change.key(),
              new Saved(
                  change.after(),
                  pending.done && !pending.parked,
                  change.before().touched(),
                  pending.hidden));
    }
    saved.forEach((table, states) -> records.save(tx, table, states));
  }
}
