package dev.blazesync.engine.simulator;

import java.util.PriorityQueue;

/** Virtual time and what is to happen when. */
final class Schedule {
  private record Event(long atMillis, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.atMillis != b.atMillis
                  ? Long.compare(a.atMillis, b.atMillis)
                  : Long.compare(a.order, b.order));
  private long nowMillis;
  private long order;

  Schedule(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  long nowMillis() {
    return nowMillis;
  }

  void after(long millis, Runnable action) {
    events.add(new Event(nowMillis + Math.max(0, millis), order++, action));
  }

  /** {@return when the next thing happens} */
  long nextMillis() {
    return events.isEmpty() ? Long.MAX_VALUE : events.element().atMillis;
  }

  /** Lets the next thing happen. */
  void advance() {
    Event event = events.remove();
    nowMillis = Math.max(nowMillis, event.atMillis);
    event.action.run();
  }

  /** Lets time pass when nothing happens before. */
  void passTo(long millis) {
    nowMillis = Math.max(nowMillis, millis);
  }
}
