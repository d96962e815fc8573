package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Version;

/**
 * Fills one snapshot chunk, record by record, up to a target size; a single record may be larger
 * than the target and is then alone. {@link SnapshotCodec} draws the bytes. Not thread-safe.
 */
public final class ChunkWriter {
  private final int targetBytes;
  private final WireWriter body = new WireWriter(4096);
  private final DictionaryWriter dictionary = new DictionaryWriter();
  private int count;
  private int values;
  private long lastTime;

  /** Up to {@link Limits#OBJECT_BYTES}. */
  public ChunkWriter() {
    this(Limits.OBJECT_BYTES);
  }

  /**
   * @param targetBytes size that several records may reach together; at most {@link
   *     Limits#PAYLOAD_BYTES}
   */
  public ChunkWriter(int targetBytes) {
    this.targetBytes = Math.min(targetBytes, Limits.PAYLOAD_BYTES);
  }

  /**
   * Adds a record if it fits; the first one always does.
   *
   * @return false if it does not fit beside those that are here; nothing has changed then
   * @throws RefusedException if the record alone is over {@link Limits#PAYLOAD_BYTES}, or a value
   *     or name of it over its limit; nothing has changed then
   */
  public boolean add(RecordImage image) {
    Records.check(image.shape(), image.record());
    int moreValues = SnapshotCodec.cells(image.shape());
    if (count > 0
        && (count >= Limits.CHUNK_RECORDS
            || values + moreValues > Limits.CHUNK_VALUES
            || size() >= targetBytes)) {
      return false;
    }
    int sizeBefore = body.size();
    long timeBefore = lastTime;
    DictionaryWriter.Mark mark = dictionary.mark();
    boolean added = false;
    try {
      write(image);
      added = count == 0 || sizeOf(count + 1, body.size()) <= targetBytes;
      if (added && sizeOf(1, body.size()) > Limits.PAYLOAD_BYTES) {
        added = false;
        throw new RefusedException(
            "a row of table "
                + image.shape().table()
                + " takes more than the limit of "
                + Limits.PAYLOAD_BYTES
                + " bytes for one row; it can't be synchronised");
      }
    } finally {
      if (!added) {
        body.truncate(sizeBefore);
        dictionary.reset(mark);
        lastTime = timeBefore;
      }
    }
    if (added) {
      count++;
      values += moreValues;
    }
    return added;
  }

  /** {@return bytes that {@link #finish} would return now} */
  public int size() {
    return sizeOf(count, body.size());
  }

  /** {@return records added} */
  public int count() {
    return count;
  }

  /** {@return the chunk; this writer is left as it is} */
  public byte[] finish() {
    WireWriter out = new WireWriter(size());
    out.u8(SnapshotCodec.ROWS).varint(count);
    return out.raw(body.bytes(), 0, body.size()).toBytes();
  }

  private void write(RecordImage image) {
    HybridTimestamp born = image.born().time();
    HybridTimestamp died = image.died().time();
    boolean plain = VersionCodec.timesOnly(image.versions());
    boolean alike = image.versions().stream().allMatch(v -> v.stamp().time().equals(born));
    boolean authorities =
        VersionCodec.hasAuthority(image.born()) || VersionCodec.hasAuthority(image.died());
    int head = Records.isTranslated(image.record()) ? SnapshotCodec.TRANSLATED : 0;
    head |= born.equals(HybridTimestamp.BASE) ? 0 : SnapshotCodec.BORN;
    head |= died.equals(HybridTimestamp.NEVER) ? 0 : SnapshotCodec.DIED;
    head |= alike || !plain ? 0 : SnapshotCodec.STAMPS;
    head |= plain ? 0 : SnapshotCodec.VERSIONS;
    head |= authorities ? SnapshotCodec.AUTHORITIES : 0;
    body.u8(head);
    dictionary.shape(body, image.shape());
    Records.write(body, dictionary, image.record());
    if ((head & SnapshotCodec.BORN) != 0) {
      stamp(born, 0);
    }
    if ((head & SnapshotCodec.DIED) != 0) {
      stamp(died, 0);
    }
    if (authorities) {
      VersionCodec.stamp(body, dictionary, image.born().authority(), image.born());
      VersionCodec.stamp(body, dictionary, image.died().authority(), image.born());
    }
    if (!plain) {
      VersionCodec.write(body, dictionary, image.versions(), image.born());
      return;
    }
    for (Version version : image.versions()) {
      if (!alike) {
        columnStamp(version.stamp().time(), born);
      }
      ValueCodec.write(body, version.value());
    }
  }

  private void columnStamp(HybridTimestamp stamp, HybridTimestamp born) {
    if (stamp.equals(born)) {
      body.varint(0);
    } else {
      stamp(stamp, 1);
    }
  }

  private void stamp(HybridTimestamp stamp, int firstNumber) {
    dictionary.log(body, stamp.writer(), firstNumber);
    body.zigzag(stamp.packed() - lastTime);
    lastTime = stamp.packed();
  }

  private static int sizeOf(int records, int bodyBytes) {
    return 1 + WireWriter.varintBytes(records) + bodyBytes;
  }
}
