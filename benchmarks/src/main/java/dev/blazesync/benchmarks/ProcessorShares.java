package dev.blazesync.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * On what this process spends its processor time. A thread of its own looks at the stacks of all
 * others every few milliseconds, and counts what each has used of the processor since for what it
 * is doing now: the innermost frame of one of the named packages decides. Stacks are seen at safe
 * points only, so a share is good to a few percent. Not thread-safe.
 */
final class ProcessorShares implements AutoCloseable {
  private static final long PERIOD_MILLIS = 2;

  /** What belongs to none of the packages. */
  static final String OTHER = "other";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<String> packages;
  private final String through;
  private final Thread left;
  private final Map<Long, Long> used = new HashMap<>();
  private final Map<String, Long> nanos = new TreeMap<>();
  private final Thread sampler = new Thread(this::sample, "processor shares");
  private volatile boolean ended;

  /**
   * @param packages whose shares are wanted, subpackages first
   * @param through a package whose work is that of its callers
   * @param left a thread that does not count
   */
  ProcessorShares(List<String> packages, String through, Thread left) {
    this.packages = packages;
    this.through = through;
    this.left = left;
    sampler.setDaemon(true);
    sampler.start();
  }

  private void sample() {
    try {
      look(false);
      while (!ended) {
        Thread.sleep(PERIOD_MILLIS);
        look(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(boolean counts) {
    for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
      long id = thread.getThreadId();
      long now = threads.getThreadCpuTime(id);
      Long before = used.put(id, now);
      boolean own = id == sampler.getId() || id == left.getId();
      long since = now - (before == null ? 0 : before);
      if (counts && !own && now >= 0 && since > 0) {
        nanos.merge(name(thread.getStackTrace()), since, Long::sum);
      }
    }
  }

  private String name(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(through)) {
        continue;
      }
      for (String name : packages) {
        if (frame.getClassName().startsWith(name)) {
          return name;
        }
      }
    }
    return OTHER;
  }

  /** {@return processor time by package, in nanoseconds} Ends it. */
  Map<String, Long> nanos() throws InterruptedException {
    close();
    sampler.join();
    return Map.copyOf(nanos);
  }

  @Override
  public void close() {
    ended = true;
  }
}
