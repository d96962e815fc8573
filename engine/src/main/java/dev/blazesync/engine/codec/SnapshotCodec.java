package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Records with their versions as bytes, column by column: a snapshot's chunk. What nobody touched,
 * the many, costs next to nothing beside keys and values.
 *
 * <pre>
 * u8            3, records in columns
 * varint        number of records; if 0, nothing follows
 * {@link RowGroups}     the head of a group: bit 0 translated record ids, bit 1 born is not base,
 *               bit 2 have died, bit 3 versions instead of plain values of the time of birth,
 *               bit 4 authorities of born and died
 * for each group:
 *   {@link RecordColumns}
 *   [StampColumn] born, near 0
 *   [StampColumn] died, near born
 *   [2 StampColumns] the authorities of born, and of died, near born
 *   for each of the shape's columns: {@link ValueColumn}, or {@link VersionColumn} against born
 * </pre>
 *
 * <p>Any thread may call this.
 */
public final class SnapshotCodec {
  static final int COLUMNS = 3;
  static final int TRANSLATED = 0x01;
  static final int BORN = 0x02;
  static final int DIED = 0x04;
  static final int VERSIONS = 0x08;
  static final int AUTHORITIES = 0x10;
  static final int KNOWN = TRANSLATED | BORN | DIED | VERSIONS | AUTHORITIES;

  private SnapshotCodec() {}

  /**
   * @throws IllegalArgumentException if it is more than one chunk holds ({@link ChunkWriter} fills
   *     chunks)
   * @throws dev.blazesync.spi.RefusedException if a record, a value or a name is over its limit
   */
  public static byte[] encodeChunk(List<RecordImage> images) {
    long cells = 0;
    for (RecordImage image : images) {
      RecordColumns.check(image.shape(), image.record());
      cells += cells(image.shape());
    }
    if (images.size() > Limits.CHUNK_RECORDS || cells > Limits.CHUNK_VALUES) {
      throw tooMany(images);
    }
    Scratch scratch = Scratch.ofThread();
    try {
      ByteSink out = scratch.sink();
      new ChunkEncoder(out, scratch).write(images);
      if (out.size() > Limits.PAYLOAD_BYTES) {
        throw tooMany(images);
      }
      return out.toBytes();
    } finally {
      scratch.release();
    }
  }

  private static IllegalArgumentException tooMany(List<RecordImage> images) {
    return new IllegalArgumentException(images.size() + " records are more than a chunk holds");
  }

  /**
   * @throws ProtocolException if {@code chunk} is not exactly one chunk, {@linkplain Compression
   *     compressed} or not
   */
  public static List<RecordImage> decodeChunk(ByteBuffer chunk) {
    ByteSource in = Compression.open(chunk, "snapshot chunk");
    int encoding = in.u8();
    if (encoding != COLUMNS) {
      throw Versions.unknown("snapshot chunk encoding", encoding, COLUMNS);
    }
    Scratch scratch = Scratch.ofThread();
    try {
      return new ChunkDecoder(in, scratch).read();
    } finally {
      scratch.release();
    }
  }

  /** {@return cells and stamps that a record of {@code shape} may bring along} */
  static int cells(OperationShape shape) {
    return shape.keyColumns().size() + 2 * shape.columns().size();
  }
}
