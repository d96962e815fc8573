package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class LaneTest {
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final Lane lane = new Lane(ready::add);
  private final List<Integer> begun = new ArrayList<>();

  private void add(int number, CompletionStage<?> stage) {
    lane.add(
        () -> {
          begun.add(number);
          return stage;
        });
  }

  private void run() {
    while (!ready.isEmpty()) {
      assertThat(ready).hasSize(1);
      ready.remove().run();
    }
  }

  @Test
  void jobsRunOnTheExecutorInTheirOrder() {
    for (int number = 1; number <= 5; number++) {
      add(number, DONE);
    }
    assertThat(begun).isEmpty();
    run();
    add(6, DONE);
    run();
    assertThat(begun).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aJobWaitsForWhatTheOneBeforeItHasBegunHoweverThatEnds() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    add(1, first);
    add(2, second);
    add(3, DONE);
    run();
    assertThat(begun).containsExactly(1);
    first.complete(null);
    run();
    assertThat(begun).containsExactly(1, 2);
    second.completeExceptionally(new IllegalStateException("it failed"));
    run();
    assertThat(begun).containsExactly(1, 2, 3);
  }
}
