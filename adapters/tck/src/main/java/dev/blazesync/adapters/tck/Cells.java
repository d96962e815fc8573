package dev.blazesync.adapters.tck;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;

/** Short words for the rows the rules work with. */
final class Cells {
  private Cells() {}

  static Value number(long value) {
    return new Value.Int64(value);
  }

  static Value text(String value) {
    return new Value.Text(value);
  }

  static Value bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int index = 0; index < values.length; index++) {
      bytes[index] = (byte) values[index];
    }
    return new Value.Bytes(bytes);
  }

  static ValueRow row(Value... cells) {
    return ValueRow.of(cells);
  }

  static ValueRow key(long value) {
    return ValueRow.of(number(value));
  }
}
