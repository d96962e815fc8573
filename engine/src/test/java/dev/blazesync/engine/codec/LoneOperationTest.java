package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An operation that travels alone pays for its cells, and nothing for the columns of others. */
class LoneOperationTest {
  private static final OriginLog WRITER = new OriginLog(new NodeId(1, 2), 3);

  private final Samples samples = new Samples(77);

  @Test
  void itTakesTheBytesOfItsCellsOneBehindTheOther() {
    for (int run = 0; run < 5000; run++) {
      Operation operation = samples.rich(WRITER);
      assertThat(PayloadCodec.encode(List.of(operation)).length)
          .as("%s", operation)
          .isLessThanOrEqualTo(inARow(operation));
    }
  }

  @Test
  void anUpdateOfOneNumber() {
    Operation update =
        Operation.plain(
            new OperationShape("item", List.of("id"), List.of("qty")),
            Operation.Kind.UPDATE,
            new RecordId.Shared("item", List.of(new Value.Int64(17))),
            new HybridTimestamp(HybridTimestamp.pack(1_767_225_600_000L), WRITER),
            List.of(new Value.Int64(5)));
    // encoding, count, head, shape (1 + 6 + 5 + 6), time (9), key (2), value (2)
    assertThat(PayloadCodec.encode(List.of(update))).hasSize(34);
  }

  private static int inARow(Operation operation) {
    OperationShape shape = operation.shape();
    WireWriter row = new WireWriter().u8(0).u8(1).u8(0).varint(0);
    Set<String> names = new LinkedHashSet<>();
    names(row, names, List.of(shape.table()));
    row.varint(shape.keyColumns().size());
    names(row, names, shape.keyColumns());
    row.varint(shape.columns().size());
    names(row, names, shape.columns());
    HybridTimestamp time = operation.time();
    Set<OriginLog> logs = new LinkedHashSet<>();
    if (!operation.atBase()) {
      row.zigzag(time.packed());
    }
    if (!operation.stamp().authority().equals(HybridTimestamp.NEVER)) {
      stamp(row, logs, operation.stamp().authority(), time);
    }
    if (operation.seen().isAfter(HybridTimestamp.BASE)) {
      stamp(row, logs, operation.seen(), time);
    }
    if (operation.record() instanceof RecordId.Shared shared) {
      shared.key().forEach(value -> ValueCodec.write(row, value));
    } else if (operation.record() instanceof RecordId.Translated translated) {
      row.u8(0).raw(new byte[16]).varint(translated.serial());
    }
    operation.versions().forEach(version -> version(row, logs, version, operation));
    return row.size();
  }

  private static void names(WireWriter row, Set<String> known, List<String> names) {
    for (String name : names) {
      row.u8(0);
      if (known.add(name)) {
        row.text(name);
      }
    }
  }

  private static void stamp(
      WireWriter row, Set<OriginLog> logs, HybridTimestamp stamp, HybridTimestamp near) {
    row.u8(0).zigzag(stamp.packed() - near.packed());
    if (logs.add(stamp.writer())) {
      row.raw(new byte[24]);
    }
  }

  private static void version(
      WireWriter row, Set<OriginLog> logs, Version version, Operation operation) {
    HybridTimestamp time = operation.time();
    if (!operation.isPlain()) {
      row.u8(0);
    }
    if (!version.stamp().time().equals(time)) {
      stamp(row, logs, version.stamp().time(), time);
    }
    if (!version.stamp().authority().equals(HybridTimestamp.NEVER)) {
      stamp(row, logs, version.stamp().authority(), time);
    }
    if (version.hasState()) {
      row.sized(version.state().value());
    }
    ValueCodec.write(row, version.value());
  }
}
