package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Reason;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordBook.Saved;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts merged records into their tables (decision D7). Changes that the database takes as they are
 * and that concern no parked record are just written. For the others it is decided which records
 * can be visible, and what is parked is taken out of its table, whole in the engine's keeping.
 */
public final class Placer {
  private final Books books;
  private final RecordBook records;
  private final References references;
  private @Nullable Constraints constraints;
  private @Nullable ParkedIndex index;
  private final Retrying retrying;

  /** Records were parked, or rows written beside parked ones, without a decision. */
  private boolean undecided;

  /** Parked since the last decision. */
  private final Set<RecordName> unsettled = new LinkedHashSet<>();

  /** Tables with rows that were written since the last decision. */
  private final Set<String> touched = new HashSet<>();

  /** Records that the index may be wrong about. */
  private final Set<RecordName> outdated = new LinkedHashSet<>();

  private boolean allUnsettled = true;

  /** While an index is made in which every record counts as one that fits. */
  private boolean tryAgain;

  public Placer(Books books, RecordBook records, References references, Retrying retrying) {
    this.books = books;
    this.records = records;
    this.references = references;
    this.retrying = retrying;
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
    List<Pending> pendings = changes.stream().map(Placer::pending).toList();
    List<Pending> wanted = pendings.stream().filter(pending -> !pending.done).toList();
    if (retrying.careful()) {
      return parkAll(tx, changes, nowMillis);
    }
    writing(tx).run(wanted);
    for (Pending pending : pendings) {
      Refusal refusal = pending.refusal;
      Why why = pending.done || refusal == null ? null : Why.of(refusal);
      save(tx, pending, why, nowMillis);
    }
    saveAll(tx, pendings);
    for (Pending pending : pendings) {
      forget(new RecordName(pending.change.table().name(), pending.change.key()));
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
    if (retrying.revisited()) {
      index = null;
      tryAgain = true;
    }
    boolean all = allUnsettled || tryAgain;
    Set<RecordName> parked = index(tx).names();
    tryAgain = false;
    List<Change> changes = parkedChanges(tx, unsettled());
    if (!all) {
      Set<String> concerned = concerned(index(tx).tables());
      parked.removeIf(name -> !concerned.contains(name.table()));
    }
    touched.clear();
    return parked.isEmpty() && changes.isEmpty()
        ? 0
        : new Deciding(tx, this, nowMillis).run(changes, parked, redating);
  }

  /** What the index has of a record is out of date. */
  private void forget(RecordName name) {
    outdated.add(name);
    touched.add(name.table());
    if (books.parked().why(name) != null) {
      unsettled.add(name);
    }
  }

  /** {@return those of {@code tables} whose parked records what was written may concern} */
  private Set<String> concerned(Collection<String> tables) {
    Set<String> concerned = new HashSet<>();
    for (String table : tables) {
      if (touched.stream().anyMatch(written -> constraints().concerns(written, table))) {
        concerned.add(table);
      }
    }
    return concerned;
  }

  /** Parked records that may have a row that their state does not say. */
  private List<RecordName> unsettled() {
    List<RecordName> names = allUnsettled ? books.parked().all() : new ArrayList<>(unsettled);
    allUnsettled = false;
    unsettled.clear();
    // one that made its transaction fail is tried alone
    names.removeIf(name -> books.parked().why(name) == null || retrying.waits(name));
    return names;
  }

  /**
   * Tries parked records again, the next few each time.
   *
   * @return how many rows became different
   */
  public int retryLoosely(StoreTransaction tx, long nowMillis) {
    List<RecordName> some = retrying.next(books.parked().all());
    return placeLoosely(tx, parkedChanges(tx, some), nowMillis);
  }

  /**
   * Tries records again that the database would not take for a reason of its own.
   *
   * @return how many rows became different
   */
  public int retry(StoreTransaction tx, long nowMillis) {
    List<RecordName> due = retrying.due(books.parked(), nowMillis);
    List<Change> changes = parkedChanges(tx, due);
    return changes.isEmpty()
        ? decide(tx, nowMillis, null)
        : new Deciding(tx, this, nowMillis).run(changes, Set.copyOf(due), null);
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
        retrying.soon(
            new RecordName(pending.change.table().name(), pending.change.key()), nowMillis);
      }
    }
    saveAll(tx, pendings);
    index = null;
    return 0;
  }

  /**
   * Tries one record.
   *
   * @return how many rows became different
   */
  public int retry(StoreTransaction tx, RecordName name, long nowMillis) {
    List<Change> changes = parkedChanges(tx, List.of(name));
    return changes.isEmpty()
        ? 0
        : new Deciding(tx, this, nowMillis).run(changes, Set.of(name), null);
  }

  private List<Change> parkedChanges(StoreTransaction tx, List<RecordName> names) {
    Map<SyncedTable, List<List<Value>>> keys = new LinkedHashMap<>();
    for (RecordName name : names) {
      SyncedTable table = books.tables().find(name.table());
      if (table != null && !books.parked().is(name, Reason.TOO_LARGE)) {
        keys.computeIfAbsent(table, unused -> new ArrayList<>()).add(name.key());
      }
    }
    List<Change> changes = new ArrayList<>();
    keys.forEach(
        (table, list) ->
            records
                .load(tx, table, list)
                .forEach(
                    (key, loaded) -> changes.add(new Change(table, key, loaded, loaded.state()))));
    return changes;
  }

  private boolean concernsParked(StoreTransaction tx, Collection<Change> changes) {
    ParkedIndex parked = index(tx);
    if (parked.isEmpty()) {
      return false;
    }
    Constraints all = constraints();
    Map<String, Boolean> known = new HashMap<>();
    for (Change change : changes) {
      if (known.computeIfAbsent(
          change.table().name(),
          name -> parked.tables().stream().anyMatch(other -> all.concerns(name, other)))) {
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

  /** Parked records of tables that take part. */
  ParkedIndex index(StoreTransaction tx) {
    ParkedIndex known = index;
    if (known == null) {
      known = new ParkedIndex();
      put(tx, known, books.parked().all());
    } else if (!outdated.isEmpty()) {
      outdated.forEach(known::remove);
      outdated.removeIf(name -> books.parked().why(name) == null);
      put(tx, known, List.copyOf(outdated));
    }
    outdated.clear();
    index = known;
    return known;
  }

  private void put(StoreTransaction tx, ParkedIndex into, List<RecordName> parked) {
    List<Nodes.Described> described = new ArrayList<>();
    for (Change change : parkedChanges(tx, parked)) {
      if (change.after().alive()) {
        described.add(described(change));
      }
    }
    new Nodes(tx, constraints()).of(described).values().forEach(into::put);
  }

  private Nodes.Described described(Change change) {
    RecordName name = new RecordName(change.table().name(), change.key());
    Why why = books.parked().why(name);
    return new Nodes.Described(
        name,
        change.after(),
        RowMaker.row(change.table(), change.key(), change.after(), change.before().row(), Set.of()),
        why == null || !why.reason().local() || (tryAgain && !retrying.waits(name)));
  }

  /** Puts the record in the index, or takes it out. */
  void index(StoreTransaction tx, RecordName name, @Nullable Node<RecordName> node) {
    Why why = books.parked().why(name);
    if (node != null && why != null && why.reason() != Reason.TOO_LARGE) {
      index(tx).put(node.withFits(!why.reason().local()));
    } else {
      index(tx).remove(name);
    }
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
    RecordName name = new RecordName(pending.change.table().name(), pending.change.key());
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
