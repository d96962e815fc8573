package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;

/** About how many bytes a row takes, for the limits of a drain. */
final class CellSize {
  private CellSize() {}

  static long of(ValueRow row) {
    long bytes = 0;
    for (Value cell : row.values()) {
      if (cell instanceof Value.Text text) {
        bytes += 1 + text.value().length();
      } else if (cell instanceof Value.Bytes blob) {
        bytes += 1 + blob.value().length;
      } else {
        bytes += 9;
      }
    }
    return bytes;
  }
}
