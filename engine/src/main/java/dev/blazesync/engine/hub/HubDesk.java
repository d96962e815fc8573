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
  private final ConcurrentMap<GroupId, Set<HubSession>> sessions = new ConcurrentHashMap<>();

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

  /** Somebody of a group is there; is to be {@link #gone} in any case. */
  void introduced(GroupId group, HubSession session) {
    add(sessions, group, session);
  }

  void gone(GroupId group, HubSession session) {
    remove(sessions, group, session);
    remove(subscribers, group, session);
  }

  void subscribe(GroupId group, HubSession session) {
    add(subscribers, group, session);
  }

  private static void add(
      ConcurrentMap<GroupId, Set<HubSession>> to, GroupId group, HubSession session) {
    to.compute(
        group,
        (id, known) -> {
          Set<HubSession> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(session);
          return all;
        });
  }

  private static void remove(
      ConcurrentMap<GroupId, Set<HubSession>> from, GroupId group, HubSession session) {
    from.computeIfPresent(
        group,
        (id, all) -> {
          all.remove(session);
          return all.isEmpty() ? null : all;
        });
  }

  /** The group's membership is another: everyone looks whether they are still in it. */
  void membershipChanged(GroupId group) {
    sessions.getOrDefault(group, Set.of()).forEach(HubSession::endIfRemoved);
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
