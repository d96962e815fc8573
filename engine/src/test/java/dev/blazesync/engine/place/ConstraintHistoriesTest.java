package dev.blazesync.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs many short histories. {@code -Dblazesync.constraints.seeds=FROM-TO} chooses which, {@code
 * -Dblazesync.constraints.seed=N} runs one and prints what happens in it.
 */
class ConstraintHistoriesTest {
  private static final String USUAL_SEEDS = "1-3000";

  @Test
  void allNodesShowAndParkTheSame() {
    String one = System.getProperty("blazesync.constraints.seed");
    if (one != null) {
      new ConstraintHistory(Long.parseLong(one), System.out::println).run();
      return;
    }
    String[] range = System.getProperty("blazesync.constraints.seeds", USUAL_SEEDS).split("-", 2);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    AtomicLong parked = new AtomicLong();
    LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]))
        .parallel()
        .forEach(seed -> parked.addAndGet(run(seed, failures::add)));
    assertThat(failures).as("%s failing seeds", failures.size()).isEmpty();
    assertThat(parked.get()).as("parked records").isPositive();
  }

  private static int run(long seed, Consumer<String> failed) {
    try {
      ConstraintHistory history = new ConstraintHistory(seed, line -> {});
      history.run();
      return history.parked;
    } catch (RuntimeException | AssertionError e) {
      failed.accept(
          "seed "
              + seed
              + ", run again with: mvn test -pl engine -am -Dtest=ConstraintHistoriesTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dtests.required=false"
              + " -Dblazesync.constraints.seed="
              + seed
              + "\n  "
              + e
              + at(e));
      return 0;
    }
  }

  private static String at(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e instanceof AssertionError
        ? ""
        : "\n  at " + List.of(trace).subList(0, Math.min(12, trace.length));
  }
}
