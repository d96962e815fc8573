package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Decides about changed records and brings their tables to what was decided. */
final class Deciding {
  private final StoreTransaction tx;
  private final Placer placer;
  private final long nowMillis;

  Deciding(StoreTransaction tx, Placer placer, long nowMillis) {
    this.tx = tx;
    this.placer = placer;
    this.nowMillis = nowMillis;
  }

  /**
   * @param afresh parked records to decide about as if they were new, whether they change or not
   * @return how many rows became different
   */
  int run(Collection<Change> changed, Set<RecordName> afresh, @Nullable Redating redating) {
    Map<RecordName, Change> changes = new LinkedHashMap<>();
    changed.forEach(change -> changes.put(change.name(), change));
    Decision decision = decide(changes, afresh, redating);
    List<Pending> pendings = write(decision);
    for (Map<RecordName, Refusal> refused = refused(pendings, decision);
        !refused.isEmpty();
        refused = refused(pendings, decision)) {
      decision.unfit(refused);
      pendings = write(decision);
    }
    return save(decision, pendings);
  }

  private Decision decide(
      Map<RecordName, Change> changes, Set<RecordName> afresh, @Nullable Redating redating) {
    if (redating == null) {
      return decision(changes, afresh);
    }
    Decision decision = decision(changes, afresh);
    Redater redater = new Redater(tx, placer, redating);
    while (redater.redate(decision, changes)) {
      decision = decision(changes, afresh);
    }
    return decision;
  }

  /**
   * Whether a record fits may depend on a value of it that another had: it is tried with it again.
   */
  private Decision decision(Map<RecordName, Change> changes, Set<RecordName> afresh) {
    Decision decision = decided(changes, afresh);
    boolean more = true;
    while (more) {
      List<RecordName> again = decision.unfitWithValues();
      placer.parked().changes(tx, again).forEach(change -> changes.put(change.name(), change));
      more = !again.isEmpty() && changes.keySet().containsAll(again);
      decision = more ? decided(changes, afresh) : decision;
    }
    return decision;
  }

  private Decision decided(Map<RecordName, Change> changes, Set<RecordName> afresh) {
    return new Decision(
        tx,
        placer.books(),
        placer.records(),
        placer.constraints(),
        changes,
        placer.parked().index(tx),
        afresh);
  }

  private List<Pending> write(Decision decision) {
    List<Pending> pendings = writeTargets(decision);
    if (new Lifting(tx, placer).lift(decision, pendings)) {
      return writeTargets(decision);
    }
    return pendings;
  }

  private List<Pending> writeTargets(Decision decision) {
    List<Pending> pendings = new ArrayList<>();
    for (Change change : decision.load(decision.targets())) {
      pendings.add(pending(decision, change));
    }
    new Holding(tx).hold(decision, pendings);
    placer.writing(tx).run(pendings);
    return pendings;
  }

  private static Pending pending(Decision decision, Change change) {
    RecordName name = change.name();
    ValueRow now = change.before().row();
    Verdict<RecordName> verdict = decision.evaluation().verdicts().get(name);
    boolean parked = verdict != null && !verdict.visible();
    if (parked || !change.after().alive()) {
      Pending pending = new Pending(change, null);
      pending.parked = parked;
      pending.done = now == null;
      return pending;
    }
    Set<String> hidden = decision.hidden(name).keySet();
    ValueRow row = RowMaker.row(change.table(), change.key(), change.after(), now, hidden);
    Pending pending = new Pending(change, row);
    pending.hidden = hidden;
    pending.done = row.equals(now);
    return pending;
  }

  /**
   * {@return what the database would not take though it was decided to be visible: all that fail
   * their own checks, else the first; others may only have been in their way}
   */
  private static Map<RecordName, Refusal> refused(List<Pending> pendings, Decision decision) {
    Map<RecordName, Refusal> checks = new LinkedHashMap<>();
    Map<RecordName, Refusal> others = new TreeMap<>();
    for (Pending pending : pendings) {
      RecordName name = pending.change.name();
      Node<RecordName> node = decision.node(name);
      if (!pending.done && pending.row != null && node != null && node.fits()) {
        Refusal refusal = Objects.requireNonNull(pending.refusal);
        (Why.of(refusal).reason().local() ? checks : others).put(name, refusal);
      }
    }
    if (checks.isEmpty() && !others.isEmpty()) {
      Map.Entry<RecordName, Refusal> first = others.entrySet().iterator().next();
      checks.put(first.getKey(), first.getValue());
    }
    return checks;
  }

  private int save(Decision decision, List<Pending> pendings) {
    Books books = placer.books();
    int different = 0;
    for (Pending pending : pendings) {
      RecordName name = pending.change.name();
      Why why = decision.why(name);
      Refusal refusal = pending.refusal;
      if (why == null && !pending.done && refusal != null) {
        why = Why.of(refusal);
      }
      if (why == null && !pending.hidden.isEmpty()) {
        why = Explaining.hidden(decision.hidden(name));
      }
      Loaded before = pending.change.before();
      different += Objects.equals(pending.row, before.row()) ? 0 : 1;
      if (why != null || books.parked().why(name) != null) {
        placer.save(tx, pending, why, nowMillis);
        placer.parked().decided(tx, name, decision);
      }
    }
    decision.unfit().forEach(name -> placer.refused(name, nowMillis));
    placer.saveAll(tx, pendings);
    return different;
  }
}
