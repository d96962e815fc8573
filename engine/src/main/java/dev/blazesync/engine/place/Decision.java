package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Reason;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.visible.Evaluation;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Reference;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.engine.visible.VisibleSet;
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

/** What becomes of some changed records and of those they touch: one evaluation of decision D7. */
final class Decision {
  private final StoreTransaction tx;
  private final Books books;
  private final RecordBook book;
  private final Constraints constraints;
  private final Map<RecordName, Change> changes;
  private final Map<RecordName, Why> unfit = new HashMap<>();
  private final ParkedIndex index;
  private final StoredRecords records;
  private Evaluation<RecordName> evaluation;

  /** Records without a change whose rows are claimed. */
  private final Set<RecordName> held = new HashSet<>();

  /** What was loaded, as it was before anything was written. */
  private final Map<RecordName, Loaded> originals = new LinkedHashMap<>();

  /**
   * @param changes by name
   * @param index of parked records
   * @param afresh parked records to decide about as if they were new, whether they change or not
   */
  Decision(
      StoreTransaction tx,
      Books books,
      RecordBook book,
      Constraints constraints,
      Map<RecordName, Change> changes,
      ParkedIndex index,
      Collection<RecordName> afresh) {
    this.tx = tx;
    this.books = books;
    this.book = book;
    this.constraints = constraints;
    this.changes = changes;
    this.index = index;
    Nodes nodes = new Nodes(tx, constraints);
    Map<RecordName, Node<RecordName>> before = nodes.of(before(index));
    Map<RecordName, Boolean> wasVisible = new LinkedHashMap<>();
    changes.forEach(
        (name, change) -> {
          boolean shown = change.before().row() != null;
          wasVisible.put(name, shown);
          Node<RecordName> known = index.node(name);
          if (known != null && !stale(change)) {
            before.put(name, known);
          }
          for (RecordName value : constraints.values(name)) {
            Node<RecordName> indexed = index.node(value);
            if (known != null && !stale(change) && indexed != null) {
              before.put(value, indexed);
            }
            wasVisible.put(
                value,
                shown
                    && before.containsKey(value)
                    && (known == null || stale(change) || index.shows(value)));
          }
        });
    this.records =
        new StoredRecords(
            tx,
            book,
            constraints,
            index,
            name ->
                books.parked().is(Yielding.record(name), Reason.HIDDEN)
                    && (!Yielding.isValue(name) || index.shows(name)),
            wasVisible,
            nodes.of(after()).values());
    List<dev.blazesync.engine.visible.Change<RecordName>> visible = new ArrayList<>();
    Set<RecordName> all = new LinkedHashSet<>(changes.keySet());
    all.addAll(afresh);
    List.copyOf(all).forEach(name -> all.addAll(constraints.values(name)));
    all.forEach(
        name -> {
          boolean asNew =
              afresh.contains(Yielding.record(name)) && !Boolean.TRUE.equals(wasVisible.get(name));
          visible.add(change(name, asNew ? null : before.get(name)));
        });
    this.evaluation = VisibleSet.evaluate(constraints.strata(), records, visible);
  }

  private static dev.blazesync.engine.visible.Change<RecordName> change(
      RecordName name, @Nullable Node<RecordName> before) {
    return new dev.blazesync.engine.visible.Change<>(name, before);
  }

  /** Whether a row is there that is not what the record's state says: it could not be replaced. */
  private static boolean stale(Change change) {
    Loaded before = change.before();
    return before.row() != null && (before.parked() || !before.state().alive());
  }

  private List<Nodes.Described> before(ParkedIndex index) {
    List<Nodes.Described> described = new ArrayList<>();
    changes.forEach(
        (name, change) -> {
          Loaded before = change.before();
          ValueRow row = before.row();
          if (row != null && stale(change)) {
            described.add(new Nodes.Described(name, before.state(), row, true));
          } else if (before.state().alive() && index.node(name) == null) {
            described.add(described(name, change, before.state()));
          }
        });
    return described;
  }

  private List<Nodes.Described> after() {
    List<Nodes.Described> described = new ArrayList<>();
    changes.forEach(
        (name, change) -> {
          if (change.after().alive()) {
            described.add(described(name, change, change.after()));
          }
        });
    return described;
  }

  private static Nodes.Described described(RecordName name, Change change, RecordState state) {
    return new Nodes.Described(
        name,
        state,
        RowMaker.row(change.table(), name.key(), state, change.before().row(), Set.of()),
        true);
  }

  Evaluation<RecordName> evaluation() {
    return evaluation;
  }

  /** {@return what was decided about a record, now or before; null = not known} */
  @Nullable
  Verdict<RecordName> verdict(RecordName name) {
    Verdict<RecordName> decided = evaluation.verdicts().get(name);
    return decided != null ? decided : index.verdict(name);
  }

  /** {@return whether the record has a row now, before anything is written} */
  boolean inTable(RecordName name) {
    Change change = changes.get(name);
    return change == null ? records.visible(name) : change.before().row() != null;
  }

  /** {@return whether the record's row is to be claimed: it has not been yet} */
  boolean holdNow(RecordName name) {
    return !changes.containsKey(name) && held.add(name);
  }

  /** These would not be taken by the database: all that follows from it is decided again. */
  void unfit(Map<RecordName, Refusal> refused) {
    refused.forEach((name, refusal) -> unfit.put(name, Why.of(refusal)));
    records.unfit(refused.keySet());
    evaluation =
        VisibleSet.withoutUnfit(constraints.strata(), records, evaluation, refused.keySet());
  }

  /** {@return those that the database would not take, of all that were tried} */
  Set<RecordName> unfit() {
    return unfit.keySet();
  }

  /** {@return every record that may have to be written or whose metadata may have to be saved} */
  Set<RecordName> targets() {
    Set<RecordName> targets = new LinkedHashSet<>(changes.keySet());
    // rows that were written for an earlier verdict, or taken out for a moment
    targets.addAll(originals.keySet());
    evaluation.appeared().forEach(name -> targets.add(Yielding.record(name)));
    evaluation.vanished().forEach(name -> targets.add(Yielding.record(name)));
    evaluation
        .verdicts()
        .forEach(
            (name, verdict) -> {
              RecordName record = Yielding.record(name);
              if (!verdict.visible() || mayHide(name) || books.parked().why(record) != null) {
                targets.add(record);
              }
            });
    return targets;
  }

  private boolean mayHide(RecordName name) {
    Node<RecordName> node = records.node(name);
    return node != null && node.references().stream().anyMatch(Reference::setNull);
  }

  /**
   * {@return parked records that did not fit, do not change, and have a value that was looked at:
   * they may fit with it}
   */
  List<RecordName> unfitWithValues() {
    return evaluation.verdicts().keySet().stream()
        .filter(Yielding::isValue)
        .map(Yielding::record)
        .filter(record -> !changes.containsKey(record))
        .filter(
            record -> {
              Why why = books.parked().why(record);
              return why != null
                  && (why.reason() == Reason.CHECK || why.reason() == Reason.NOT_NULL);
            })
        .distinct()
        .toList();
  }

  /** {@return the records as they are stored now, with the states they are to have} */
  List<Change> load(Collection<RecordName> names) {
    Map<SyncedTable, List<List<Value>>> keys = new LinkedHashMap<>();
    for (RecordName name : names) {
      keys.computeIfAbsent(constraints.table(name.table()).table(), unused -> new ArrayList<>())
          .add(name.key());
    }
    List<Change> loaded = new ArrayList<>();
    keys.forEach(
        (table, some) ->
            book.load(tx, table, some)
                .forEach(
                    (key, record) -> {
                      RecordName name = new RecordName(table.name(), key);
                      Change change = changes.get(name);
                      Loaded first =
                          originals.computeIfAbsent(
                              name, unused -> change == null ? record : change.before());
                      loaded.add(
                          new Change(
                              table,
                              key,
                              record.as(first),
                              change == null ? first.state() : change.after()));
                    }));
    return loaded;
  }

  /** {@return why a record is not to be in its table; null = it is, or is dead} */
  @Nullable
  Why why(RecordName name) {
    Verdict<RecordName> verdict = evaluation.verdicts().get(name);
    if (verdict == null || verdict.reason() == null) {
      return null;
    }
    return Explaining.why(constraints, verdict.reason(), unfit, books);
  }

  /**
   * {@return columns that show NULL, each with why: the record they refer to is dead, or another
   * has their value}
   */
  Map<String, String> hidden(RecordName name) {
    Map<String, String> hidden = new LinkedHashMap<>();
    Node<RecordName> node = records.node(name);
    if (node == null) {
      return hidden;
    }
    TableConstraints table = constraints.table(name.table());
    for (Reference<RecordName> reference : node.references()) {
      if (reference.setNull() && dead(reference)) {
        for (int column : table.references().get(reference.key()).columns()) {
          hidden.put(
              table.table().schema().columns().get(column).name(),
              "the row it refers to is deleted");
        }
      }
    }
    for (TableConstraints values : table.values()) {
      RecordName value = Yielding.value(name, values);
      if (records.node(value) != null && !shows(value)) {
        Verdict<RecordName> verdict = verdict(value);
        hidden.put(values.yielding(), Explaining.taken(verdict == null ? null : verdict.reason()));
      }
    }
    return hidden;
  }

  /** {@return whether the row of a visible record shows a value that may give way} */
  boolean shows(RecordName value) {
    Verdict<RecordName> verdict = evaluation.verdicts().get(value);
    return verdict == null ? records.visible(value) : verdict.visible();
  }

  private boolean dead(Reference<RecordName> reference) {
    if (reference instanceof Reference.ToRecord<RecordName> toRecord) {
      return records.node(toRecord.id()) == null;
    }
    return reference instanceof Reference.ToClaim<RecordName> toClaim
        && records.holders(toClaim.claim()).isEmpty();
  }

  @Nullable
  Node<RecordName> node(RecordName name) {
    return records.node(name);
  }
}
