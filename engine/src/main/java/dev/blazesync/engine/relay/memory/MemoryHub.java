package dev.blazesync.engine.relay.memory;

import dev.blazesync.engine.hub.HubLog;
import dev.blazesync.engine.hub.MemoryHubLog;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** A hub in memory that any number of {@link MemoryRelay}s share. Thread-safe. */
public final class MemoryHub {
  private static final ConcurrentMap<String, MemoryHub> NAMED = new ConcurrentHashMap<>();

  private final HubLog log;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /**
   * A hub that only the caller knows.
   *
   * @param wallMillis its clock, in milliseconds since 1970
   */
  public MemoryHub(LongSupplier wallMillis) {
    log = new MemoryHubLog(wallMillis);
  }

  /** {@return the hub of that name in this JVM, made when first asked for} */
  public static MemoryHub named(String name) {
    return NAMED.computeIfAbsent(name, absent -> new MemoryHub(System::currentTimeMillis));
  }

  /** Forgets the hub of that name: the next to ask gets an empty one. */
  public static void forget(String name) {
    NAMED.remove(name);
  }

  public Relay relay(RelayContext context) {
    return new MemoryRelay(this, context);
  }

  HubLog log() {
    return log;
  }

  /** Somebody who wants to be woken. Not a record: two alike are still two. */
  private static final class Subscription {
    final GroupId group;
    final MemoryRelay relay;
    final Runnable wake;

    Subscription(GroupId group, MemoryRelay relay, Runnable wake) {
      this.group = group;
      this.relay = relay;
      this.wake = wake;
    }
  }

  AutoCloseable subscribe(MemoryRelay relay, GroupId group, Runnable wake) {
    Subscription subscription = new Subscription(group, relay, wake);
    subscriptions.add(subscription);
    return () -> subscriptions.remove(subscription);
  }

  void unsubscribe(MemoryRelay relay) {
    subscriptions.removeIf(each -> each.relay.equals(relay));
  }

  /** Wakes everyone of the group but the one who brought it. */
  void more(GroupId group, MemoryRelay bringer) {
    for (Subscription subscription : subscriptions) {
      if (!subscription.relay.equals(bringer) && subscription.group.equals(group)) {
        subscription.wake.run();
      }
    }
  }
}
