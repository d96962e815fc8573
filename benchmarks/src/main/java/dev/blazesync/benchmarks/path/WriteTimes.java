package dev.blazesync.benchmarks.path;

import dev.blazesync.SyncListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long an engine's write transactions held the write lock. Any thread may call this. */
final class WriteTimes implements SyncListener {
  private final List<Long> nanos = new ArrayList<>();

  @Override
  public synchronized void wrote(Duration held) {
    nanos.add(held.toNanos());
  }

  synchronized void clear() {
    nanos.clear();
  }

  /** {@return nanoseconds, in the order they were told} */
  synchronized List<Long> nanos() {
    return List.copyOf(nanos);
  }

  /** {@return the time that 95 percent do not exceed, and the longest} */
  synchronized List<Figure> figures(String work) {
    Latencies times = new Latencies(nanos.stream().mapToLong(Long::longValue).toArray());
    return List.of(
        Figure.alone("write transactions, " + work + ", p95", times.percentileMillis(95), "ms"),
        Figure.alone("write transactions, " + work + ", most", times.percentileMillis(100), "ms"));
  }
}
