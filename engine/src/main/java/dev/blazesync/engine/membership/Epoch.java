package dev.blazesync.engine.membership;

import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;

/**
 * A time in a group's life under one secret.
 *
 * @param number from 0
 * @param id the entry that began it; what the header of a batch names
 * @param origin where that entry stands
 * @param commitment binds it to its secret
 * @param earlier the secret of the epoch before, sealed under this one's; null in the first
 */
public record Epoch(
    int number, EntryId id, Origin origin, Octets commitment, @Nullable Octets earlier) {
  /**
   * Where an epoch begins: what its wraps, its commitment and the sealed secret before are bound
   * to. A first entry's group is its hash, which nothing inside it can know: there the group's
   * nonce stands in for it.
   *
   * @param group 32 bytes: the group; in the first epoch, its nonce
   * @param index of the entry that begins the epoch
   * @param previous the entry before that
   */
  public record Origin(Octets group, long index, EntryId previous) {
    static Origin first(Octets nonce) {
      return new Origin(nonce, 0, EntryId.NONE);
    }

    static Origin of(Entry.Place place) {
      return new Origin(Octets.of(place.group().toBytes()), place.index(), place.previous());
    }

    /** {@return 72 bytes: 32 group or nonce, 8 index, 32 hash of the entry before} */
    byte[] toBytes() {
      return ByteBuffer.allocate(2 * EntryId.BYTES + Long.BYTES)
          .put(group.toBytes())
          .putLong(index)
          .put(previous.toBytes())
          .array();
    }
  }
}
