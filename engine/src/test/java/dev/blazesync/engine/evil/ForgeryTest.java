package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static dev.blazesync.engine.evil.Lab.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A member with all its keys makes batches that it should not. */
class ForgeryTest {
  private final Lab lab = new Lab(3);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();
  private final Mallory mallory = lab.mallory();

  private void members() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
  }

  /** The others go on, and are alike. */
  private void assertLifeGoesOn() {
    lab.exchange(a, b);
    a.insert(100, 1, 1);
    b.insert(101, 1, 1);
    lab.exchange(a, b, a);
    assertThat(a.note(101)).isNotNull();
    assertThat(b.note(100)).isNotNull();
    assertAlike(a, b);
  }

  /** To b, whatever the hub would say of them. */
  private void smuggle(SealedBatch... batches) {
    lab.hub.pages = (to, truth) -> new Page(List.of(batches), false, null);
    lab.exchange(b);
    lab.hub.repent();
  }

  static byte[] bytes(SealedBatch batch) {
    byte[] bytes = new byte[batch.length()];
    batch.bytes().get(bytes);
    return bytes;
  }

  /** {@return the batch with other bytes at an offset, signed by this device again} */
  static SealedBatch patched(SealedBatch batch, int offset, byte[] patch, DeviceKeys signer) {
    byte[] bytes = bytes(batch);
    System.arraycopy(patch, 0, bytes, offset, patch.length);
    byte[] covered = java.util.Arrays.copyOf(bytes, bytes.length - 64);
    byte[] signature = signer.sign(Purpose.BATCH_SIGNATURE, Sha256.of(covered));
    System.arraycopy(signature, 0, bytes, covered.length, signature.length);
    return TamperTest.enveloped(bytes, batch);
  }

  @Test
  void aStrangerWithTheSecretIsNotMerged() {
    members();
    var held = b.ofOthers();
    DeviceKeys stranger = DeviceKeys.generate(new dev.blazesync.engine.membership.SeededRandom(99));
    BatchSealer sealer =
        new BatchSealer(
            stranger,
            lab.id(),
            lab.group.epoch(),
            lab.group.secrets(mallory.keys).current(),
            lab.group.random);
    OriginLog log = new OriginLog(stranger.nodeId(), 1);
    List<Operation> operations = List.of(mallory.insert(9, 9, 9));
    smuggle(
        sealer.seal(
            log,
            Position.START,
            false,
            new BatchContents(
                true, false, false, 0, 1, ByteBuffer.wrap(PayloadCodec.encode(operations)))));
    assertThat(b.note(9)).isNull();
    assertThat(b.ofOthers()).isEqualTo(held);
    assertLifeGoesOn();
  }

  @Test
  void aMemberCannotSpeakForAnother() {
    members();
    SealedBatch own = mallory.write(mallory.insert(9, 9, 9));
    smuggle(patched(own, 72, a.node().toBytes(), mallory.keys));
    assertThat(b.note(9)).isNull();
    assertTold(b, "signature");
    assertLifeGoesOn();
  }

  @Test
  void aBatchThatNamesAnotherEpochIsToldAndNotMerged() {
    members();
    byte[] first = lab.group.epoch().toBytes();
    lab.publish(lab.group.rotate(lab.admin));
    mallory.learn();
    lab.exchange(a, b);
    lab.hub.push(patched(mallory.write(mallory.insert(9, 9, 9)), 40, first, mallory.keys));
    lab.exchange(b, a);
    assertThat(b.note(9)).isNull();
    assertTold(b, "cannot be read");
    assertLifeGoesOn();
  }

  static Stream<byte[]> rubbish() {
    return Stream.of(
        new byte[0],
        new byte[] {1},
        new byte[] {2, 0},
        new byte[] {1, 0, 0},
        "not a payload".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        new WireWriter().u8(3).varint(Limits.PAYLOAD_OPERATIONS).toBytes(),
        new byte[60_000]);
  }

  @ParameterizedTest
  @MethodSource("rubbish")
  void rubbishThatIsWellSealedIsToldAndNotMerged(byte[] payload) {
    members();
    lab.hub.push(
        mallory.seal(new BatchContents(true, false, false, 0, 1, ByteBuffer.wrap(payload))),
        mallory.write(mallory.insert(9, 9, 9)));
    lab.exchange(b, a);
    assertThat(b.note(9)).isNull();
    assertTold(b, "cannot be read");
    assertLifeGoesOn();
  }

  @Test
  void aTimeThatIsLaterThanTheBatchSaysIsToldAndNotMerged() {
    members();
    List<Operation> operations = List.of(mallory.insert(9, 9, 9));
    lab.hub.push(
        mallory.seal(
            new BatchContents(
                true, false, false, 5, 1, ByteBuffer.wrap(PayloadCodec.encode(operations)))));
    lab.exchange(b, a);
    assertThat(b.note(9)).isNull();
    assertTold(b, "later time");
    assertLifeGoesOn();
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void aBatchFromTheFutureWaitsAndIsTold(long packed) {
    members();
    List<Operation> operations = List.of(mallory.insert(9, 9, 9));
    lab.hub.push(
        mallory.seal(
            new BatchContents(
                true, false, false, packed, 1, ByteBuffer.wrap(PayloadCodec.encode(operations)))));
    lab.exchange(b, a);
    assertThat(b.note(9)).isNull();
    assertTold(b, "ahead of this computer's clock");
    assertLifeGoesOn();
  }

  @Test
  void aVersionFromTheFutureDoesNotFreezeACell() {
    members();
    HybridTimestamp later = new HybridTimestamp(HybridTimestamp.pack(1L << 46), mallory.log);
    lab.hub.push(
        mallory.write(
            mallory.update(1, "a", Version.of(number(666), Stamp.of(later)), mallory.now())));
    lab.exchange(b, a);
    lab.millis += 60_000;
    a.update(1, "a", 5);
    lab.exchange(a, b);
    assertAlike(a, b);
    assertThat(a.note(1)).isEqualTo(List.of(number(1), number(5), number(1)));
  }

  @Test
  void aClientCannotTakeAServersAuthority() {
    a.rules.put("policy.note.a", "server-wins");
    members();
    HybridTimestamp now = mallory.now();
    lab.millis += 60_000;
    a.update(1, "a", 5);
    lab.exchange(a, b);
    HybridTimestamp claimed =
        new HybridTimestamp(HybridTimestamp.pack(lab.millis + 240_000), a.replica().own());
    lab.hub.push(
        mallory.write(
            mallory.update(
                1, "a", new Version(number(666), Version.NO_STATE, new Stamp(now, claimed)), now)));
    lab.exchange(a, b);
    assertAlike(a, b);
    assertThat(a.note(1)).isEqualTo(List.of(number(1), number(5), number(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 10_000})
  void aWrongNumberOfOperationsHarmsNobody(int count) {
    members();
    List<Operation> operations = List.of(mallory.insert(9, 9, 9));
    lab.hub.push(
        mallory.seal(
            new BatchContents(
                true,
                false,
                false,
                PayloadCodec.newestTime(operations),
                count,
                ByteBuffer.wrap(PayloadCodec.encode(operations)))));
    assertLifeGoesOn();
  }

  @Test
  void aPayloadThatNeverEndsHoldsUpNobodyElse() {
    members();
    for (int part = 0; part < 5; part++) {
      lab.hub.push(
          mallory.seal(
              new BatchContents(
                  false, true, true, 0, 0, ByteBuffer.allocate(BatchContents.MAX_PAYLOAD))));
    }
    assertLifeGoesOn();
  }

  @Test
  void aCutThatNeverEndsHoldsUpNobodyElse() {
    members();
    for (int part = 0; part < 5; part++) {
      lab.hub.push(mallory.part(false, mallory.insert(20 + part, 1, 1)));
    }
    assertLifeGoesOn();
  }

  @Test
  void aBatchThatIsTooLongIsToldAndNotKept() {
    members();
    var held = b.ofOthers();
    SealedBatch own = mallory.write(mallory.insert(9, 9, 9));
    smuggle(TamperTest.enveloped(new byte[SealedBatch.MAX_BYTES + 1], own));
    assertThat(b.ofOthers()).isEqualTo(held);
    assertThat(b.told()).anyMatch(told -> told.contains("over the limit"));
    assertLifeGoesOn();
  }

  static Stream<Operation> strange() {
    HybridTimestamp time =
        new HybridTimestamp(HybridTimestamp.pack(1_700_000_000_000L), OriginLog.NONE);
    List<Operation> strange = new ArrayList<>();
    List<Value> values =
        List.of(
            Value.NULL,
            new Value.Text("x".repeat(3_000)),
            new Value.Bytes(new byte[9]),
            new Value.Float64(Double.NaN),
            new Value.Bool(true),
            new Value.Decimal(new java.math.BigDecimal("1e900")));
    for (Value value : values) {
      strange.add(operation("note", List.of("id"), List.of(value), List.of("a", "b"), value, time));
      strange.add(
          operation("note", List.of("id"), List.of(number(7)), List.of("a", "b"), value, time));
      strange.add(operation("note", List.of("id"), List.of(number(7)), List.of("id"), value, time));
      strange.add(
          operation("note", List.of("id"), List.of(number(7)), List.of("a", "a"), value, time));
    }
    for (String table : List.of("nothing", "blazesync_state", "note; drop table note", "")) {
      strange.add(
          operation(table, List.of("id"), List.of(number(7)), List.of("a"), number(1), time));
    }
    strange.add(operation("note", List.of(), List.of(), List.of("a"), number(1), time));
    strange.add(
        operation(
            "note",
            List.of("id", "a"),
            List.of(number(1), number(2)),
            List.of("b"),
            number(1),
            time));
    strange.add(
        operation("note", List.of("wrong"), List.of(number(7)), List.of("a"), number(1), time));
    return strange.stream();
  }

  private static Operation operation(
      String table,
      List<String> keyColumns,
      List<Value> key,
      List<String> columns,
      Value value,
      HybridTimestamp time) {
    return Operation.plain(
        new OperationShape(table, keyColumns, columns),
        Operation.Kind.INSERT,
        new RecordId.Shared(table, key),
        time,
        columns.stream().map(column -> value).toList());
  }

  @ParameterizedTest
  @MethodSource("strange")
  void anOperationThatFitsNoSchemaHarmsNobody(Operation operation) {
    members();
    byte[] payload;
    try {
      payload = PayloadCodec.encode(List.of(operation));
    } catch (RuntimeException e) {
      // the writer itself refuses it
      return;
    }
    lab.hub.push(
        mallory.seal(
            new BatchContents(
                true,
                false,
                false,
                HybridTimestamp.pack(1_700_000_000_000L),
                1,
                ByteBuffer.wrap(payload))));
    assertLifeGoesOn();
  }
}
