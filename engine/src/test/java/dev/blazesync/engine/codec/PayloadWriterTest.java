package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadWriterTest {
  private static final OriginLog WRITER = new OriginLog(new NodeId(1, 2), 3);
  private static final OperationShape NOTE =
      new OperationShape("note", List.of("id"), List.of("body"));

  private final Samples samples = new Samples(5);

  @Test
  void payloadsFilledOneAfterAnotherHoldEverythingInOrder() {
    List<Operation> operations = samples.operations(WRITER, 2000);
    List<Operation> back = new ArrayList<>();
    int payloads = 0;
    PayloadWriter writer = new PayloadWriter(4096);
    for (Operation operation : operations) {
      if (!writer.add(operation)) {
        back.addAll(finished(writer));
        payloads++;
        writer = new PayloadWriter(4096);
        assertThat(writer.add(operation)).isTrue();
      }
    }
    back.addAll(finished(writer));
    assertThat(back).isEqualTo(operations);
    assertThat(payloads).isGreaterThan(5);
  }

  private static List<Operation> finished(PayloadWriter writer) {
    byte[] bytes = writer.finish();
    assertThat(writer.size()).isLessThanOrEqualTo(4096);
    assertThat(bytes.length).isLessThanOrEqualTo(2 * writer.size());
    List<Operation> operations = PayloadCodec.decode(ByteBuffer.wrap(bytes), WRITER);
    assertThat(operations).hasSize(writer.count());
    assertThat(writer.newestTime()).isEqualTo(PayloadCodec.newestTime(operations));
    return operations;
  }

  @Test
  void whatDoesNotFitLeavesNoTrace() {
    PayloadWriter writer = new PayloadWriter(200);
    PayloadWriter same = new PayloadWriter(200);
    writer.add(note(1, "short"));
    same.add(note(1, "short"));
    OperationShape other = new OperationShape("other", List.of("k"), List.of("v"));
    Operation large = operation(other, 2, new Value.Text("x".repeat(300)));
    Operation refused = operation(other, 2, new Value.Bytes(new byte[Limits.VALUE_BYTES + 1]));
    Operation foreign =
        Operation.plain(
            other,
            Operation.Kind.UPDATE,
            large.record(),
            new HybridTimestamp(9, new OriginLog(new NodeId(1, 2), 4)),
            List.of(Value.NULL));
    assertThat(writer.add(large)).isFalse();
    assertThatThrownBy(() -> writer.add(refused)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> writer.add(foreign)).isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.finish()).isEqualTo(same.finish());
    Operation small = operation(other, 3, Value.NULL);
    assertThat(writer.add(small)).isTrue();
    assertThat(same.add(small)).isTrue();
    assertThat(writer.finish()).isEqualTo(same.finish());
  }

  @Test
  void namesAreWrittenOnce() {
    PayloadWriter writer = new PayloadWriter();
    writer.add(note(1, "a"));
    int first = writer.size();
    writer.add(note(2, "b"));
    // head, shape and time (4), key (2), body (3)
    assertThat(writer.size() - first).isEqualTo(9);
  }

  @Test
  void whatIsAlikeCostsNextToNothing() {
    List<Operation> many = new ArrayList<>();
    for (int index = 0; index < 63; index++) {
      many.add(note(index, "always the same"));
    }
    int first = PayloadCodec.encode(many.subList(0, 2)).length;
    assertThat(PayloadCodec.encode(many).length).isLessThanOrEqualTo(first + 8);
  }

  @Test
  void anOperationAboveTheTargetIsAlone() {
    String body = "x".repeat(Limits.BATCH_TARGET_BYTES);
    PayloadWriter writer = new PayloadWriter();
    assertThat(writer.add(note(1, body))).isTrue();
    assertThat(writer.size()).isGreaterThan(Limits.BATCH_TARGET_BYTES);
    assertThat(writer.add(note(2, ""))).isFalse();
    assertThat(PayloadCodec.decode(ByteBuffer.wrap(writer.finish()), WRITER))
        .containsExactly(note(1, body));
  }

  @Test
  void aRowAboveThePayloadLimitIsRefusedByName() {
    Value half = new Value.Bytes(new byte[Limits.VALUE_BYTES]);
    OperationShape wide = new OperationShape("photo", List.of("id"), List.of("a", "b"));
    Operation tooLarge =
        Operation.plain(
            wide,
            Operation.Kind.INSERT,
            new RecordId.Shared("photo", List.of(new Value.Int64(1))),
            HybridTimestamp.BASE,
            List.of(half, half));
    PayloadWriter writer = new PayloadWriter();
    assertThatThrownBy(() -> writer.add(tooLarge))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("table photo")
        .hasMessageContaining(String.valueOf(Limits.PAYLOAD_BYTES));
    assertThat(writer.count()).isZero();
    assertThat(writer.add(note(1, "fits"))).isTrue();
    ByteBuffer large = ByteBuffer.allocate(Limits.PAYLOAD_BYTES + 1);
    assertThatThrownBy(() -> PayloadCodec.decode(large, WRITER))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void countsOfOperationsAndValuesAreLimitedOnBothSides() {
    PayloadWriter writer = new PayloadWriter(Limits.PAYLOAD_BYTES);
    for (int index = 0; index < Limits.PAYLOAD_OPERATIONS; index++) {
      assertThat(writer.add(note(index, ""))).isTrue();
    }
    assertThat(writer.add(note(0, ""))).isFalse();
    byte[] full = writer.finish();
    assertThat(PayloadCodec.decode(ByteBuffer.wrap(full), WRITER)).hasSize(writer.count());
    WireWriter over = new WireWriter().u8(3).varint(Limits.PAYLOAD_OPERATIONS + 1).raw(full);
    assertThatThrownBy(() -> PayloadCodec.decode(ByteBuffer.wrap(over.toBytes()), WRITER))
        .isInstanceOf(ProtocolException.class);

    List<String> columns = new ArrayList<>();
    for (int index = 0; index < Limits.COLUMNS; index++) {
      columns.add("c" + index);
    }
    OperationShape wide = new OperationShape("wide", List.of("id"), columns);
    PayloadWriter values = new PayloadWriter(Limits.PAYLOAD_BYTES);
    while (values.add(operation(wide, 1, columns.stream().map(c -> Value.NULL).toList()))) {
      assertThat(values.count() * (Limits.COLUMNS + 1)).isLessThan(Limits.PAYLOAD_VALUES);
    }
    byte[] most = values.finish();
    assertThat(PayloadCodec.decode(ByteBuffer.wrap(most), WRITER)).hasSize(values.count());
    WireReader parts = new WireReader(most, "payload");
    parts.u8();
    parts.varint();
    byte[] body = parts.raw(parts.remaining());
    WireWriter more = new WireWriter().u8(3).varint(values.count() + 1).raw(body);
    assertThatThrownBy(() -> PayloadCodec.decode(ByteBuffer.wrap(more.toBytes()), WRITER))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("more than " + Limits.PAYLOAD_VALUES);
  }

  @Test
  void aRowOfTooManyColumnsIsRefusedOnBothSides() {
    List<String> columns = new ArrayList<>();
    for (int index = 0; index <= Limits.COLUMNS; index++) {
      columns.add("c" + index);
    }
    OperationShape wide = new OperationShape("wide", List.of("id"), columns);
    Operation operation = operation(wide, 1, columns.stream().map(c -> Value.NULL).toList());
    assertThatThrownBy(() -> PayloadCodec.encode(List.of(operation)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2001 columns");
    WireWriter bytes = new WireWriter().u8(3).varint(1).u8(1).varint(0);
    bytes.varint(0).name("wide").varint(1).varint(1).name("id").varint(Limits.COLUMNS + 1);
    bytes.raw(new byte[3000]);
    assertThatThrownBy(() -> PayloadCodec.decode(ByteBuffer.wrap(bytes.toBytes()), WRITER))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("2001");
  }

  @Test
  void theNewestTimeIsUnsignedAndLeavesBaseOut() {
    Operation early = note(1, "a");
    Operation base =
        Operation.plain(NOTE, early.kind(), early.record(), HybridTimestamp.BASE, early.values());
    Operation late =
        Operation.plain(
            NOTE, early.kind(), early.record(), new HybridTimestamp(-5, WRITER), early.values());
    assertThat(PayloadCodec.newestTime(List.of(base))).isZero();
    assertThat(PayloadCodec.newestTime(List.of(base, early))).isEqualTo(1001);
    assertThat(PayloadCodec.newestTime(List.of(late, early, base))).isEqualTo(-5);
  }

  @Test
  void aPayloadHasOneWriter() {
    OriginLog other = new OriginLog(WRITER.origin(), 4);
    Operation mine = note(1, "a");
    Operation theirs =
        Operation.plain(
            NOTE, mine.kind(), mine.record(), new HybridTimestamp(7, other), mine.values());
    assertThatThrownBy(() -> PayloadCodec.encode(List.of(mine, theirs)))
        .isInstanceOf(IllegalArgumentException.class);
    Operation nobodys =
        Operation.plain(NOTE, mine.kind(), mine.record(), HybridTimestamp.NEVER, mine.values());
    assertThatThrownBy(() -> PayloadCodec.encode(List.of(nobodys)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> PayloadCodec.decode(ByteBuffer.wrap(new byte[] {3, 0}), OriginLog.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNoOperationOfItsShapeIsAnError() {
    Operation delete =
        Operation.plain(
            NOTE,
            Operation.Kind.DELETE,
            note(1, "").record(),
            HybridTimestamp.BASE,
            List.of(Value.NULL));
    Operation twoKeys =
        Operation.plain(
            NOTE,
            Operation.Kind.UPDATE,
            new RecordId.Shared("note", List.of(Value.NULL, Value.NULL)),
            HybridTimestamp.BASE,
            List.of(Value.NULL));
    Operation otherTable =
        Operation.plain(
            NOTE,
            Operation.Kind.UPDATE,
            new RecordId.Translated("nota", new NodeId(0, 1), 1),
            HybridTimestamp.BASE,
            List.of(Value.NULL));
    OperationShape twice = new OperationShape("note", List.of("id"), List.of("id"));
    for (Operation wrong : List.of(delete, twoKeys, otherTable, operation(twice, 1, Value.NULL))) {
      assertThatThrownBy(() -> PayloadCodec.encode(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aPayloadOfANewerVersionSaysSo() {
    assertThatThrownBy(() -> PayloadCodec.decode(ByteBuffer.wrap(new byte[] {9, 0}), WRITER))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("payload encoding 9")
        .hasMessageContaining("knows 3")
        .hasMessageContaining("update");
  }

  private static Operation note(long id, String body) {
    return operation(NOTE, id, new Value.Text(body));
  }

  private static Operation operation(OperationShape shape, long id, Value value) {
    return operation(shape, id, List.of(value));
  }

  private static Operation operation(OperationShape shape, long id, List<Value> values) {
    return Operation.plain(
        shape,
        Operation.Kind.UPDATE,
        new RecordId.Shared(shape.table(), List.of(new Value.Int64(id & 63))),
        new HybridTimestamp(1000 + id, WRITER),
        values);
  }
}
