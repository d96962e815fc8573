package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;

/**
 * Proof that a chain has two ends: two signed entries behind the same one. It verifies by itself:
 * none exists of entries that are not signed by the authors they name. Whether they may is another
 * matter ({@link #confirmedBy}), since anybody can sign; only a confirmed one is a reason to alarm.
 *
 * <p>An entry that lost the race for the head and was never accepted by a hub makes such a pair
 * too: its maker keeps it to itself, and makes another one behind the new head.
 *
 * <p>As bytes: the entry with the lesser bytes, sized, then the other one, sized.
 *
 * @param first the one with the lesser bytes, compared unsigned
 */
public record Fork(Entry first, Entry second) {
  /**
   * @throws IllegalArgumentException if the two are no fork in this order; use {@link #of}
   */
  public Fork {
    if (!samePlace(first, second)
        || Arrays.compareUnsigned(first.toBytes(), second.toBytes()) >= 0
        || !first.signed()
        || !second.signed()) {
      throw new IllegalArgumentException("two entries are no fork");
    }
  }

  /**
   * {@return the proof that two entries are a fork, in either order; null if they are none: one and
   * the same, or of other groups or places}
   *
   * @throws ProtocolException if they would be, but one is not signed by its author
   */
  public static @Nullable Fork of(Entry a, Entry b) {
    if (!samePlace(a, b) || a.equals(b)) {
      return null;
    }
    if (!a.signed() || !b.signed()) {
      throw new ProtocolException("one of two entries that would be a fork has a wrong signature");
    }
    return Arrays.compareUnsigned(a.toBytes(), b.toBytes()) < 0 ? new Fork(a, b) : new Fork(b, a);
  }

  /** First entries begin groups of their own: they are never a fork. */
  private static boolean samePlace(Entry a, Entry b) {
    return a.group().equals(b.group())
        && a.index() == b.index()
        && a.previous().equals(b.previous());
  }

  /**
   * {@return whether both entries keep the rules}
   *
   * @param before the membership up to the entry that both stand behind
   */
  public boolean confirmedBy(Membership before) {
    try {
      before.apply(first);
      before.apply(second);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  public byte[] encode() {
    return new WireWriter().sized(first.toBytes()).sized(second.toBytes()).toBytes();
  }

  /**
   * @param bytes from elsewhere
   * @throws ProtocolException if they are no proof
   */
  public static Fork decode(byte[] bytes) {
    WireReader in = new WireReader(bytes, "proof of a fork");
    Entry first = Entry.decode(in.sized(Limits.ENTRY_BYTES));
    Entry second = Entry.decode(in.sized(Limits.ENTRY_BYTES));
    in.end();
    Fork fork = of(first, second);
    if (fork == null || !fork.first().equals(first)) {
      throw in.bad("its entries are no fork, or not in order");
    }
    return fork;
  }
}
