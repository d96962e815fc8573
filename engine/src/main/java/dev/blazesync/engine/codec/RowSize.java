package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.math.BigDecimal;
import java.util.List;

/**
 * About how many bytes a row takes if it stands alone. Together with its like it mostly takes
 * fewer; it takes more where numbers of one column are far apart, at most twice as many. Checks the
 * limits of values and names on the way.
 */
final class RowSize {
  private static final int HEAD = 4;
  private static final int STAMP = 4;
  private static final long WIDE = 9;
  private static final long UUID = 17;
  private static final long TRANSLATED = 10;

  private RowSize() {}

  /**
   * @throws RefusedException if a value is over its limit
   */
  static long of(Operation operation) {
    long bytes = HEAD + of(operation.record());
    if (operation.isPlain()) {
      int columns = operation.shape().columns().size();
      for (int column = 0; column < columns; column++) {
        bytes += of(operation.value(column));
      }
      return bytes;
    }
    return bytes + of(operation.versions());
  }

  /**
   * @throws RefusedException if a value is over its limit
   */
  static long of(RecordImage image) {
    long bytes = HEAD + STAMP + of(image.record());
    if (!image.isPlain()) {
      return bytes + of(image.versions());
    }
    int columns = image.shape().columns().size();
    for (int column = 0; column < columns; column++) {
      bytes += of(image.value(column));
    }
    return bytes;
  }

  private static long of(List<Version> versions) {
    long bytes = 0;
    for (Version version : versions) {
      bytes += of(version.value());
      bytes += version.hasState() ? STAMP + version.state().value().length : 0;
    }
    return bytes;
  }

  private static long of(RecordId record) {
    if (record instanceof RecordId.Shared shared) {
      long bytes = 0;
      for (Value value : shared.key()) {
        bytes += of(value);
      }
      return bytes;
    }
    return TRANSLATED;
  }

  /** Of its names, all of them new. */
  static long of(OperationShape shape) {
    DictionaryWriter.check(shape);
    long bytes = HEAD + Wtf8.bytes(shape.table());
    for (String name : shape.keyColumns()) {
      bytes += 2 + Wtf8.bytes(name);
    }
    for (String name : shape.columns()) {
      bytes += 2 + Wtf8.bytes(name);
    }
    return bytes;
  }

  private static long of(Value value) {
    if (value instanceof Value.Int64 number) {
      return 1L + ByteSink.zigzagBytes(number.value());
    } else if (value instanceof Value.Text text) {
      long length = Wtf8.bytes(text.value());
      ValueCodec.refuseOver(length, Limits.VALUE_BYTES, "a text");
      return 1 + sized(length);
    } else if (value instanceof Value.Float64) {
      return WIDE;
    } else if (value instanceof Value.Bytes bytes) {
      int length = bytes.value().length;
      ValueCodec.refuseOver(length, Limits.VALUE_BYTES, "a binary value");
      return 1 + sized(length);
    } else if (value instanceof Value.Decimal decimal) {
      BigDecimal number = decimal.value();
      ValueCodec.checkDecimal(number);
      return 2 + sized(number.unscaledValue().bitLength() / Byte.SIZE + 1);
    } else if (value instanceof Value.Temporal time) {
      ValueCodec.checkRange(time.kind(), time.units(), time.offsetSeconds());
      return 1L + ByteSink.zigzagBytes(time.units());
    }
    return value instanceof Value.Uuid ? UUID : 1;
  }

  private static long sized(long length) {
    return ByteSink.varintBytes(length) + length;
  }

  static RefusedException tooLarge(OperationShape shape) {
    return new RefusedException(
        "a row of table "
            + shape.table()
            + " takes more than the limit of "
            + Limits.PAYLOAD_BYTES
            + " bytes for one row; it can't be synchronised");
  }
}
