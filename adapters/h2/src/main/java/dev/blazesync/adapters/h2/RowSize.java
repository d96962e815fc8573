package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Row;

/** About how many bytes a row's contents are. Stateless. */
final class RowSize {
  private static final int FIXED = 8;

  private RowSize() {}

  static long bytes(Row row) {
    long bytes = 0;
    for (int column = 0; column < row.size(); column++) {
      bytes +=
          switch (row.kind(column)) {
            case NULL, BOOLEAN -> 1;
            case INT64, FLOAT64, DATE, TIME, TIMESTAMP -> FIXED;
            case TEXT, DECIMAL -> row.text(column).length();
            case BYTES, UUID, TIMESTAMP_TZ -> row.bytes(column).remaining();
          };
    }
    return bytes;
  }
}
