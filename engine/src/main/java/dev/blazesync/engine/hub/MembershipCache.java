package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memberships of the groups that were asked for last, as they are on disk: never ahead of it,
 * and, since every commit that changes one is told, never behind. Thread-safe.
 */
final class MembershipCache {
  /** Entries of all chains together; the chain used last is kept however long it is. */
  private final int maxEntries;

  private final LinkedHashMap<GroupId, Membership> lately = new LinkedHashMap<>(16, 0.75f, true);
  private long entries;
  private long commits;

  MembershipCache(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  synchronized @Nullable Membership get(GroupId group) {
    return lately.get(group);
  }

  /** {@return a number to be told with what is read from disk after this call} */
  synchronized long beforeReading() {
    return commits;
  }

  /** Keeps what was read from disk, unless something was committed meanwhile. */
  synchronized void read(long before, Membership membership) {
    if (commits == before) {
      keep(membership);
    }
  }

  /** This is durable now. */
  synchronized void committed(Membership membership) {
    commits++;
    keep(membership);
  }

  private void keep(Membership membership) {
    Membership old = lately.put(membership.group(), membership);
    entries += membership.length() - (old == null ? 0 : old.length());
    Iterator<Map.Entry<GroupId, Membership>> eldest = lately.entrySet().iterator();
    while (entries > maxEntries && lately.size() > 1) {
      entries -= eldest.next().getValue().length();
      eldest.remove();
    }
  }
}
