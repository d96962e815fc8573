package dev.blazesync.engine.replica;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.drain.Drainer;
import dev.blazesync.engine.drain.Drainer.Drained;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.log.Numbered;
import dev.blazesync.engine.log.Numbering;
import dev.blazesync.engine.log.Numbering.CutPart;
import dev.blazesync.engine.log.OperationLog.Appended;
import dev.blazesync.engine.log.Outbox.Taken;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.place.Redating;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What the application did, on its way out: drained into the outbox, later numbered and sealed. */
final class Outgoing {
  private final Desk desk;
  private final Pace pace = new Pace();
  private final Supplier<Set<String>> held;

  /** Captured entries as last counted, less the records drained since: about what is left. */
  private long left;

  /** Whether the cut that has not ended is torn. */
  private boolean torn;

  /**
   * @param held names of tables that are held back: what is captured of them stays where it is
   */
  Outgoing(Desk desk, Supplier<Set<String>> held) {
    this.desk = desk;
    this.held = held;
  }

  /**
   * One drain.
   *
   * @param records captured records it took
   * @param cut whether nothing captured is left
   * @param sealed batches it numbered
   */
  record Outcome(int records, boolean cut, int sealed) {}

  /** Drains once, and numbers at once if {@code seal} and nothing older waits. */
  Outcome drain(long nowMillis, boolean seal) {
    long pending = pending();
    if (pending == 0 && !desk.outbox().openCut() && desk.books().tables().unseen().isEmpty()) {
      // looked at without a write: a commit of ours would wake us again, for ever
      return new Outcome(0, true, 0);
    }
    boolean direct =
        seal
            && pending <= pace.size()
            && desk.outbox().operations() == 0
            && !desk.outbox().openCut();
    torn = isTorn(pending);
    Outcome outcome =
        direct
            ? desk.transaction(tx -> drain(tx, nowMillis, true))
            // what waits in the outbox is captured again if the computer fails now
            : desk.relaxed(tx -> drain(tx, nowMillis, false));
    pace.took(outcome.records(), desk.heldNanos());
    return outcome;
  }

  /**
   * {@return whether the cut under way is too large to be taken whole} Once it is, it stays so
   * until its end: what was captured in between may have gone by then.
   */
  private boolean isTorn(long pending) {
    if (torn && desk.outbox().openCut()) {
      return true;
    }
    if (desk.outbox().open() + pending <= Limits.CUT_OPERATIONS) {
      return false;
    }
    left = 0; // which may be too many: a record that was drained can have had several entries
    return desk.outbox().open() + pending() > Limits.CUT_OPERATIONS;
  }

  private Outcome drain(StoreTransaction tx, long nowMillis, boolean direct) {
    Drained drained = drainIn(tx, nowMillis);
    int sealed = 0;
    if (direct && drained.cut()) {
      sealed = number(tx, drained.operations(), true);
    } else {
      add(tx, drained);
    }
    return new Outcome(drained.records(), drained.cut(), sealed);
  }

  /** Counts only when few are left: counting millions before each drain would take hours. */
  private long pending() {
    if (left > pace.size()) {
      return left;
    }
    left = 0;
    try (StoreView view = desk.store().snapshot()) {
      for (SyncedTable table : desk.books().tables().synced()) {
        boolean stays = held.get().contains(table.schema().name());
        left += stays ? 0 : view.pending(table.schema());
      }
    }
    return left;
  }

  private Drained drainIn(StoreTransaction tx, long nowMillis) {
    Drained drained =
        desk.drainer()
            .drain(
                tx,
                new DrainScope.UpTo(pace.size(), Limits.CUT_BYTES, held.get()),
                nowMillis,
                desk.books().tables().unseen());
    desk.placer().placeLoosely(tx, drained.changes(), nowMillis);
    left = drained.cut() ? 0 : Math.max(0, left - drained.records());
    if (!drained.cut()) {
      return drained;
    }
    desk.books().tables().cutDone(tx);
    return drained.with(decide(tx, nowMillis));
  }

  /** {@return claims that were dated again, to be sent like edits} */
  private List<Operation> decide(StoreTransaction tx, long nowMillis) {
    if (desk.books().state().number(Fact.READY, 0) == 0) {
      return List.of();
    }
    boolean settled = desk.books().state().number(Fact.SETTLED, 0) == 1;
    Redating redating =
        new Redating(
            () ->
                new HybridTimestamp(
                    desk.clock().stamp(nowMillis, nowMillis, desk.clock().last()), desk.own()),
            desk.author());
    desk.placer().decide(tx, nowMillis, settled ? redating : null);
    desk.clock().cutDone();
    if (!settled) {
      desk.books().state().put(tx, Fact.SETTLED, 1);
    }
    return redating.operations();
  }

  /**
   * Drains until nothing captured is left, inside a transaction that then merges; what comes goes
   * to the outbox.
   *
   * @return false if there is more than fits in one transaction: commit, and begin again
   */
  boolean drainFully(StoreTransaction tx, long nowMillis) {
    for (int round = 0; round < 4; round++) {
      Drained drained = drainIn(tx, nowMillis);
      add(tx, drained);
      if (drained.cut()) {
        return true;
      }
    }
    return false;
  }

  /** Drains what is captured of some records, which stay claimed until the transaction ends. */
  void claim(StoreTransaction tx, DrainScope.Claim claim, long nowMillis) {
    settle(tx, desk.drainer().take(tx, claim), nowMillis);
  }

  /** Makes operations of what was taken out of the store; they wait in the outbox. */
  void settle(StoreTransaction tx, Drainer.Taken taken, long nowMillis) {
    Drained drained = desk.drainer().settle(tx, taken, nowMillis, desk.books().tables().unseen());
    desk.placer().placeLoosely(tx, drained.changes(), nowMillis);
    add(tx, drained);
  }

  /** More than a cut takes of one that has not ended: whatever comes of it goes out at once. */
  private void add(StoreTransaction tx, Drained drained) {
    boolean tooLarge = torn || desk.outbox().open() >= Limits.CUT_OPERATIONS;
    desk.outbox().add(tx, drained.operations(), drained.cut(), tooLarge);
    torn &= !drained.cut();
  }

  /** {@return batches numbered of what waits in the outbox; 0 = nothing whole waits} */
  int seal() {
    if (!desk.outbox().enough()) {
      return 0;
    }
    return desk.transaction(
        tx -> {
          Taken taken = desk.outbox().take(tx, desk.own(), Limits.CUT_OPERATIONS, Limits.CUT_BYTES);
          return taken.operations().isEmpty() ? 0 : number(tx, taken.operations(), taken.cut());
        });
  }

  private boolean updatesWin(String table) {
    SyncedTable synced = desk.books().tables().find(table);
    return synced != null && synced.rules().updatesWin();
  }

  private int number(StoreTransaction tx, List<Operation> operations, boolean cut) {
    List<Operation> merged = Numbering.coalesce(operations, this::updatesWin);
    if (merged.isEmpty()) {
      return 0;
    }
    List<Numbered> batches =
        Numbering.seal(
            desk.seals().batches(),
            desk.own(),
            desk.books().origins().held(desk.own()),
            merged,
            CutPart.of(merged.size(), cut));
    append(tx, batches);
    Statements.due(tx, desk);
    return batches.size();
  }

  private void append(StoreTransaction tx, List<Numbered> batches) {
    List<Appended> appended = desk.log().append(tx, batches, true);
    for (int index = 0; index < batches.size(); index++) {
      if (appended.get(index) != Appended.NEW) {
        throw new IllegalStateException(
            "own batch " + batches.get(index).batch().sequence() + " does not continue");
      }
    }
  }

  /** {@return whether this node's heads were stated: not in the middle of what goes out} */
  boolean state(Statements statements) {
    if (desk.outbox().operations() > 0 || desk.outbox().openCut()) {
      return false;
    }
    desk.transaction(
        tx -> {
          Heads heads = statements.next();
          Position after = desk.books().origins().held(desk.own());
          append(tx, List.of(Numbering.seal(desk.seals().batches(), desk.own(), after, heads)));
          statements.stated(tx, heads);
          return true;
        });
    return true;
  }
}
