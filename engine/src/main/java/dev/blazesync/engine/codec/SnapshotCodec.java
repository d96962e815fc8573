package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
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
 *           bit 3 columns with stamps other than born, bit 4 versions instead of plain values,
 *           bit 5 authorities of born and died
 *   shape   number; a new one is followed by its names ({@link DictionaryWriter})
 *   record  the key's values, or node number and varint serial
 *   [born]  stamp
 *   [died]  stamp
 *   [two stamps] the authorities of born and died ({@link VersionCodec}, against born)
 *   for each column: [stamp], value; or its version ({@link VersionCodec}, against born)
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
  static final int VERSIONS = 0x10;
  static final int AUTHORITIES = 0x20;
  private static final int KNOWN = TRANSLATED | BORN | DIED | STAMPS | VERSIONS | AUTHORITIES;

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
    if ((head & ~KNOWN) != 0 || (head & (VERSIONS | STAMPS)) == (VERSIONS | STAMPS)) {
      throw in.bad("a record starts with the unknown byte " + head);
    }
    OperationShape shape = dictionary.shape(in);
    RecordId record = Records.read(in, dictionary, shape, (head & TRANSLATED) != 0);
    HybridTimestamp born = either(head & BORN, HybridTimestamp.BASE);
    HybridTimestamp died = either(head & DIED, HybridTimestamp.NEVER);
    Stamp usual = Stamp.of(born);
    Stamp whenBorn = usual;
    Stamp whenDied = Stamp.of(died);
    if ((head & AUTHORITIES) != 0) {
      whenBorn = new Stamp(born, VersionCodec.stamp(in, dictionary, usual));
      whenDied = new Stamp(died, VersionCodec.stamp(in, dictionary, usual));
      if (!VersionCodec.hasAuthority(whenBorn) && !VersionCodec.hasAuthority(whenDied)) {
        throw in.bad("authorities are there that are none");
      }
    }
    int columns = shape.columns().size();
    List<Version> versions =
        (head & VERSIONS) != 0
            ? VersionCodec.read(in, dictionary, columns, usual)
            : plain(columns, usual, (head & STAMPS) != 0);
    return new RecordImage(shape, record, whenBorn, whenDied, versions);
  }

  private List<Version> plain(int columns, Stamp born, boolean stamps) {
    Records.checkFits(in, columns);
    List<Version> versions = new ArrayList<>(columns);
    boolean alike = true;
    for (int column = 0; column < columns; column++) {
      HybridTimestamp stamp = stamps ? columnStamp(born.time()) : born.time();
      alike &= stamp.equals(born.time());
      versions.add(
          Version.of(ValueCodec.read(in), stamp.equals(born.time()) ? born : Stamp.of(stamp)));
    }
    if (alike == stamps) {
      throw in.bad("stamps are there that all equal born");
    }
    return versions;
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
