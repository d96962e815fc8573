package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Records with their versions as bytes: a snapshot's chunk. Untouched records, the many, cost one
 * byte beside their shape, key and values.
 *
 * <pre>
 * u8      1, records row by row
 * varint  number of records
 * for each:
 *   u8      bit 0 translated record id, bit 1 born is not base, bit 2 has died,
 *           bit 3 columns with stamps other than born,
 *           bit 4 states beside values (refused in version 1)
 *   shape   number; a new one is followed by its names ({@link DictionaryWriter})
 *   record  the key's values, or node number and varint serial
 *   [born]  stamp
 *   [died]  stamp
 *   for each column: [stamp], value
 * stamp   number of its writer (new: 16 bytes origin, 8 lineage), zigzag packed time less that of
 *         the stamp before in the chunk (at first 0); a column's: 0 = as born, else the writer's
 *         number plus 1, and so on
 * </pre>
 */
public final class SnapshotCodec {
  static final int ROWS = 1;
  static final int TRANSLATED = 0x01;
  static final int BORN = 0x02;
  static final int DIED = 0x04;
  static final int STAMPS = 0x08;
  static final int WITH_STATE = 0x10;
  private static final int KNOWN = TRANSLATED | BORN | DIED | STAMPS | WITH_STATE;

  private final WireReader in;
  private final DictionaryReader dictionary = new DictionaryReader();
  private long time;

  private SnapshotCodec(WireReader in) {
    this.in = in;
  }

  /**
   * @throws IllegalArgumentException if it is more than one chunk holds ({@link ChunkWriter} fills
   *     chunks)
   * @throws dev.blazesync.spi.RefusedException if a record, a value or a name is over its limit
   */
  public static byte[] encodeChunk(List<RecordImage> images) {
    ChunkWriter chunk = new ChunkWriter(Limits.PAYLOAD_BYTES);
    for (RecordImage image : images) {
      if (!chunk.add(image)) {
        throw new IllegalArgumentException(images.size() + " records are more than a chunk holds");
      }
    }
    return chunk.finish();
  }

  /**
   * @throws ProtocolException if {@code chunk} is not exactly one chunk
   */
  public static List<RecordImage> decodeChunk(ByteBuffer chunk) {
    WireReader in = new WireReader(chunk, "snapshot chunk");
    if (in.remaining() > Limits.PAYLOAD_BYTES) {
      throw in.bad(in.remaining() + " bytes are over the limit of " + Limits.PAYLOAD_BYTES);
    }
    int encoding = in.u8();
    if (encoding != ROWS) {
      throw Versions.unknown("snapshot chunk encoding", encoding, ROWS);
    }
    int count = in.count(Limits.CHUNK_RECORDS, 2);
    List<RecordImage> images = new ArrayList<>(count);
    SnapshotCodec codec = new SnapshotCodec(in);
    int values = 0;
    for (int index = 0; index < count; index++) {
      RecordImage image = codec.image();
      values += cells(image.shape());
      if (values > Limits.CHUNK_VALUES) {
        throw in.bad("more than " + Limits.CHUNK_VALUES + " values");
      }
      images.add(image);
    }
    in.end();
    return List.copyOf(images);
  }

  private RecordImage image() {
    int head = in.u8();
    if ((head & WITH_STATE) != 0) {
      throw new ProtocolException(
          "this snapshot has states beside its values, which format version 1 does not have;"
              + " update BlazeSync on this device");
    }
    if ((head & ~KNOWN) != 0) {
      throw in.bad("a record starts with the unknown byte " + head);
    }
    OperationShape shape = dictionary.shape(in);
    RecordId record = Records.read(in, dictionary, shape, (head & TRANSLATED) != 0);
    HybridTimestamp born = either(head & BORN, HybridTimestamp.BASE);
    HybridTimestamp died = either(head & DIED, HybridTimestamp.NEVER);
    int columns = shape.columns().size();
    if (columns > in.remaining()) {
      throw in.bad(columns + " values do not fit in the " + in.remaining() + " bytes left");
    }
    List<HybridTimestamp> stamps = new ArrayList<>(columns);
    List<Value> values = new ArrayList<>(columns);
    boolean alike = true;
    for (int column = 0; column < columns; column++) {
      HybridTimestamp stamp = (head & STAMPS) == 0 ? born : columnStamp(born);
      alike &= stamp.equals(born);
      stamps.add(stamp);
      values.add(ValueCodec.read(in));
    }
    if (alike == ((head & STAMPS) != 0)) {
      throw in.bad("stamps are there that all equal born");
    }
    return new RecordImage(shape, record, born, died, stamps, values);
  }

  private HybridTimestamp either(int present, HybridTimestamp usual) {
    if (present == 0) {
      return usual;
    }
    HybridTimestamp stamp = stamp(in.count(dictionary.lastLog()));
    if (stamp.equals(usual)) {
      throw in.bad("a stamp is there that goes without saying");
    }
    return stamp;
  }

  private HybridTimestamp columnStamp(HybridTimestamp born) {
    int number = in.count(dictionary.lastLog() + 1);
    if (number == 0) {
      return born;
    }
    HybridTimestamp stamp = stamp(number - 1);
    if (stamp.equals(born)) {
      throw in.bad("a stamp equals born and is not coded so");
    }
    return stamp;
  }

  private HybridTimestamp stamp(int logNumber) {
    var writer = dictionary.log(in, logNumber);
    time += in.zigzag();
    return new HybridTimestamp(time, writer);
  }

  /** {@return cells and stamps that a record of {@code shape} may bring along} */
  static int cells(OperationShape shape) {
    return shape.keyColumns().size() + 2 * shape.columns().size();
  }
}
