package dev.blazesync.engine.hub;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Does jobs on an executor, one after the other, in the order they came. Thread-safe. */
final class Lane {
  private final Executor executor;
  private final ArrayDeque<Supplier<CompletionStage<?>>> waiting = new ArrayDeque<>();
  private boolean busy;

  Lane(Executor executor) {
    this.executor = executor;
  }

  /**
   * @param job may block, and throws nothing; the next begins when the stage it returns is done
   */
  void add(Supplier<CompletionStage<?>> job) {
    synchronized (this) {
      waiting.add(job);
      if (busy) {
        return;
      }
      busy = true;
    }
    executor.execute(this::next);
  }

  private void next() {
    Supplier<CompletionStage<?>> job;
    synchronized (this) {
      job = waiting.poll();
      if (job == null) {
        busy = false;
        return;
      }
    }
    job.get().whenComplete((done, failure) -> executor.execute(this::next));
  }
}
