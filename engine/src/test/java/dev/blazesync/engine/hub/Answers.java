package dev.blazesync.engine.hub;

import dev.blazesync.spi.SyncException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What a hub's log answers later, waited for. */
public final class Answers {
  private Answers() {}

  /**
   * @throws SyncException the log's own
   */
  public static <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SyncException known ? known : e;
    }
  }
}
