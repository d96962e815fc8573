package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.Nullable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices commits of anybody. The folder tells when one of the database's files changes, which is
 * before the commit is complete; then {@code PRAGMA data_version} is asked a few times in short
 * order. Every half second it is asked anyway: a folder's events can be lost. It has a connection
 * of its own, because a connection's data_version does not count its own commits. When a streak of
 * commits has ended, it copies what {@link Session} left in the log.
 */
final class ChangeWatcher implements AutoCloseable {
  /** Milliseconds after an event at which the version is asked for. */
  private static final int[] BURST_MILLIS = {0, 1, 3, 7, 15};

  private static final long SAFETY_POLL_MILLIS = 500;

  /** Without a file there are no events: only the poll notices. */
  private static final long BLIND_POLL_MILLIS = 50;

  /** So many commits, each so soon after the one before, are a streak. */
  private static final int STREAK = 8;

  private static final long STREAK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** While there is one, only the version is asked for; each write would be an event or two. */
  private static final long BUSY_POLL_MILLIS = 4;

  private static final int QUIET_POLLS = 10;

  private static final System.Logger LOG = System.getLogger(ChangeWatcher.class.getName());

  private final Connections connections;
  private final Runnable wake;
  private final Thread thread;
  private volatile boolean closed;

  private ChangeWatcher(Connections connections, Runnable wake) {
    this.connections = connections;
    this.wake = wake;
    this.thread = new Thread(this::run, "blazesync-sqlite-watch");
    thread.setDaemon(true);
  }

  static ChangeWatcher start(Connections connections, Runnable wake) {
    ChangeWatcher watcher = new ChangeWatcher(connections, wake);
    watcher.thread.start();
    return watcher;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    while (!closed) {
      try {
        watch();
      } catch (SQLException | IOException e) {
        // The database cannot be read now (a pool without connections, a folder unmounted). Nobody
        // knows what was missed, so wake, and try again later.
        callBack();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SAFETY_POLL_MILLIS));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void watch() throws SQLException, IOException, InterruptedException {
    if (connections.kind() == Connections.Kind.SINGLE) {
      watchSingle();
      return;
    }
    try (Connection connection = connections.openRaw();
        PreparedStatement version = connection.prepareStatement("PRAGMA data_version")) {
      Path file = file(connection);
      Path folder = file == null ? null : file.getParent();
      if (file == null || folder == null) {
        poll(new Version(version));
        return;
      }
      try (WatchService events = FileSystems.getDefault().newWatchService()) {
        watch(connection, new Version(version), events, folder, String.valueOf(file.getFileName()));
      }
    }
  }

  private void watch(
      Connection connection, Version version, WatchService events, Path folder, String name)
      throws SQLException, IOException, InterruptedException {
    callBack(); // whatever was committed before this connection looked
    while (!closed) {
      WatchKey key =
          folder.register(
              events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      look(version, BURST_MILLIS.length);
      listen(version, events, name);
      key.cancel();
      pollWhileBusy(version);
      checkpoint(connection);
    }
  }

  /** Returns when so much is written that its events cost more than they tell. */
  private void listen(Version version, WatchService events, String name)
      throws SQLException, InterruptedException {
    long last = System.nanoTime();
    int inARow = 0;
    while (!closed && inARow < STREAK) {
      WatchKey key = events.poll(SAFETY_POLL_MILLIS, TimeUnit.MILLISECONDS);
      boolean ours = key == null || concerns(key, name);
      if (ours && look(version, key == null ? 1 : BURST_MILLIS.length)) {
        long now = System.nanoTime();
        inARow = now - last < STREAK_NANOS ? inARow + 1 : 0;
        last = now;
      }
    }
  }

  private static boolean concerns(WatchKey key, String name) {
    boolean ours = false;
    for (var event : key.pollEvents()) {
      ours |= event.context() == null || event.context().toString().startsWith(name);
    }
    key.reset();
    return ours;
  }

  /**
   * Asks for the version a few times, until it is another one.
   *
   * @return whether it was
   */
  private boolean look(Version version, int tries) throws SQLException, InterruptedException {
    for (int attempt = 0; attempt < tries; attempt++) {
      pause(attempt == 0 ? 0 : BURST_MILLIS[attempt] - BURST_MILLIS[attempt - 1]);
      if (version.changed()) {
        callBack();
        return true;
      }
    }
    return false;
  }

  private void pollWhileBusy(Version version) throws SQLException, InterruptedException {
    int quiet = 0;
    while (!closed && quiet < QUIET_POLLS) {
      pause(BUSY_POLL_MILLIS);
      quiet++;
      if (version.changed()) {
        callBack();
        quiet = 0;
      }
    }
  }

  /** What a streak of transactions left in the log; writers do not wait for it. */
  private void checkpoint(Connection connection) throws SQLException {
    if (closed
        || connections.kind() != Connections.Kind.OWN
        || SchemaFindings.pragma(connection, Session.CHECKPOINT_PAGES).equals("0")) {
      return; // nothing was left, or somebody else copies the log
    }
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      results.next(); // how far it came does not matter: the next one goes on
    }
  }

  private void poll(Version version) throws SQLException, InterruptedException {
    callBack();
    while (!closed) {
      pause(BLIND_POLL_MILLIS);
      look(version, 1);
    }
  }

  /** The only connection counts its own changes in another way. */
  private void watchSingle() throws InterruptedException {
    while (!closed) {
      callBack();
      pause(SAFETY_POLL_MILLIS);
    }
  }

  private void callBack() {
    if (closed) {
      return;
    }
    try {
      wake.run();
    } catch (RuntimeException e) {
      // The caller's own code: what is wrong with it must not end the watching. It is called again
      // at the next change.
      LOG.log(System.Logger.Level.WARNING, "a wake-up failed; it is called again", e);
    }
  }

  private static void pause(long millis) throws InterruptedException {
    if (millis > 0) {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  }

  /** {@return the database's file, null when it has none} */
  private static @Nullable Path file(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results =
            statement.executeQuery("SELECT file FROM pragma_database_list WHERE name = 'main'")) {
      String file = results.next() ? results.getString(1) : null;
      return file == null || file.isEmpty() ? null : Path.of(file);
    }
  }

  /** The number that changes with every commit of another connection. */
  private static final class Version {
    private final PreparedStatement statement;
    private long seen;

    Version(PreparedStatement statement) throws SQLException {
      this.statement = statement;
      changed();
    }

    /** {@return whether it is another than the last time} */
    boolean changed() throws SQLException {
      try (ResultSet results = statement.executeQuery()) {
        long before = seen;
        seen = results.next() ? results.getLong(1) : 0;
        return seen != before;
      }
    }
  }
}
