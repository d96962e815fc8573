package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A restored or copied database has written another history of its own log than relays know
 * (decision D14). What nobody else has of this one goes out again under another lineage; the log's
 * other history is then pulled like anybody's.
 */
final class Reissue {
  private final Desk desk;
  private final Intake intake;

  Reissue(Desk desk, Intake intake) {
    this.desk = desk;
    this.intake = intake;
  }

  /**
   * @param log of this node
   * @param common how far the relay's history is this one
   * @param lineage of the new life, if {@code log} is the one this node is writing
   */
  void reissue(OriginLog log, long common, long lineage, long nowMillis) {
    desk.transaction(
        tx -> {
          List<Operation> unsent = new ArrayList<>();
          Origin origin = desk.books().origins().find(log);
          if (origin != null) {
            unsent.addAll(takeBack(tx, origin, common));
          }
          if (log.equals(desk.own())) {
            unsent.addAll(desk.outbox().takeAll(tx, log));
            desk.books().state().put(tx, Fact.LINEAGE, lineage);
            desk.identify();
          }
          again(tx, unsent, nowMillis);
          return true;
        });
  }

  /**
   * Takes the batches that do not count of devices that were removed out of the log, after the
   * membership has changed. What of them was merged goes out again as this node's own edits, so
   * that everyone comes to the same state whatever had been merged where.
   */
  void cutOff(StoreTransaction tx, Membership membership, long nowMillis) {
    List<Operation> merged = new ArrayList<>();
    for (Origin origin : desk.books().origins().all()) {
      OriginLog log = origin.log();
      boolean counts =
          log.origin().equals(desk.own().origin())
              || origin.held().sequence() == 0
              || membership.accepts(log, origin.held());
      if (!counts) {
        merged.addAll(takeBack(tx, origin, common(tx, origin, membership.cutOff(log))));
      }
    }
    if (!merged.isEmpty()) {
      again(tx, merged, nowMillis);
    }
  }

  /**
   * Takes the log of a removed device out, which turned out to be another history than the one that
   * counts; what of it was merged goes out again. The one that counts has to be pulled.
   */
  void takeBack(OriginLog log, long nowMillis) {
    desk.transaction(
        tx -> {
          Origin origin = desk.books().origins().find(log);
          List<Operation> merged = origin == null ? List.of() : takeBack(tx, origin, 0);
          if (!merged.isEmpty()) {
            again(tx, merged, nowMillis);
          }
          return true;
        });
  }

  /** {@return the operations that were merged of what is taken out of the log} */
  private List<Operation> takeBack(StoreTransaction tx, Origin origin, long last) {
    intake.cutOff(origin.log());
    List<SealedBatch> batches = beginning(tx, origin, last);
    batches.addAll(
        desk.log().takeBehind(tx, origin, last).stream()
            .filter(batch -> batch.sequence() <= origin.merged())
            .toList());
    return operations(origin.log(), batches);
  }

  /** {@return what stays in the log of a payload that goes on in what is taken out} */
  private List<SealedBatch> beginning(StoreTransaction tx, Origin origin, long last) {
    List<SealedBatch> beginning = new ArrayList<>();
    for (long sequence = last; sequence > 0; sequence--) {
      SealedBatch batch = desk.log().read(tx, origin, sequence);
      BatchContents contents = batch == null ? null : intake.contents(batch);
      if (batch == null || contents == null || !contents.continues()) {
        break;
      }
      beginning.add(0, batch);
    }
    return beginning;
  }

  /** {@return up to which sequence a log counts here: none of one that forks before the cut-off} */
  private long common(StoreTransaction tx, Origin origin, Position last) {
    if (last.sequence() == 0 || last.sequence() >= origin.held().sequence()) {
      return 0;
    }
    SealedBatch behind = desk.log().read(tx, origin, last.sequence() + 1);
    boolean same =
        behind == null
            || Arrays.equals(SealedHeader.read(behind.bytes()).previousHash(), last.hash());
    return same ? last.sequence() : 0;
  }

  /**
   * Under this node's log, so that the new operation beats the old one here, which nobody else may
   * ever see, and everyone comes to the same state. What has beaten the old one beats the new one
   * too, wherever that is possible: of an earlier life of this node, see {@link Lineages}.
   */
  private void again(StoreTransaction tx, List<Operation> unsent, long nowMillis) {
    List<Operation> again = new ArrayList<>();
    for (Operation operation : unsent) {
      again.add(operation.atBase() ? operation : later(operation));
    }
    desk.outbox().add(tx, again, !desk.outbox().openCut());
    Joining joining = new Joining(desk);
    joining.add(again);
    intake.join(tx, joining, nowMillis);
  }

  private Operation later(Operation operation) {
    HybridTimestamp old = operation.time();
    HybridTimestamp same = new HybridTimestamp(old.packed(), desk.own());
    HybridTimestamp now =
        same.isAfter(old) ? same : new HybridTimestamp(old.packed() + 1, desk.own());
    return new Operation(
        operation.shape(),
        operation.kind(),
        operation.record(),
        later(operation.stamp(), old, now),
        operation.versions().stream()
            .map(v -> new Version(v.value(), v.state(), later(v.stamp(), old, now)))
            .toList(),
        operation.seen());
  }

  /** The authority of another device's write stays that device's. */
  private static Stamp later(Stamp stamp, HybridTimestamp old, HybridTimestamp now) {
    boolean own = old.writer().origin().equals(now.writer().origin());
    return new Stamp(
        stamp.time().equals(old) ? now : stamp.time(),
        own && stamp.authority().equals(old) ? now : stamp.authority());
  }

  private List<Operation> operations(OriginLog log, List<SealedBatch> batches) {
    List<Operation> operations = new ArrayList<>();
    WireWriter payload = new WireWriter();
    for (SealedBatch batch : batches) {
      BatchContents contents = intake.contents(batch);
      if (contents == null) {
        // nobody could open it, so nobody has merged it either
        payload.reset();
        continue;
      }
      payload.raw(contents.payload());
      if (!contents.continues()) {
        byte[] whole = payload.toBytes();
        if (!Heads.is(whole)) {
          operations.addAll(PayloadCodec.decode(ByteBuffer.wrap(whole), log));
        }
        payload.reset();
      }
    }
    return operations;
  }
}
