package dev.blazesync.engine.admin;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.sync.RelayRequest;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/**
 * The membership as the group's first-named relay has it, read and added to. Blocks. For one
 * thread.
 */
final class ChainAtRelay {
  /** So often somebody else may be faster. */
  private static final int MOST_ATTEMPTS = 20;

  private final Relay relay;
  private final GroupId group;

  ChainAtRelay(Relay relay, GroupId group) {
    this.relay = relay;
    this.group = group;
  }

  /**
   * {@return the membership up to the relay's head}
   *
   * @param known entries that are known here already
   * @throws RefusedException if the relay has another history than is known, or less
   * @throws ProtocolException if what it has breaks a rule
   */
  Membership read(List<Entry> known) {
    Membership membership = null;
    for (Entry entry : known) {
      membership = grown(membership, entry);
    }
    if (!known.isEmpty()) {
      Entry last = known.get(known.size() - 1);
      if (!last.equals(entry(last.index()))) {
        throw new RefusedException(
            "the hub has another membership of this group than this database, or less of it: it was"
                + " set back, or somebody deceives; nothing was done");
      }
    }
    return readOn(membership);
  }

  private Membership readOn(@Nullable Membership from) {
    Membership membership = from;
    while (true) {
      Entry next = entry(membership == null ? 0 : membership.length());
      if (next != null) {
        membership = grown(membership, next);
      } else if (membership == null) {
        throw new RefusedException("the hub knows nothing of group " + group);
      } else {
        return membership;
      }
    }
  }

  private Membership grown(@Nullable Membership membership, Entry entry) {
    return membership == null ? Membership.begin(entry, group) : membership.apply(entry);
  }

  /** {@return the entry of an index as the relay has it; null if it has none} */
  private @Nullable Entry entry(long index) {
    ByteBuffer bytes =
        new RelayRequest.Get(ChainObject.name(index), 0, Limits.ENTRY_BYTES + 1).read(relay);
    if (bytes == null) {
      return null;
    }
    byte[] entry = new byte[bytes.remaining()];
    bytes.get(entry);
    return Entry.decode(entry);
  }

  /** What was done. */
  record Done(Membership membership, Entry entry) {}

  /**
   * Adds an entry; when somebody else was faster, makes it again behind what they added.
   *
   * @param act makes the entry behind a head
   * @throws UnavailableException if the relay does not keep it
   */
  Done add(Membership from, Function<Membership, Entry> act) {
    Membership membership = from;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Entry entry = act.apply(membership);
      relay.putObject(ChainObject.name(entry.index()), ByteBuffer.wrap(entry.toBytes()));
      membership = readOn(membership);
      if (membership.contains(entry.index(), entry.id())) {
        return new Done(membership, entry);
      }
    }
    throw new UnavailableException(
        "the hub did not accept the change of the membership in "
            + MOST_ATTEMPTS
            + " attempts: try again");
  }

  /**
   * Puts the first entry of a new group.
   *
   * @throws UnavailableException if the relay does not keep it
   */
  void begin(Entry first) {
    relay.putObject(ChainObject.name(0), ByteBuffer.wrap(first.toBytes()));
    if (!first.equals(entry(0))) {
      throw new UnavailableException("the hub did not keep the new group: try again");
    }
  }
}
