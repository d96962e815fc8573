package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Operations of one writer as bytes, column by column:
 *
 * <pre>
 * u8            3, operations in columns
 * varint        number of operations; if 0, nothing follows
 * {@link RowGroups}     the head of a group: bits 0-1 kind (0 insert, 1 update, 2 delete),
 *               bit 2 stamps are base, bit 3 translated record ids, bit 4 versions instead of plain
 *               values, bit 5 stamps have an authority, bit 6 writers had seen others' changes
 * IntegerColumn packed times of all that are not at base, in their order among all
 * for each group:
 *   [StampColumn] authorities, near the operations' own times
 *   [StampColumn] greatest times of others that the writers had seen, likewise
 *   {@link RecordColumns}
 *   for each of the shape's columns: {@link ValueColumn}, or {@link VersionColumn}
 * </pre>
 *
 * <p>The writer of the stamps is that of the batch and not in the bytes. One operation alone has
 * the bytes of its cells, one behind the other. Any thread may call this.
 */
public final class PayloadCodec {
  static final int COLUMNS = 3;
  static final int KIND = 0x03;
  static final int AT_BASE = 0x04;
  static final int TRANSLATED = 0x08;
  static final int VERSIONS = 0x10;
  static final int AUTHORITY = 0x20;
  static final int SEEN = 0x40;
  static final int KNOWN = KIND | AT_BASE | TRANSLATED | VERSIONS | AUTHORITY | SEEN;
  static final int INSERT = 0;
  static final int UPDATE = 1;
  static final int DELETE = 2;

  private PayloadCodec() {}

  /**
   * @throws IllegalArgumentException if two stamps have different writers, an operation does not
   *     fit its shape, or it is more than one payload holds
   * @throws dev.blazesync.spi.RefusedException if an operation, a value or a name is over its limit
   */
  public static byte[] encode(List<Operation> operations) {
    int cells = 0;
    OriginLog writer = null;
    for (Operation operation : operations) {
      cells += cells(operation.shape());
      writer = checked(operation, writer);
      if (cells > Limits.PAYLOAD_VALUES) {
        throw tooMany(operations);
      }
    }
    if (operations.size() > Limits.PAYLOAD_OPERATIONS) {
      throw tooMany(operations);
    }
    Scratch scratch = Scratch.ofThread();
    try {
      ByteSink out = scratch.sink();
      new PayloadEncoder(out, scratch).write(operations);
      if (out.size() > Limits.PAYLOAD_BYTES) {
        throw tooMany(operations);
      }
      return out.toBytes();
    } finally {
      scratch.release();
    }
  }

  private static IllegalArgumentException tooMany(List<Operation> operations) {
    return new IllegalArgumentException(
        operations.size() + " operations are more than one payload holds");
  }

  /**
   * {@return the writer of a payload in which {@code operation} is}
   *
   * @param writer of what is there before; null = of nothing so far
   * @throws IllegalArgumentException if there are two, or it does not fit its shape
   */
  // Mostly one object is the writer of all.
  @SuppressWarnings("ReferenceEquality")
  static @Nullable OriginLog checked(Operation operation, @Nullable OriginLog writer) {
    RecordColumns.check(operation.shape(), operation.record());
    if (operation.kind() == Operation.Kind.DELETE && !operation.shape().columns().isEmpty()) {
      throw new IllegalArgumentException("a delete writes no columns: " + operation.shape());
    }
    if (isBase(operation.time())) {
      return writer;
    }
    OriginLog stampWriter = operation.time().writer();
    if (stampWriter == writer) {
      return writer;
    }
    if (stampWriter.equals(OriginLog.NONE) || (writer != null && !writer.equals(stampWriter))) {
      throw new IllegalArgumentException(
          "a payload has one writer, " + writer + ", and a stamp of it not " + stampWriter);
    }
    return stampWriter;
  }

  /**
   * @param writer whose batch it is; not {@link OriginLog#NONE}
   * @throws ProtocolException if {@code payload} is not exactly one payload, {@linkplain
   *     Compression compressed} or not
   */
  public static List<Operation> decode(ByteBuffer payload, OriginLog writer) {
    if (writer.equals(OriginLog.NONE)) {
      throw new IllegalArgumentException("a payload has a writer");
    }
    ByteSource in = Compression.open(payload, "payload");
    int encoding = in.u8();
    if (encoding != COLUMNS) {
      throw Versions.unknown("payload encoding", encoding, COLUMNS);
    }
    Scratch scratch = Scratch.ofThread();
    try {
      return new PayloadDecoder(in, writer, scratch).read();
    } finally {
      scratch.release();
    }
  }

  /**
   * {@return the greatest packed time of a stamp, unsigned; 0 if all are at base: what the header
   * of their batch must say}
   */
  public static long newestTime(List<Operation> operations) {
    long newest = 0;
    for (Operation operation : operations) {
      newest = newest(newest, operation);
    }
    return newest;
  }

  static long newest(long before, Operation operation) {
    long newest = newest(before, operation.stamp());
    if (!operation.isPlain()) {
      for (Version version : operation.versions()) {
        newest = newest(newest, version.stamp());
      }
    }
    return newest;
  }

  private static long newest(long newest, Stamp stamp) {
    return newest(newest(newest, stamp.time()), stamp.authority());
  }

  private static long newest(long newest, HybridTimestamp time) {
    boolean counts = !time.writer().equals(OriginLog.NONE);
    return counts && Long.compareUnsigned(time.packed(), newest) > 0 ? time.packed() : newest;
  }

  // It mostly is the object, or has another time.
  @SuppressWarnings("ReferenceEquality")
  static boolean isBase(HybridTimestamp time) {
    HybridTimestamp base = HybridTimestamp.BASE;
    return time == base || (time.packed() == base.packed() && time.equals(base));
  }

  /** {@return values that an operation of {@code shape} may bring along, with its key's} */
  static int cells(OperationShape shape) {
    return shape.keyColumns().size() + shape.columns().size();
  }
}
