package dev.blazesync.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.log.Numbered;
import dev.blazesync.engine.log.Numbering;
import dev.blazesync.engine.log.Numbering.CutPart;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnitsTest {
  private static final Group.Founded FOUNDED = Group.founded(1);
  private static final OriginLog LOG = new OriginLog(FOUNDED.admin().nodeId(), 3);
  private static final long LATEST = 1_000;

  private final Map<SealedBatch, BatchContents> contents = new HashMap<>();
  private final List<SealedBatch> batches = new ArrayList<>();
  private Position end = Position.START;

  private static List<Operation> operations(int count, int valueBytes, long millis) {
    return LongStream.range(0, count)
        .mapToObj(
            id ->
                Operation.plain(
                    new OperationShape("t", List.of("id"), List.of("v")),
                    Operation.Kind.UPDATE,
                    new RecordId.Shared("t", List.of(new Value.Int64(id))),
                    new HybridTimestamp(HybridTimestamp.pack(millis), LOG),
                    List.of(new Value.Bytes(noise(valueBytes)))))
        .toList();
  }

  private UnitsTest seal(List<Operation> operations, CutPart part) {
    BatchSealer sealer = FOUNDED.group().sealer(FOUNDED.admin());
    for (Numbered numbered : Numbering.seal(sealer, LOG, end, operations, part)) {
      SealedBatch batch = numbered.batch();
      batches.add(batch);
      end = new Position(batch.sequence(), SealedHeader.hash(batch.bytes()));
    }
    return this;
  }

  private @Nullable Unit next(long merged, long held) {
    Origin origin = new Origin(1, LOG, new Position(held, new byte[Position.HASH_BYTES]), merged);
    return next(origin, false);
  }

  private @Nullable Unit next(Origin origin, boolean abandoned) {
    return Units.next(
        origin, sequence -> batches.get((int) sequence - 1), this::opened, LATEST, abandoned);
  }

  private @Nullable BatchContents opened(SealedBatch batch) {
    return contents.computeIfAbsent(batch, key -> inside(key.bytes()));
  }

  private static @Nullable BatchContents inside(ByteBuffer sealed) {
    EpochKeys keys = FOUNDED.group().secrets(FOUNDED.admin());
    Membership membership = FOUNDED.group().membership;
    BatchOpener opener =
        new BatchOpener(
            membership.group(), epoch -> keys.find(EntryId.of(epoch.toBytes())), membership::keys);
    Opening<SealedHeader, BatchContents> opening = opener.open(sealed);
    return opening instanceof Opened<SealedHeader, BatchContents> opened ? opened.content() : null;
  }

  @Test
  void aBatchThatCannotBeOpenedYetIsSaid() {
    seal(operations(1, 10, 10), CutPart.of(1, true));
    Origin origin = new Origin(1, LOG, end, 0);
    assertThatThrownBy(
            () -> Units.next(origin, sequence -> batches.get(0), batch -> null, LATEST, false))
        .isInstanceOf(Units.Locked.class);
  }

  @Test
  void aCutOverManyBatchesIsOneUnitOnceItsEndHasArrived() {
    List<Operation> operations = operations(30, 10_000, 10);
    seal(operations, CutPart.of(30, true));
    long last = end.sequence();
    assertThat(last).isGreaterThan(3);
    for (long held = 1; held < last; held++) {
      assertThat(next(0, held)).isNull();
    }
    Unit unit = next(0, last);
    assertThat(unit).isNotNull();
    assertThat(unit.last()).isEqualTo(last);
    assertThat(unit.operations()).isEqualTo(30);
  }

  @Test
  void aCutThatItsNodeNeverFinishedIsMergedAsFarAsItCame() {
    seal(operations(30, 10_000, 10), CutPart.of(30, true));
    Origin origin = new Origin(1, LOG, new Position(2, new byte[Position.HASH_BYTES]), 0);
    Unit unit = next(origin, true);
    assertThat(unit).isNotNull();
    assertThat(unit.last()).isEqualTo(2);
    assertThat(unit.operations()).isBetween(1, 29);
  }

  @Test
  void aValueOverManyBatchesIsPutTogether() {
    List<Operation> operations = operations(1, 5 << 20, 10);
    seal(operations, CutPart.of(1, true));
    assertThat(end.sequence()).isGreaterThan(70);
    Unit unit = next(0, end.sequence());
    assertThat(unit).isNotNull();
    assertThat(unit.payloads()).hasSize(1);
    assertThat(unit.payloads().get(0).operations()).isEqualTo(operations);
  }

  @Test
  void eachPieceOfATornCutIsAUnit() {
    seal(operations(20, 10_000, 10), CutPart.of(20, false));
    Unit first = next(0, end.sequence());
    assertThat(first).isNotNull();
    assertThat(first.last()).isEqualTo(1);
    Unit second = next(1, end.sequence());
    assertThat(second).isNotNull();
    assertThat(second.last()).isEqualTo(2);
  }

  @Test
  void cutsAreUnitsOfTheirOwn() {
    seal(operations(1, 10, 10), CutPart.of(1, true));
    seal(operations(2, 10, 11), CutPart.of(2, true));
    Unit first = next(0, 2);
    assertThat(first).isNotNull();
    assertThat(first.operations()).isEqualTo(1);
    Unit second = next(1, 2);
    assertThat(second).isNotNull();
    assertThat(second.operations()).isEqualTo(2);
    assertThat(next(2, 2)).isNull();
  }

  @Test
  void aBatchFromTheFutureWaits() {
    seal(operations(1, 10, 10), CutPart.of(1, true));
    seal(operations(1, 10, LATEST + 1), CutPart.of(1, true));
    assertThat(next(0, 2)).isNotNull();
    assertThatThrownBy(() -> next(1, 2)).isInstanceOf(Units.FromTheFuture.class);
  }

  /** What does not get smaller. */
  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
