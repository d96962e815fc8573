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
import java.nio.ByteBuffer;
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
    private final List<ByteBuffer> sealed;
    private final long size;
    private final CompletableFuture<Stored> answer = new CompletableFuture<>();
    private List<BatchFacts> batches = List.of();
    private @Nullable Stored stored;
    private @Nullable SyncException malformed;

    Push(GroupId group, List<ByteBuffer> sealed) {
      this.group = group;
      this.sealed = List.copyOf(sealed);
      this.size = sealed.stream().mapToLong(ByteBuffer::remaining).sum();
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
        batches = BatchFacts.readAll(group, sealed);
      } catch (SyncException e) {
        malformed = e;
        return;
      }
      stored = transaction.push(group, batches);
    }

    @Override
    public void done() {
      if (malformed != null) {
        answer.completeExceptionally(malformed);
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
      if (malformed != null || batches.isEmpty()) {
        answer.completeExceptionally(malformed != null ? malformed : why);
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
    private final String name;
    private final ByteBuffer bytes;
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private Put put = Put.NO_ROOM;

    PutObject(GroupId group, String name, ByteBuffer bytes) {
      this.group = group;
      this.name = name;
      this.bytes = bytes;
    }

    CompletableFuture<Boolean> answer() {
      return answer;
    }

    @Override
    public long size() {
      return bytes.remaining();
    }

    @Override
    public void apply(HubTransaction transaction) throws SQLException {
      put = transaction.put(group, name, bytes);
    }

    @Override
    public void done() {
      if (put == Put.NO_ROOM) {
        answer.completeExceptionally(
            new UnavailableException(
                "the hub has no room for object "
                    + name
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
      answer.completeExceptionally(why);
    }
  }
}
