package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.spi.Nullable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Counts connections and handshakes, all in all and by where they come from. Decides; its callers
 * close what is to be closed. Thread-safe.
 *
 * <p>Of connections whose handshake is not done, one too many ends the oldest and not the newest:
 * whoever means well is through in milliseconds, so a crowd that only waits keeps nobody out.
 *
 * @param <S> a connection
 */
final class Doorkeeper<S> {
  /** What becomes of a new connection. */
  enum Answer {
    WELCOME,
    /** There are too many; it may be told so. */
    FULL,
    /** There are too many from its network; it may be told so. */
    CROWDED,
    /** There are so many that not even telling is possible. */
    SHUT
  }

  private final DoorLimits limits;
  private final LongSupplier nanos;
  private final Map<RemoteNetwork, Network> networks = new HashMap<>();
  private final Set<S> unknown = new LinkedHashSet<>();
  private int connections;

  private static final class Network {
    final Pace handshakes;
    int connections;

    Network(Pace handshakes) {
      this.handshakes = handshakes;
    }
  }

  /**
   * @param nanos a clock that never goes back
   */
  Doorkeeper(DoorLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  synchronized int connections() {
    return connections;
  }

  /** {@return networks it remembers} */
  synchronized int networks() {
    return networks.size();
  }

  /**
   * One more is there; it is to be {@link #left}, whatever the answer.
   *
   * @param from null = not counted by where it comes from
   */
  synchronized Answer entered(@Nullable RemoteNetwork from) {
    connections++;
    int near = from == null ? 0 : ++network(from).connections;
    if (connections > limits.connections() + HubLimits.TURNED_AWAY
        || near > limits.perNetwork() + HubLimits.TURNED_AWAY) {
      return Answer.SHUT;
    }
    if (connections > limits.connections()) {
      return Answer.FULL;
    }
    return near > limits.perNetwork() ? Answer.CROWDED : Answer.WELCOME;
  }

  synchronized void left(S session, @Nullable RemoteNetwork from) {
    connections--;
    unknown.remove(session);
    Network network = from == null ? null : networks.get(from);
    if (network != null
        && --network.connections == 0
        && network.handshakes.isFull(nanos.getAsLong())) {
      networks.remove(from);
    }
  }

  /**
   * A connection begins to be one whose handshake is not done.
   *
   * @return one that has to end for it; null = none
   */
  synchronized @Nullable S waits(S session) {
    unknown.add(session);
    if (unknown.size() <= limits.unknown()) {
      return null;
    }
    Iterator<S> oldest = unknown.iterator();
    S ends = oldest.next();
    oldest.remove();
    return ends;
  }

  /** Its handshake is done, or it was ended. */
  synchronized void waitsNoMore(S session) {
    unknown.remove(session);
  }

  /** {@return whether one more handshake of that network is within the pace} */
  synchronized boolean mayShakeHands(@Nullable RemoteNetwork from) {
    return from == null || network(from).handshakes.take(nanos.getAsLong());
  }

  private Network network(RemoteNetwork from) {
    if (networks.size() >= HubLimits.NETWORKS && !networks.containsKey(from)) {
      // Their pace is forgotten; that of those who are there is not.
      networks.values().removeIf(network -> network.connections == 0);
    }
    return networks.computeIfAbsent(
        from, is -> new Network(new Pace(limits.handshakesPerSecond(), limits.handshakeBurst())));
  }
}
