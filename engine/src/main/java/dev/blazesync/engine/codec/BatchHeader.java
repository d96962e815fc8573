package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * The clear header of a batch: what everyone who passes it on can see. Immutable; equality by
 * content.
 *
 * @param keyEpoch which of the group's secrets seals it, from 0; 0 in suite 0
 * @param sequence number in its log, from 1
 * @param previousHash SHA-256 of the bytes of the batch before in this log; 32 zero bytes for the
 *     first
 * @param salt 16 bytes; all zero in suite 0
 * @param newestTime greatest packed time of a stamp inside, unsigned, so that a batch from the
 *     future is known without opening it; 0 if there is none
 * @param operations how many operations end in this batch
 */
public record BatchHeader(
    GroupId group,
    int keyEpoch,
    OriginLog log,
    long sequence,
    byte[] previousHash,
    byte[] salt,
    Set<BatchFlag> flags,
    long newestTime,
    int operations) {
  /** Length of the salt. */
  public static final int SALT_BYTES = 16;

  /**
   * @throws IllegalArgumentException if a field is out of its range
   */
  public BatchHeader {
    previousHash = previousHash.clone();
    salt = salt.clone();
    flags = Set.copyOf(flags);
    if (previousHash.length != Position.HASH_BYTES || salt.length != SALT_BYTES) {
      throw new IllegalArgumentException(
          "a previous hash of " + previousHash.length + " and a salt of " + salt.length + " bytes");
    }
    if (sequence < 1 || keyEpoch < 0 || operations < 0 || operations > Limits.PAYLOAD_OPERATIONS) {
      throw new IllegalArgumentException(
          "sequence " + sequence + ", key epoch " + keyEpoch + ", " + operations + " operations");
    }
    if (flags.contains(BatchFlag.CUT_END) && flags.contains(BatchFlag.CONTINUES)) {
      throw new IllegalArgumentException("a cut can't end in a payload that continues");
    }
  }

  @Override
  public byte[] previousHash() {
    return previousHash.clone();
  }

  @Override
  public byte[] salt() {
    return salt.clone();
  }

  public boolean has(BatchFlag flag) {
    return flags.contains(flag);
  }

  public boolean control() {
    return has(BatchFlag.CONTROL);
  }

  public boolean cutEnd() {
    return has(BatchFlag.CUT_END);
  }

  public boolean torn() {
    return has(BatchFlag.TORN);
  }

  public boolean continues() {
    return has(BatchFlag.CONTINUES);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BatchHeader that
        && group.equals(that.group)
        && keyEpoch == that.keyEpoch
        && log.equals(that.log)
        && sequence == that.sequence
        && Arrays.equals(previousHash, that.previousHash)
        && Arrays.equals(salt, that.salt)
        && flags.equals(that.flags)
        && newestTime == that.newestTime
        && operations == that.operations;
  }

  @Override
  public int hashCode() {
    return Objects.hash(group, log, sequence, Arrays.hashCode(previousHash), flags, operations);
  }

  @Override
  public String toString() {
    return "batch " + sequence + " of " + log + " " + flags + ", " + operations + " operations";
  }
}
