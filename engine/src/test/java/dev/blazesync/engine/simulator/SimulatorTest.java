package dev.blazesync.engine.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulator over many seeds. {@code -Dblazesync.simulator.seeds=FROM-TO} chooses which,
 * {@code -Dblazesync.simulator.seed=N} runs one and prints what happens in it.
 */
class SimulatorTest {
  private static final String USUAL_SEEDS = "1-1000";

  @Test
  void everyNodeConvergesAfterAllFaultsHeal() {
    String one = System.getProperty("blazesync.simulator.seed");
    if (one != null) {
      new Simulation(Long.parseLong(one), System.out::println).run();
      return;
    }
    String[] range = System.getProperty("blazesync.simulator.seeds", USUAL_SEEDS).split("-", 2);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]))
        .parallel()
        .forEach(seed -> run(seed, failures::add));
    assertThat(failures).as("%s failing seeds", failures.size()).isEmpty();
  }

  private static void run(long seed, Consumer<String> failed) {
    try {
      new Simulation(seed, line -> {}).run();
    } catch (RuntimeException | AssertionError e) {
      failed.accept(
          "seed "
              + seed
              + ", run again with: mvn test -pl engine -am -Dtest=SimulatorTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dtests.required=false -Dblazesync.simulator.seed="
              + seed
              + "\n  "
              + e
              + at(e));
    }
  }

  private static String at(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 || e instanceof AssertionError
        ? ""
        : "\n  at " + List.of(trace).subList(0, Math.min(12, trace.length));
  }
}
