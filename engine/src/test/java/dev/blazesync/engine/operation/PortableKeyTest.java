package dev.blazesync.engine.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PortableKeyTest {
  private static final List<ValueKind> KINDS =
      List.of(
          ValueKind.BOOLEAN,
          ValueKind.UUID,
          ValueKind.DATE,
          ValueKind.TIME,
          ValueKind.TIMESTAMP,
          ValueKind.INT64,
          ValueKind.TEXT,
          ValueKind.BYTES);

  private static TableSchema keyed(ValueKind kind) {
    return TableSchema.of("t", List.of(ColumnSchema.of("k", kind, false)), KeySchema.primary(0));
  }

  private static Value value(ValueKind kind, Random random) {
    return switch (kind) {
      case BOOLEAN -> new Value.Bool(random.nextBoolean());
      case UUID -> new Value.Uuid(new UUID(random.nextLong(), random.nextLong()));
      case DATE -> new Value.Temporal(kind, random.nextInt(200_000) - 100_000, 0);
      case TIME -> new Value.Temporal(kind, random.nextLong(86_400_000_000_000L), 0);
      case TIMESTAMP -> new Value.Temporal(kind, random.nextLong(4_000_000_000_000_000L), 0);
      case TEXT -> new Value.Text("text " + random.nextInt());
      case BYTES -> new Value.Bytes(new byte[] {(byte) random.nextInt(), 1});
      default -> new Value.Int64(random.nextLong());
    };
  }

  private static List<Value> portable(Value value) {
    return PortableKey.ofCells(ValueRow.of(value), 1);
  }

  @Test
  void aKeyComesBackInTheKindsOfItsTable() {
    Random random = new Random(1);
    for (ValueKind kind : KINDS) {
      for (int number = 0; number < 200; number++) {
        Value value = value(kind, random);
        assertThat(PortableKey.toLocal(keyed(kind), portable(value)))
            .as("%s", kind)
            .containsExactly(value);
      }
    }
  }

  @Test
  void databasesWithAndWithoutAKindNameTheSameRecord() {
    assertThat(portable(new Value.Bool(true))).isEqualTo(portable(new Value.Int64(1)));
    UUID id = new UUID(1, 2);
    assertThat(portable(new Value.Uuid(id))).isEqualTo(portable(new Value.Text(id.toString())));
    assertThat(portable(new Value.Temporal(ValueKind.DATE, 0, 0)))
        .isEqualTo(portable(new Value.Text("1970-01-01")));
  }

  @Test
  void aTextThatIsNoSuchValueStaysAText() {
    for (ValueKind kind : List.of(ValueKind.UUID, ValueKind.DATE, ValueKind.TIMESTAMP)) {
      Value text = new Value.Text("neither");
      assertThat(PortableKey.toLocal(keyed(kind), List.of(text))).containsExactly(text);
    }
  }
}
