package dev.blazesync.benchmarks.path;

import dev.blazesync.BlazeSync;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A device that was away, in a process of its own: takes all that waits for it, and prints for how
 * many nanoseconds each of its transactions held the write lock, a line each.
 */
public final class CatchUp {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private CatchUp() {}

  /**
   * @param arguments the database
   */
  public static void main(String... arguments) throws InterruptedException {
    WriteTimes writes = new WriteTimes();
    try (BlazeSync node = BlazeSync.attach(Path.of(arguments[0])).listener(writes).start()) {
      if (!node.awaitSynced(PATIENCE)) {
        throw new IllegalStateException("not synced within " + PATIENCE);
      }
    }
    writes.nanos().forEach(System.out::println);
  }
}
