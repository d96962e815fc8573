package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.HubTransaction.Put;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Something to store: applied inside a transaction, answered after it. Exactly one of {@link
 * #done}, {@link #fail} and {@link #retryLater} is called. For the writer's thread.
 */
sealed interface HubWrite {
  /** How far a log is held now, outside any transaction. */
  @FunctionalInterface
  interface Heads {
    /**
     * @throws SyncException if the store cannot even be read
     */
    Position head(GroupId group, OriginLog log);
  }

  /** Bytes to store, about. */
  long size();

  void apply(HubTransaction transaction) throws SQLException;

  /** The transaction is durable: tells what came of it. */
  void done();

  void fail(SyncException why);

  /** The transaction could not be made durable, and nothing of it is stored. */
  void retryLater(SyncException why, Heads heads);

  /** A push. */
  final class Push implements HubWrite {
    private final GroupId group;
    private final List<BatchFacts> batches;
    private final long size;
    private final CompletableFuture<Stored> answer = new CompletableFuture<>();
    private @Nullable Stored stored;
    private @Nullable SyncException refused;

    Push(GroupId group, List<BatchFacts> batches) {
      this.group = group;
      this.batches = batches;
      this.size = batches.stream().mapToLong(BatchFacts::length).sum();
    }

    CompletableFuture<Stored> answer() {
      return answer;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void apply(HubTransaction transaction) throws SQLException {
      try {
        stored = transaction.push(group, batches);
      } catch (SyncException e) {
        refused = e;
      }
    }

    @Override
    public void done() {
      if (refused != null) {
        answer.completeExceptionally(refused);
      } else {
        answer.complete(stored);
      }
    }

    @Override
    public void fail(SyncException why) {
      answer.completeExceptionally(why);
    }

    @Override
    public void retryLater(SyncException why, Heads heads) {
      if (refused != null || batches.isEmpty()) {
        answer.completeExceptionally(refused != null ? refused : why);
        return;
      }
      try {
        Position held = heads.head(group, batches.get(0).log());
        Refused refused = new Refused(Reason.RETRY_LATER, held);
        answer.complete(new Stored(new PushResult(0, refused), 0));
      } catch (SyncException unreadable) {
        answer.completeExceptionally(why);
      }
    }
  }

  /** An object. */
  final class PutObject implements HubWrite {
    private final GroupId group;
    private final ObjectFacts object;
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private Put put = Put.NO_ROOM;
    private @Nullable SyncException refused;

    PutObject(GroupId group, ObjectFacts object) {
      this.group = group;
      this.object = object;
    }

    CompletableFuture<Boolean> answer() {
      return answer;
    }

    @Override
    public long size() {
      return object.bytes().remaining();
    }

    @Override
    public void apply(HubTransaction transaction) throws SQLException {
      try {
        put = transaction.put(group, object);
      } catch (SyncException e) {
        refused = e;
      }
    }

    @Override
    public void done() {
      if (refused != null) {
        answer.completeExceptionally(refused);
      } else if (put == Put.NO_ROOM) {
        answer.completeExceptionally(
            new UnavailableException(
                "the hub has no room for object "
                    + object.name()
                    + ": its disk limit is reached; raise --max-disk or free some"));
      } else {
        answer.complete(put == Put.ADDED);
      }
    }

    @Override
    public void fail(SyncException why) {
      answer.completeExceptionally(why);
    }

    @Override
    public void retryLater(SyncException why, Heads heads) {
      answer.completeExceptionally(refused != null ? refused : why);
    }
  }
}
