package dev.blazesync.engine.hub;

import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.codec.BatchHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hub has to know of a batch, read from its bytes and from nothing else.
 *
 * @param hash SHA-256 of the sealed bytes
 * @param sealed from position to limit; somebody else's memory
 */
record BatchFacts(BatchHeader header, byte[] hash, ByteBuffer sealed) {

  /**
   * @throws dev.blazesync.spi.ProtocolException if one of them is no whole, undamaged batch
   * @throws RefusedException if one of them belongs to another group
   */
  static List<BatchFacts> readAll(GroupId group, List<ByteBuffer> sealed) {
    List<BatchFacts> batches = new ArrayList<>(sealed.size());
    for (ByteBuffer bytes : sealed) {
      BatchHeader header = BatchCodec.header(bytes);
      if (!header.group().equals(group)) {
        throw new RefusedException(
            "a batch of group "
                + header.group()
                + " was pushed to group "
                + group
                + ": push it to the group it was made for");
      }
      batches.add(new BatchFacts(header, BatchCodec.hash(bytes), bytes));
    }
    return batches;
  }

  OriginLog log() {
    return header.log();
  }

  long sequence() {
    return header.sequence();
  }

  byte[] previousHash() {
    return header.previousHash();
  }

  boolean control() {
    return header.control();
  }

  int length() {
    return sealed.remaining();
  }

  byte[] sealedBytes() {
    return bytes(sealed);
  }

  /** {@return the batch in memory of its own} */
  SealedBatch copy() {
    return new SealedBatch(
        header.group(), log(), sequence(), control(), ByteBuffer.wrap(sealedBytes()));
  }

  static byte[] bytes(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.duplicate().get(copy);
    return copy;
  }
}
