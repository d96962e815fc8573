package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Operations of one writer as bytes, row by row:
 *
 * <pre>
 * u8      1, operations row by row
 * varint  number of operations
 * for each:
 *   u8      bits 0-1 kind (0 insert, 1 update, 2 delete), bit 2 stamp is base,
 *           bit 3 translated record id, bit 4 versions instead of plain values,
 *           bit 5 the stamp has an authority, bit 6 the writer had seen others' changes
 *   shape   number; a new one is followed by its names ({@link DictionaryWriter})
 *   zigzag  unless at base: packed time less that of the operation before (at first 0)
 *   [stamp] the authority ({@link VersionCodec})
 *   [stamp] greatest time of others that the writer had seen, likewise
 *   record  the key's values, or node number and varint serial
 *   values  of the shape's columns, or their versions ({@link VersionCodec})
 * </pre>
 *
 * <p>The writer of the stamps is that of the batch and not in the bytes.
 */
public final class PayloadCodec {
  static final int ROWS = 1;
  static final int KIND = 0x03;
  static final int AT_BASE = 0x04;
  static final int TRANSLATED = 0x08;
  static final int VERSIONS = 0x10;
  static final int AUTHORITY = 0x20;
  static final int SEEN = 0x40;
  private static final int KNOWN = KIND | AT_BASE | TRANSLATED | VERSIONS | AUTHORITY | SEEN;
  private static final int INSERT = 0;
  private static final int UPDATE = 1;
  private static final int DELETE = 2;

  private PayloadCodec() {}

  /**
   * @throws IllegalArgumentException if two stamps have different writers, or it is more than one
   *     payload holds
   * @throws dev.blazesync.spi.RefusedException if an operation, a value or a name is over its limit
   */
  public static byte[] encode(List<Operation> operations) {
    PayloadWriter payload = new PayloadWriter(Limits.PAYLOAD_BYTES);
    for (Operation operation : operations) {
      if (!payload.add(operation)) {
        throw new IllegalArgumentException(
            operations.size() + " operations are more than one payload holds");
      }
    }
    return payload.finish();
  }

  /**
   * @param writer whose batch it is; not {@link OriginLog#NONE}
   * @throws ProtocolException if {@code payload} is not exactly one payload
   */
  public static List<Operation> decode(ByteBuffer payload, OriginLog writer) {
    if (writer.equals(OriginLog.NONE)) {
      throw new IllegalArgumentException("a payload has a writer");
    }
    WireReader in = new WireReader(payload, "payload");
    if (in.remaining() > Limits.PAYLOAD_BYTES) {
      throw in.bad(in.remaining() + " bytes are over the limit of " + Limits.PAYLOAD_BYTES);
    }
    int encoding = in.u8();
    if (encoding != ROWS) {
      throw Versions.unknown("payload encoding", encoding, ROWS);
    }
    int count = in.count(Limits.PAYLOAD_OPERATIONS, 2);
    List<Operation> operations = new ArrayList<>(count);
    DictionaryReader dictionary = new DictionaryReader();
    long time = 0;
    int values = 0;
    for (int index = 0; index < count; index++) {
      int head = head(in);
      OperationShape shape = dictionary.shape(in);
      values += cells(shape);
      if (values > Limits.PAYLOAD_VALUES) {
        throw in.bad("more than " + Limits.PAYLOAD_VALUES + " values");
      }
      Stamp stamp = Stamp.BASE;
      if ((head & AT_BASE) == 0) {
        time += in.zigzag();
        stamp = Stamp.of(new HybridTimestamp(time, writer));
      }
      operations.add(operation(in, dictionary, shape, stamp, head));
    }
    in.end();
    return List.copyOf(operations);
  }

  /**
   * {@return the greatest packed time of a stamp, unsigned; 0 if all are at base: what the header
   * of their batch must say}
   */
  public static long newestTime(List<Operation> operations) {
    long newest = 0;
    for (Operation operation : operations) {
      newest = newest(newest, operation.stamp());
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

  private static int head(WireReader in) {
    int head = in.u8();
    if ((head & ~KNOWN) != 0 || (head & KIND) > DELETE) {
      throw in.bad("an operation starts with the unknown byte " + head);
    }
    return head;
  }

  private static Operation operation(
      WireReader in, DictionaryReader dictionary, OperationShape shape, Stamp usual, int head) {
    Operation.Kind kind = kind(head & KIND);
    if (kind == Operation.Kind.DELETE && !shape.columns().isEmpty()) {
      throw in.bad("a delete writes columns");
    }
    Stamp stamp = usual;
    if ((head & AUTHORITY) != 0) {
      stamp = new Stamp(usual.time(), VersionCodec.stamp(in, dictionary, usual));
      if (stamp.equals(usual)) {
        throw in.bad("an authority is there that is none");
      }
    }
    HybridTimestamp seen = HybridTimestamp.BASE;
    if ((head & SEEN) != 0) {
      seen = VersionCodec.stamp(in, dictionary, usual);
      if (!seen.isAfter(HybridTimestamp.BASE)) {
        throw in.bad("what was seen goes without saying");
      }
    }
    RecordId record = Records.read(in, dictionary, shape, (head & TRANSLATED) != 0);
    int columns = shape.columns().size();
    List<Version> versions =
        (head & VERSIONS) != 0
            ? VersionCodec.read(in, dictionary, columns, usual)
            : Records.readPlain(in, columns, usual);
    return new Operation(shape, kind, record, stamp, versions, seen);
  }

  /** {@return values that an operation of {@code shape} may bring along, with its key's} */
  static int cells(OperationShape shape) {
    return shape.keyColumns().size() + shape.columns().size();
  }

  static int code(Operation.Kind kind) {
    return switch (kind) {
      case INSERT -> INSERT;
      case UPDATE -> UPDATE;
      case DELETE -> DELETE;
    };
  }

  private static Operation.Kind kind(int code) {
    return switch (code) {
      case INSERT -> Operation.Kind.INSERT;
      case UPDATE -> Operation.Kind.UPDATE;
      default -> Operation.Kind.DELETE;
    };
  }
}
