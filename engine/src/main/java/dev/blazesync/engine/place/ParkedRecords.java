package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Reason;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What is known of parked records from one decision to the next. */
final class ParkedRecords {
  private final Books books;
  private final RecordBook records;
  private final Retrying retrying;
  private final Supplier<Constraints> constraints;
  private final WrittenRows written = new WrittenRows();
  private @Nullable ParkedIndex index;

  /** Parked since the last decision. */
  private final Set<RecordName> unsettled = new LinkedHashSet<>();

  /** Records that the index may be wrong about. */
  private final Set<RecordName> outdated = new LinkedHashSet<>();

  private boolean allUnsettled = true;

  /** While an index is made in which every record counts as one that fits. */
  private boolean tryAgain;

  ParkedRecords(
      Books books, RecordBook records, Retrying retrying, Supplier<Constraints> constraints) {
    this.books = books;
    this.records = records;
    this.retrying = retrying;
    this.constraints = constraints;
  }

  /** A row was written, or a record parked, without a decision. */
  void written(RecordName name) {
    ParkedIndex known = index;
    if (books.parked().count() == 0 && (known == null || known.isEmpty())) {
      // nothing leans on it
      return;
    }
    outdated.add(name);
    written.add(name);
    if (books.parked().why(name) != null) {
      unsettled.add(name);
    }
  }

  /** Forgets what is known: it is read again. */
  void forget() {
    index = null;
  }

  /**
   * {@return the records to decide about afresh after what was written since the last call}
   *
   * @param all whether every parked record is among them, and counts as one that fits
   */
  Set<RecordName> concerned(StoreTransaction tx, boolean all) {
    boolean every = all || allUnsettled;
    if (all) {
      index = null;
      tryAgain = true;
    }
    ParkedIndex known = index(tx);
    tryAgain = false;
    Set<RecordName> concerned = new LinkedHashSet<>();
    for (Node<RecordName> node : known.nodes()) {
      if (every || written.concern(constraints.get(), node, known.verdict(node.id()))) {
        concerned.add(Yielding.record(node.id()));
      }
    }
    written.clear();
    return concerned;
  }

  /** {@return parked records that may have a row that their state does not say, once} */
  List<RecordName> takeUnsettled() {
    List<RecordName> names = allUnsettled ? books.parked().all() : new ArrayList<>(unsettled);
    allUnsettled = false;
    unsettled.clear();
    // one that made its transaction fail is tried alone
    names.removeIf(name -> books.parked().why(name) == null || retrying.waits(name));
    return names;
  }

  /** {@return these records as changes that change nothing, without those whose table is held} */
  List<Change> changes(StoreTransaction tx, List<RecordName> names) {
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

  /** {@return parked records of tables that take part} */
  ParkedIndex index(StoreTransaction tx) {
    ParkedIndex known = index;
    if (known == null) {
      known = new ParkedIndex();
      put(tx, known, books.parked().all());
    } else if (!outdated.isEmpty()) {
      for (RecordName name : outdated) {
        remove(known, name);
      }
      outdated.removeIf(name -> books.parked().why(name) == null);
      put(tx, known, List.copyOf(outdated));
    }
    outdated.clear();
    index = known;
    return known;
  }

  private void remove(ParkedIndex from, RecordName record) {
    from.remove(record);
    constraints.get().values(record).forEach(from::remove);
  }

  private void put(StoreTransaction tx, ParkedIndex into, List<RecordName> parked) {
    List<Nodes.Described> described = new ArrayList<>();
    Map<RecordName, Set<String>> hidden = new HashMap<>();
    for (Change change : changes(tx, parked)) {
      if (change.after().alive()) {
        Nodes.Described each = described(change);
        described.add(each);
        hidden.put(each.name(), change.before().hidden());
      }
    }
    new Nodes(tx, constraints.get())
        .of(described)
        .forEach(
            (name, node) -> {
              if (Yielding.isValue(name)) {
                String column = constraints.get().table(name.table()).yielding();
                Set<String> none = hidden.getOrDefault(Yielding.record(name), Set.of());
                into.putValue(node, null, !none.contains(column));
              } else {
                into.put(node);
              }
            });
  }

  private Nodes.Described described(Change change) {
    RecordName name = change.name();
    Why why = books.parked().why(name);
    return new Nodes.Described(
        name,
        change.after(),
        RowMaker.row(change.table(), change.key(), change.after(), change.before().row(), Set.of()),
        why == null || !why.reason().local() || (tryAgain && !retrying.waits(name)));
  }

  /** Takes in what was decided about a record, which is or was parked. */
  void decided(StoreTransaction tx, RecordName name, Decision decision) {
    ParkedIndex known = index(tx);
    Why why = books.parked().why(name);
    Node<RecordName> node = decision.node(name);
    if (node == null || why == null || why.reason() == Reason.TOO_LARGE) {
      remove(known, name);
      return;
    }
    // the decision reads the index: asked first, changed then
    List<Runnable> puts = new ArrayList<>();
    Verdict<RecordName> verdict = decision.verdict(name);
    puts.add(() -> known.put(node.withFits(!why.reason().local()), verdict));
    for (RecordName value : constraints.get().values(name)) {
      Node<RecordName> ofValue = decision.node(value);
      if (ofValue != null) {
        Verdict<RecordName> verdictOfValue = decision.verdict(value);
        boolean shown = decision.shows(value);
        puts.add(() -> known.putValue(ofValue, verdictOfValue, shown));
      }
    }
    remove(known, name);
    puts.forEach(Runnable::run);
  }
}
