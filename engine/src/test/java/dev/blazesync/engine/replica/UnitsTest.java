package dev.blazesync.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.log.Numbering;
import dev.blazesync.engine.log.Numbering.CutPart;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnitsTest {
  private static final GroupId GROUP = GroupId.of(new byte[GroupId.BYTES]);
  private static final OriginLog LOG = new OriginLog(new NodeId(1, 2), 3);
  private static final long LATEST = 1_000;

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
                    List.of(new Value.Bytes(new byte[valueBytes]))))
        .toList();
  }

  private UnitsTest seal(List<Operation> operations, CutPart part) {
    List<SealedBatch> sealed = Numbering.seal(GROUP, LOG, end, operations, part);
    batches.addAll(sealed);
    SealedBatch last = sealed.get(sealed.size() - 1);
    end = new Position(last.sequence(), BatchCodec.hash(last.bytes()));
    return this;
  }

  private @Nullable Unit next(long merged, long held) {
    Origin origin = new Origin(1, LOG, new Position(held, new byte[Position.HASH_BYTES]), merged);
    return Units.next(origin, sequence -> batches.get((int) sequence - 1), LATEST, false);
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
    Unit unit = Units.next(origin, sequence -> batches.get((int) sequence - 1), LATEST, true);
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
}
