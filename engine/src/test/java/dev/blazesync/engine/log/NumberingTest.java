package dev.blazesync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.log.Numbering.CutPart;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.merge.Histories;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberingTest {
  private static final Group.Founded FOUNDED = Group.founded(1);
  private static final BatchSealer SEALER = FOUNDED.group().sealer(FOUNDED.admin());
  private static final BatchOpener OPENER = opener();
  private static final OriginLog LOG = new OriginLog(FOUNDED.admin().nodeId(), 3);

  private static BatchOpener opener() {
    EpochKeys keys = FOUNDED.group().secrets(FOUNDED.admin());
    Membership membership = FOUNDED.group().membership;
    return new BatchOpener(
        membership.group(), epoch -> keys.find(EntryId.of(epoch.toBytes())), membership::keys);
  }

  private static BatchContents contents(SealedBatch batch) {
    if (OPENER.open(batch.bytes()) instanceof Opened<SealedHeader, BatchContents> opened) {
      return opened.content();
    }
    throw new AssertionError(batch);
  }

  private static Operation update(long id, long packed, Value value) {
    return Operation.plain(
        new OperationShape("t", List.of("id"), List.of("v")),
        Operation.Kind.UPDATE,
        new RecordId.Shared("t", List.of(new Value.Int64(id))),
        new HybridTimestamp(packed, LOG),
        List.of(value));
  }

  private static List<SealedBatch> seal(List<Operation> operations, CutPart part) {
    return Numbering.seal(SEALER, LOG, Position.START, operations, part).stream()
        .map(Numbered::batch)
        .toList();
  }

  private static List<Operation> opened(List<SealedBatch> batches) {
    List<Operation> operations = new ArrayList<>();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (SealedBatch batch : batches) {
      BatchContents opened = contents(batch);
      byte[] part = new byte[opened.payload().remaining()];
      opened.payload().get(part);
      payload.writeBytes(part);
      if (!opened.continues()) {
        operations.addAll(PayloadCodec.decode(ByteBuffer.wrap(payload.toByteArray()), LOG));
        payload.reset();
      }
    }
    return operations;
  }

  @Test
  void coalescingNeverChangesWhatMergingGives() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      List<Operation> operations = new ArrayList<>();
      long packed = 10;
      for (int left = random.nextInt(8); left > 0; left--) {
        packed += 1 + random.nextInt(2);
        operations.add(Histories.operation(random, new HybridTimestamp(packed, LOG)));
      }
      RecordState elsewhere = RecordState.UNKNOWN;
      for (Operation operation : Histories.of(random, 4)) {
        elsewhere = Merge.join(TableRules.DEFAULT, elsewhere, operation);
      }
      RecordState whole = elsewhere;
      RecordState coalesced = elsewhere;
      for (Operation operation : operations) {
        whole = Merge.join(TableRules.DEFAULT, whole, operation);
      }
      for (Operation operation : Numbering.coalesce(operations, table -> false)) {
        coalesced = Merge.join(TableRules.DEFAULT, coalesced, operation);
      }
      assertThat(coalesced).as("seed %s", seed).isEqualTo(whole);
    }
  }

  @Test
  void anUpdateThatALaterOneCoversIsDropped() {
    Operation earlier = update(1, 10, new Value.Int64(1));
    Operation later = update(1, 11, new Value.Int64(2));
    assertThat(Numbering.coalesce(List.of(earlier, later), table -> false)).containsExactly(later);
  }

  @Test
  void aValueOverManyBatchesComesOutWhole() {
    Operation large = update(1, 10, new Value.Bytes(noise(5 << 20)));
    Operation small = update(2, 11, new Value.Int64(1));
    List<SealedBatch> batches = seal(List.of(large, small), CutPart.of(2, true));
    assertThat(batches).hasSizeGreaterThan(70);
    assertThat(batches).allMatch(batch -> batch.length() <= SealedBatch.MAX_BYTES);
    assertThat(opened(batches)).containsExactly(large, small);
  }

  @Test
  void batchesAreNumberedChainedAndTheLastEndsTheCut() {
    List<Operation> operations =
        IntStream.range(0, 9_000)
            .mapToObj(id -> update(id, 10 + id, new Value.Text("value number " + id)))
            .toList();
    List<SealedBatch> batches = seal(operations, CutPart.of(operations.size(), true));
    Position position = Position.START;
    for (SealedBatch batch : batches) {
      SealedHeader header = SealedHeader.read(batch.bytes());
      assertThat(header.sequence()).isEqualTo(position.sequence() + 1);
      assertThat(header.previousHash()).isEqualTo(position.hash());
      assertThat(contents(batch).cutEnd()).isEqualTo(batch.sequence() == batches.size());
      assertThat(contents(batch).torn()).isFalse();
      position = new Position(header.sequence(), SealedHeader.hash(batch.bytes()));
    }
    assertThat(opened(batches)).isEqualTo(operations);
  }

  @Test
  void aCutAboveTheBoundIsTornAndSoIsAPartOfOne() {
    assertThat(CutPart.of(Limits.CUT_OPERATIONS, true).torn()).isFalse();
    assertThat(CutPart.of(Limits.CUT_OPERATIONS + 1, true).torn()).isTrue();
    assertThat(CutPart.of(1, false).torn()).isTrue();
  }

  /** What does not get smaller. */
  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
