package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever waits when a transaction begins goes into it, so that many
 * pushes that arrive together wait for the disk once, and one that arrives alone waits for nobody.
 * Nothing is answered before its transaction is durable; if that fails, everything in it is refused
 * with {@code RETRY_LATER}.
 */
final class HubWriter implements AutoCloseable {
  /** Bytes written after which an idle writer moves the write-ahead log into the database. */
  private static final long CHECKPOINT_BYTES = 2 << 20;

  /** What a transaction writes beside what it stores: pages of tables and indexes. */
  private static final long TRANSACTION_BYTES = 16 * 1024;

  /** Without a write for so long, a writer is idle, in milliseconds. */
  private static final long IDLE_MILLIS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(HubWriter.class);

  /** Less room than so many times what is to be written, and so much more, is scarce. */
  private static final long SCARCE_FACTOR = 4;

  private static final long SCARCE_BYTES = 16 << 20;

  private final Path file;
  private final DataSource connections;
  private final LongSupplier roomBytes;
  private final HubWrite.Heads heads;
  private final Surroundings surroundings;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final ArrayDeque<HubWrite> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closing;

  /** Only the writer's thread. */
  private long uncheckpointedBytes;

  /**
   * What a transaction is made in.
   *
   * @param memberships as they are on disk
   * @param roomBytes how much the store may still grow, asked before each transaction
   * @param wallMillis the hub's clock, in milliseconds since 1970
   */
  record Surroundings(
      MembershipCache memberships, LongSupplier roomBytes, LongSupplier wallMillis) {}

  /**
   * @param connections whose auto-commit is off
   * @param heads how far a log is held, for refusals
   */
  HubWriter(Path file, DataSource connections, Surroundings surroundings, HubWrite.Heads heads) {
    this.file = file;
    this.connections = connections;
    this.surroundings = surroundings;
    this.roomBytes = surroundings.roomBytes();
    this.heads = heads;
    thread = new Thread(this::run, "blazesync-hub-writer");
    thread.setDaemon(true);
    thread.start();
  }

  CompletableFuture<Stored> push(GroupId group, List<BatchFacts> batches) {
    HubWrite.Push push = new HubWrite.Push(group, batches);
    enqueue(push);
    return push.answer();
  }

  CompletableFuture<Boolean> put(GroupId group, ObjectFacts object) {
    HubWrite.PutObject put = new HubWrite.PutObject(group, object);
    enqueue(put);
    return put.answer();
  }

  private void enqueue(HubWrite write) {
    SyncException refusal;
    lock.lock();
    try {
      if (closing) {
        refusal = stopped();
      } else if (queue.size() >= HubLimits.WRITE_QUEUE_REQUESTS
          || queuedBytes + write.size() > HubLimits.WRITE_QUEUE_BYTES) {
        refusal =
            new UnavailableException(
                "the hub has more writes waiting for its disk than it takes: try again later");
      } else {
        refusal = null;
        queue.add(write);
        queuedBytes += write.size();
        wake.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      write.fail(refusal);
    }
  }

  private void run() {
    List<HubWrite> together = new ArrayList<>();
    try {
      while (takeInto(together)) {
        write(together);
        together.clear();
      }
    } finally {
      // Also after an error that should not be: nobody may wait for a thread that is gone.
      together.forEach(write -> write.fail(stopped()));
      failAll();
    }
  }

  private void failAll() {
    List<HubWrite> left;
    lock.lock();
    try {
      closing = true;
      left = List.copyOf(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(write -> write.fail(stopped()));
  }

  private UnavailableException stopped() {
    return new UnavailableException("the hub over " + file + " has been stopped: start it again");
  }

  /** Waits for writes; does a checkpoint first when there are none and it is due. */
  private boolean takeInto(List<HubWrite> together) {
    boolean idle = false;
    while (true) {
      lock.lock();
      try {
        long bytes = 0;
        while (!queue.isEmpty()
            && together.size() < HubLimits.GROUP_COMMIT_REQUESTS
            && bytes < HubLimits.GROUP_COMMIT_BYTES) {
          HubWrite next = queue.remove();
          bytes += next.size();
          together.add(next);
        }
        queuedBytes -= bytes;
        if (!together.isEmpty()) {
          return true;
        }
        if (closing) {
          return false;
        }
        if (uncheckpointedBytes < CHECKPOINT_BYTES) {
          wake.awaitUninterruptibly();
          continue;
        }
        if (!idle) {
          idle = !wake.await(IDLE_MILLIS, TimeUnit.MILLISECONDS);
          continue;
        }
      } catch (InterruptedException e) {
        // Nobody interrupts this thread; it ends when it is told to close.
        idle = true;
        continue;
      } finally {
        lock.unlock();
      }
      checkpoint("PASSIVE");
    }
  }

  private void write(List<HubWrite> together) {
    SyncException failure = null;
    long room = room(together);
    try (Connection connection = connections.getConnection();
        HubTransaction transaction =
            new HubTransaction(
                connection,
                surroundings.memberships(),
                room,
                surroundings.wallMillis().getAsLong())) {
      uncheckpointedBytes += TRANSACTION_BYTES;
      for (HubWrite write : together) {
        write.apply(transaction);
        uncheckpointedBytes += write.size();
      }
      transaction.commit();
    } catch (SQLException e) {
      failure = HubFailures.of(file, e);
      if (HubFailures.isDamage(e)) {
        for (HubWrite write : together) {
          write.fail(failure);
        }
        return;
      }
    } catch (RuntimeException e) {
      // The edge of the writer's thread: one bad transaction must not end all later ones.
      LOG.error("a transaction of the hub failed", e);
      failure = new UnavailableException("the hub failed to store this: its log says how", e);
    }
    for (HubWrite write : together) {
      if (failure == null) {
        write.done();
      } else {
        write.retryLater(failure, heads);
      }
    }
  }

  private long room(List<HubWrite> together) {
    long wanted = 0;
    for (HubWrite write : together) {
      wanted += write.size();
    }
    if (roomBytes.getAsLong() < SCARCE_FACTOR * wanted + SCARCE_BYTES) {
      checkpoint("TRUNCATE");
    }
    return roomBytes.getAsLong();
  }

  /**
   * Moves the write-ahead log into the database.
   *
   * @param mode PASSIVE waits for nobody; TRUNCATE waits for readers, and gives the log's space
   *     back
   */
  private void checkpoint(String mode) {
    uncheckpointedBytes = 0;
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
        rows.next();
      }
    } catch (SQLException e) {
      // The next commit meets the same trouble, and tells whoever waits for it.
      uncheckpointedBytes = 0;
    }
  }

  /** Writes what is queued, then ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      wake.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HubLimits.CLOSE_MILLIS);
    while (thread.isAlive() && System.nanoTime() < deadline) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
