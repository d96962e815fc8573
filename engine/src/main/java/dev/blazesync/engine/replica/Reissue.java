package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
            unsent.addAll(operations(log, desk.log().takeBehind(tx, origin, common)));
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
   * One tick later, so that the new operation beats the old one here, which nobody else will ever
   * see, and everyone comes to the same state.
   */
  private void again(StoreTransaction tx, List<Operation> unsent, long nowMillis) {
    List<Operation> again = new ArrayList<>();
    for (Operation operation : unsent) {
      HybridTimestamp stamp = operation.stamp();
      again.add(
          new Operation(
              operation.shape(),
              operation.kind(),
              operation.record(),
              stamp.equals(HybridTimestamp.BASE)
                  ? stamp
                  : new HybridTimestamp(stamp.packed() + 1, desk.own()),
              operation.values()));
    }
    desk.outbox().add(tx, again, true);
    Intake.Joining joining = new Intake.Joining(desk);
    joining.add(again);
    intake.join(tx, joining, nowMillis);
  }

  private static List<Operation> operations(OriginLog log, List<SealedBatch> batches) {
    List<Operation> operations = new ArrayList<>();
    WireWriter payload = new WireWriter();
    for (SealedBatch batch : batches) {
      BatchCodec.Opened opened = BatchCodec.open(batch.bytes());
      payload.raw(opened.payload());
      if (!opened.header().continues()) {
        operations.addAll(PayloadCodec.decode(ByteBuffer.wrap(payload.toBytes()), log));
        payload.reset();
      }
    }
    return operations;
  }
}
