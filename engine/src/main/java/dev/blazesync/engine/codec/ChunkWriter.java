package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fills one snapshot chunk, record by record, up to about a target size; a single record may be
 * larger than the target and is then alone. Whether one fits is estimated by what it would take
 * alone ({@link RowSize}). {@link SnapshotCodec} draws the bytes. Not thread-safe.
 */
public final class ChunkWriter {
  private final int targetBytes;
  private final List<RecordImage> images = new ArrayList<>();
  private final Set<OperationShape> shapes = new HashSet<>();
  private @Nullable OperationShape lastShape;
  private long size = 2;
  private int values;

  /** Up to {@link Limits#OBJECT_BYTES}. */
  public ChunkWriter() {
    this(Limits.OBJECT_BYTES);
  }

  /**
   * @param targetBytes size that several records may reach together by the estimate; at most half
   *     of {@link Limits#PAYLOAD_BYTES}, so that the chunk stays below
   */
  public ChunkWriter(int targetBytes) {
    this.targetBytes = Math.min(targetBytes, Limits.PAYLOAD_BYTES / 2);
  }

  /**
   * Adds a record if it fits; the first one always does.
   *
   * @return false if it does not fit beside those that are here; nothing has changed then
   * @throws RefusedException if the record alone is over {@link Limits#PAYLOAD_BYTES}, or a value
   *     or name of it over its limit; nothing has changed then
   */
  public boolean add(RecordImage image) {
    OperationShape shape = image.shape();
    RecordColumns.check(shape, image.record());
    int moreValues = SnapshotCodec.cells(shape);
    if (!images.isEmpty()
        && (images.size() >= Limits.CHUNK_RECORDS
            || values + moreValues > Limits.CHUNK_VALUES
            || size >= targetBytes)) {
      return false;
    }
    boolean known = shape.equals(lastShape) || shapes.contains(shape);
    long more = RowSize.of(image) + (known ? 0 : RowSize.of(shape));
    if (images.isEmpty()) {
      requireWithinLimit(image, more);
    } else if (size + more > targetBytes) {
      return false;
    }
    images.add(image);
    if (!known) {
      shapes.add(shape);
    }
    lastShape = shape;
    size += more;
    values += moreValues;
    return true;
  }

  private static void requireWithinLimit(RecordImage image, long estimate) {
    if (estimate > 2L * Limits.PAYLOAD_BYTES) {
      throw RowSize.tooLarge(image.shape());
    }
    if (estimate > Limits.PAYLOAD_BYTES / 2) {
      ByteSink alone = new ByteSink(Limits.PAYLOAD_BYTES);
      new ChunkEncoder(alone, new Scratch()).write(List.of(image));
      if (alone.size() > Limits.PAYLOAD_BYTES) {
        throw RowSize.tooLarge(image.shape());
      }
    }
  }

  /** {@return about how many bytes {@link #finish} would return now} */
  public int size() {
    return Math.toIntExact(size);
  }

  /** {@return records added} */
  public int count() {
    return images.size();
  }

  /** {@return the chunk; this writer is left as it is} */
  public byte[] finish() {
    return SnapshotCodec.encodeChunk(images);
  }
}
