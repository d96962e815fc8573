package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;

/**
 * Fills one payload, operation by operation, up to a target size; a single operation may be larger
 * than the target and is then alone. {@link PayloadCodec} draws the bytes. Not thread-safe.
 */
public final class PayloadWriter {
  private final int targetBytes;
  private final WireWriter body = new WireWriter(1024);
  private final DictionaryWriter dictionary = new DictionaryWriter();
  private int count;
  private int values;
  private long lastTime;
  private long newestTime;
  private @Nullable OriginLog writer;

  /** Up to {@link Limits#BATCH_TARGET_BYTES}. */
  public PayloadWriter() {
    this(Limits.BATCH_TARGET_BYTES);
  }

  /**
   * @param targetBytes size of the payload that several operations may reach together; at most
   *     {@link Limits#PAYLOAD_BYTES}
   */
  public PayloadWriter(int targetBytes) {
    this.targetBytes = Math.min(targetBytes, Limits.PAYLOAD_BYTES);
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
  public boolean add(Operation operation) {
    OriginLog stampWriter = checked(operation);
    int moreValues = PayloadCodec.cells(operation.shape());
    if (count > 0
        && (count >= Limits.PAYLOAD_OPERATIONS
            || values + moreValues > Limits.PAYLOAD_VALUES
            || size() >= targetBytes)) {
      return false;
    }
    int sizeBefore = body.size();
    DictionaryWriter.Mark mark = dictionary.mark();
    boolean added = false;
    try {
      write(operation);
      added = count == 0 || sizeOf(count + 1, body.size()) <= targetBytes;
      if (added && sizeOf(1, body.size()) > Limits.PAYLOAD_BYTES) {
        added = false;
        throw tooLarge(operation);
      }
    } finally {
      if (!added) {
        body.truncate(sizeBefore);
        dictionary.reset(mark);
      }
    }
    if (added) {
      count++;
      values += moreValues;
      writer = stampWriter;
      noteTime(operation.time());
    }
    return added;
  }

  /** {@return bytes that {@link #finish} would return now} */
  public int size() {
    return sizeOf(count, body.size());
  }

  /** {@return operations added} */
  public int count() {
    return count;
  }

  /** {@return the greatest packed time of a stamp here, unsigned; 0 if all are at base} */
  public long newestTime() {
    return newestTime;
  }

  /** {@return the payload; this writer is left as it is} */
  public byte[] finish() {
    WireWriter out = new WireWriter(size());
    out.u8(PayloadCodec.ROWS).varint(count);
    return out.raw(body.bytes(), 0, body.size()).toBytes();
  }

  private @Nullable OriginLog checked(Operation operation) {
    Records.check(operation.shape(), operation.record());
    if (operation.kind() == Operation.Kind.DELETE && !operation.shape().columns().isEmpty()) {
      throw new IllegalArgumentException("a delete writes no columns: " + operation.shape());
    }
    if (operation.atBase()) {
      return writer;
    }
    OriginLog stampWriter = operation.time().writer();
    if (stampWriter.equals(OriginLog.NONE) || (writer != null && !writer.equals(stampWriter))) {
      throw new IllegalArgumentException(
          "a payload has one writer, " + writer + ", and a stamp of it not " + stampWriter);
    }
    return stampWriter;
  }

  private void write(Operation operation) {
    boolean base = operation.atBase();
    boolean authority = VersionCodec.hasAuthority(operation.stamp());
    boolean plain = VersionCodec.plain(operation.versions(), operation.stamp());
    int head = PayloadCodec.code(operation.kind());
    head |= base ? PayloadCodec.AT_BASE : 0;
    head |= Records.isTranslated(operation.record()) ? PayloadCodec.TRANSLATED : 0;
    head |= plain ? 0 : PayloadCodec.VERSIONS;
    head |= authority ? PayloadCodec.AUTHORITY : 0;
    boolean seen = operation.seen().isAfter(HybridTimestamp.BASE);
    head |= seen ? PayloadCodec.SEEN : 0;
    body.u8(head);
    dictionary.shape(body, operation.shape());
    if (!base) {
      body.zigzag(operation.time().packed() - lastTime);
    }
    if (authority) {
      VersionCodec.stamp(body, dictionary, operation.stamp().authority(), operation.stamp());
    }
    if (seen) {
      VersionCodec.stamp(body, dictionary, operation.seen(), operation.stamp());
    }
    Records.write(body, dictionary, operation.record());
    if (plain) {
      operation.versions().forEach(version -> ValueCodec.write(body, version.value()));
    } else {
      VersionCodec.write(body, dictionary, operation.versions(), operation.stamp());
    }
  }

  private void noteTime(HybridTimestamp stamp) {
    if (!stamp.equals(HybridTimestamp.BASE)) {
      lastTime = stamp.packed();
      if (Long.compareUnsigned(lastTime, newestTime) > 0) {
        newestTime = lastTime;
      }
    }
  }

  private static int sizeOf(int operations, int bodyBytes) {
    return 1 + WireWriter.varintBytes(operations) + bodyBytes;
  }

  private static RefusedException tooLarge(Operation operation) {
    return new RefusedException(
        "a row of table "
            + operation.shape().table()
            + " takes more than the limit of "
            + Limits.PAYLOAD_BYTES
            + " bytes for one row; it can't be synchronised");
  }
}
