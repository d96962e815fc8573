package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where a store's sessions come from: connections of its own, which it keeps; the application's,
 * which it borrows for one transaction; or the only one there can be, of a database in memory.
 * Thread-safe.
 */
final class Connections implements AutoCloseable {
  /** How many idle connections of its own a store keeps: one writes, one reads. */
  private static final int MAX_IDLE = 2;

  /** What opens a connection. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  /** Whose the connections are. */
  enum Kind {
    OWN,
    BORROWED,
    SINGLE
  }

  private final Opener opener;
  private final Kind kind;
  private final int lockWaitMillis;
  private final Deque<Session> idle = new ArrayDeque<>();
  private final Set<Session> taken = ConcurrentHashMap.newKeySet();
  private final Semaphore single = new Semaphore(1);
  private boolean closed;

  Connections(Opener opener, Kind kind, int lockWaitMillis) {
    this.opener = opener;
    this.kind = kind;
    this.lockWaitMillis = lockWaitMillis;
  }

  Kind kind() {
    return kind;
  }

  /** {@return a session to be given back} */
  Session take() throws SQLException {
    if (kind == Kind.SINGLE) {
      awaitSingle();
    }
    synchronized (this) {
      if (closed) {
        releaseSingle();
        throw new IllegalStateException("the store is closed");
      }
      Session kept = idle.poll();
      if (kept != null) {
        taken.add(kept);
        return kept;
      }
    }
    Session fresh = open();
    taken.add(fresh);
    return fresh;
  }

  void giveBack(Session session) {
    taken.remove(session);
    if (kind == Kind.BORROWED || !keep(session)) {
      end(session);
    }
    releaseSingle();
  }

  /** A connection beside all others, for the caller to close. */
  Connection openRaw() throws SQLException {
    return opener.open();
  }

  private Session open() throws SQLException {
    @Nullable Connection connection = null;
    try {
      connection = opener.open();
      return new Session(connection, lockWaitMillis);
    } catch (SQLException e) {
      if (connection != null) {
        connection.close();
      }
      releaseSingle();
      throw e;
    }
  }

  private synchronized boolean keep(Session session) {
    if (closed || idle.size() >= MAX_IDLE) {
      return false;
    }
    idle.push(session);
    return true;
  }

  private static void end(Session session) {
    try (Connection connection = session.connection()) {
      if (!connection.isClosed()) {
        session.restore();
      }
    } catch (SQLException e) {
      // The connection is of no use to anybody any more; what was committed stays committed.
      return;
    }
  }

  private void awaitSingle() {
    try {
      if (!single.tryAcquire(lockWaitMillis, TimeUnit.MILLISECONDS)) {
        throw new BusyException("another transaction of this store holds the only connection");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException("interrupted while waiting for the only connection", e);
    }
  }

  private void releaseSingle() {
    if (kind == Kind.SINGLE) {
      single.release();
    }
  }

  /** For tests: closes what is taken too; what was not committed is gone. */
  void abandon() {
    for (Session session : taken) {
      end(session);
    }
    close();
  }

  @Override
  public void close() {
    Deque<Session> rest;
    synchronized (this) {
      closed = true;
      rest = new ArrayDeque<>(idle);
      idle.clear();
    }
    rest.forEach(Connections::end);
  }
}
