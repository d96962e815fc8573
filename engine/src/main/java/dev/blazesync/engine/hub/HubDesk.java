package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.MemoryBudget;
import dev.blazesync.spi.GroupId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/** What the sessions of a hub share. Thread-safe. */
final class HubDesk {
  private final HubLog log;
  private final Executor readers;
  private final HubTimings timings;
  private final HubKey key;
  private final TokenGate tokens;
  private final MemoryBudget partialMessages = new MemoryBudget(HubLimits.PARTIAL_MESSAGE_BYTES);
  private final Doorkeeper<HubSession> doors;
  private final ConcurrentMap<GroupId, Set<HubSession>> subscribers = new ConcurrentHashMap<>();

  /**
   * @param readers runs what blocks
   */
  HubDesk(
      HubLog log,
      HubKey key,
      TokenGate tokens,
      Doorkeeper<HubSession> doors,
      Executor readers,
      HubTimings timings) {
    this.log = log;
    this.key = key;
    this.tokens = tokens;
    this.doors = doors;
    this.readers = readers;
    this.timings = timings;
  }

  HubLog log() {
    return log;
  }

  HubKey key() {
    return key;
  }

  TokenGate tokens() {
    return tokens;
  }

  Executor readers() {
    return readers;
  }

  HubTimings timings() {
    return timings;
  }

  MemoryBudget partialMessages() {
    return partialMessages;
  }

  Doorkeeper<HubSession> doors() {
    return doors;
  }

  void subscribe(GroupId group, HubSession session) {
    subscribers.compute(
        group,
        (id, known) -> {
          Set<HubSession> sessions = known == null ? ConcurrentHashMap.newKeySet() : known;
          sessions.add(session);
          return sessions;
        });
  }

  void unsubscribe(GroupId group, HubSession session) {
    subscribers.computeIfPresent(
        group,
        (id, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /** Something of the group is durable: tells everyone but the one who brought it. */
  void more(GroupId group, HubSession bringer) {
    for (HubSession session : subscribers.getOrDefault(group, Set.of())) {
      if (!session.equals(bringer)) {
        session.more();
      }
    }
  }
}
