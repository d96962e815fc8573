package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fills one payload, operation by operation, up to about a target size; a single operation may be
 * larger than the target and is then alone. Whether one fits is estimated by what it would take
 * alone ({@link RowSize}), since columns are written when all are here: most payloads come out
 * smaller. {@link PayloadCodec} draws the bytes. Not thread-safe.
 */
public final class PayloadWriter {
  private final int targetBytes;
  private final List<Operation> operations = new ArrayList<>();
  private final Set<OperationShape> shapes = new HashSet<>();
  private @Nullable OperationShape lastShape;
  private long size = 2;
  private int values;
  private long newestTime;
  private @Nullable OriginLog writer;

  /** Up to {@link Limits#BATCH_TARGET_BYTES}. */
  public PayloadWriter() {
    this(Limits.BATCH_TARGET_BYTES);
  }

  /**
   * @param targetBytes size of the payload that several operations may reach together by the
   *     estimate; at most half of {@link Limits#PAYLOAD_BYTES}, so that the payload stays below
   */
  public PayloadWriter(int targetBytes) {
    this.targetBytes = Math.min(targetBytes, Limits.PAYLOAD_BYTES / 2);
  }

  /**
   * Adds an operation if it fits; the first one always does.
   *
   * @return false if it does not fit beside those that are here; nothing has changed then
   * @throws RefusedException if the operation alone is over {@link Limits#PAYLOAD_BYTES}, or a
   *     value or name of it over its limit; nothing has changed then
   * @throws IllegalArgumentException if its stamp has another writer than those before, or is not
   *     {@link HybridTimestamp#BASE} and has none; if it does not fit its shape
   */
  // Neighbours mostly share one object, and comparing or hashing a shape walks all its names.
  @SuppressWarnings("ReferenceEquality")
  public boolean add(Operation operation) {
    OriginLog stampWriter = PayloadCodec.checked(operation, writer);
    OperationShape shape = operation.shape();
    int moreValues = PayloadCodec.cells(shape);
    if (!operations.isEmpty()
        && (operations.size() >= Limits.PAYLOAD_OPERATIONS
            || values + moreValues > Limits.PAYLOAD_VALUES
            || size >= targetBytes)) {
      return false;
    }
    boolean known = shape == lastShape || shapes.contains(shape);
    long more = RowSize.of(operation) + (known ? 0 : RowSize.of(shape));
    if (operations.isEmpty()) {
      requireWithinLimit(operation, more);
    } else if (size + more > targetBytes) {
      return false;
    }
    operations.add(operation);
    if (!known) {
      shapes.add(shape);
    }
    lastShape = shape;
    size += more;
    values += moreValues;
    writer = stampWriter;
    newestTime = PayloadCodec.newest(newestTime, operation);
    return true;
  }

  private static void requireWithinLimit(Operation operation, long estimate) {
    if (estimate > 2L * Limits.PAYLOAD_BYTES) {
      throw RowSize.tooLarge(operation.shape());
    }
    if (estimate > Limits.PAYLOAD_BYTES / 2) {
      ByteSink alone = new ByteSink(Limits.PAYLOAD_BYTES);
      new PayloadEncoder(alone, new Scratch()).write(List.of(operation));
      if (alone.size() > Limits.PAYLOAD_BYTES) {
        throw RowSize.tooLarge(operation.shape());
      }
    }
  }

  /** {@return about how many bytes {@link #finish} would return now} */
  public int size() {
    return Math.toIntExact(size);
  }

  /** {@return operations added} */
  public int count() {
    return operations.size();
  }

  /** {@return the greatest packed time of a stamp here, unsigned; 0 if all are at base} */
  public long newestTime() {
    return newestTime;
  }

  /** {@return the payload; this writer is left as it is} */
  public byte[] finish() {
    return PayloadCodec.encode(operations);
  }
}
