package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.seal.BatchCheck;
import dev.blazesync.engine.seal.BatchCheck.Checked;
import dev.blazesync.engine.seal.BatchCheck.Verdict;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hub has to know of a batch, read from its bytes and from nothing else.
 *
 * @param verdict what its signature was worth when it was read; a device's keys never change, so
 *     that only {@link Verdict#UNKNOWN_ORIGIN} may be another later
 * @param hash SHA-256 of the sealed bytes
 * @param sealed from position to limit; somebody else's memory
 */
record BatchFacts(SealedHeader header, Verdict verdict, byte[] hash, ByteBuffer sealed) {

  /**
   * Verifies a signature of each: about 0.1 milliseconds.
   *
   * @param membership as far as it is known; null = of a group never heard of
   * @throws dev.blazesync.spi.ProtocolException if one of them is no whole batch
   * @throws RefusedException if one of them belongs to another group
   */
  static List<BatchFacts> readAll(
      GroupId group, @Nullable Membership membership, List<ByteBuffer> sealed) {
    BatchCheck check = check(membership);
    List<BatchFacts> batches = new ArrayList<>(sealed.size());
    for (ByteBuffer bytes : sealed) {
      Checked checked = check.check(bytes);
      SealedHeader header = checked.header();
      if (!header.group().equals(group)) {
        throw new RefusedException(
            "a batch of group "
                + header.group()
                + " was pushed to group "
                + group
                + ": push it to the group it was made for");
      }
      batches.add(new BatchFacts(header, checked.verdict(), SealedHeader.hash(bytes), bytes));
    }
    return batches;
  }

  private static BatchCheck check(@Nullable Membership membership) {
    return new BatchCheck(node -> membership == null ? null : membership.keys(node));
  }

  /** {@return what its signature is worth to who knows this membership} */
  Verdict verdict(@Nullable Membership membership) {
    return verdict == Verdict.UNKNOWN_ORIGIN ? check(membership).check(sealed).verdict() : verdict;
  }

  OriginLog log() {
    return header.log();
  }

  long sequence() {
    return header.sequence();
  }

  Position position() {
    return new Position(sequence(), hash);
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
