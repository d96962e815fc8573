package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One connection in the engine's hands. Transactions are begun and ended in SQL, in JDBC's
 * autocommit mode: the driver's own begins and savepoints take locks at other times. What it sets
 * on a connection it gives back as it was. For one thread at a time.
 */
final class Session {
  private static final String SYNCHRONOUS = "synchronous";

  /** Synced by checkpoints alone. */
  private static final int NORMAL = 1;

  /** The pragma that tells how long the log may get before a commit copies it. */
  static final String CHECKPOINT_PAGES = "wal_autocheckpoint";

  /** So many transactions, each so soon after the one before, are a streak. */
  private static final int STREAK = 4;

  private static final long STREAK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * In a streak, commits copy the log into the database when it has so many pages: what many
   * transactions wrote is copied once. {@link ChangeWatcher} copies the rest when it is quiet
   * again.
   */
  private static final int STREAK_PAGES = 8_000;

  private final Connection connection;
  private final Statements statements;
  private final boolean wasAutoCommit;
  private final Map<String, String> before = new LinkedHashMap<>();
  private String durable = "";
  private boolean relaxed;
  private String pages = "";
  private boolean postponing;
  private boolean begun;
  private long ended = System.nanoTime();
  private int inARow;

  /**
   * @param lockWaitMillis how long SQLite waits for other writers
   */
  Session(Connection connection, int lockWaitMillis) throws SQLException {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.wasAutoCommit = connection.getAutoCommit();
    if (!wasAutoCommit) {
      connection.setAutoCommit(true);
    }
    set("busy_timeout", Integer.toString(lockWaitMillis));
    set("foreign_keys", "1");
    set("recursive_triggers", "0");
    set("ignore_check_constraints", "0");
    set("query_only", "0");
  }

  Connection connection() {
    return connection;
  }

  Statements statements() {
    return statements;
  }

  void execute(String sql) throws SQLException {
    statements.execute(sql);
  }

  /** Takes the write lock; waits for it as long as the session may. */
  void beginImmediate() throws SQLException {
    if (relaxed) {
      synchronous(durable);
      relaxed = false;
    }
    postpone();
    begin("IMMEDIATE");
  }

  /**
   * The same for a transaction that is not written to the disk at once. Only a write-ahead log
   * keeps what was committed in order then; elsewhere nothing is relaxed.
   */
  void beginRelaxed() throws SQLException {
    if (!SchemaFindings.pragma(connection, "journal_mode").equalsIgnoreCase("wal")) {
      beginImmediate();
      return;
    }
    if (!relaxed) {
      durable = SchemaFindings.pragma(connection, SYNCHRONOUS);
      if (Integer.parseInt(durable) > NORMAL) {
        synchronous(Integer.toString(NORMAL));
        relaxed = true;
      }
    }
    postpone();
    begin("IMMEDIATE");
  }

  /** In a streak commits copy the log later; the first transaction behind one ends that. */
  private void postpone() throws SQLException {
    inARow = System.nanoTime() - ended < STREAK_NANOS ? inARow + 1 : 0;
    boolean streak = inARow >= STREAK;
    if (streak == postponing) {
      return;
    }
    if (streak) {
      pages = SchemaFindings.pragma(connection, CHECKPOINT_PAGES);
      int now = Integer.parseInt(pages);
      if (now <= 0 || now >= STREAK_PAGES) {
        return; // somebody else sees to it
      }
    }
    checkpointPages(streak ? Integer.toString(STREAK_PAGES) : pages);
    postponing = streak;
  }

  private void checkpointPages(String number) throws SQLException {
    execute("PRAGMA " + CHECKPOINT_PAGES + " = " + number);
  }

  private void synchronous(String level) throws SQLException {
    execute("PRAGMA " + SYNCHRONOUS + " = " + level);
  }

  /** Begins to read one state of the database. */
  void beginReading() throws SQLException {
    begin("DEFERRED");
    SchemaReader.version(connection);
  }

  private void begin(String kind) throws SQLException {
    execute("BEGIN " + kind);
    begun = true;
  }

  void commit() throws SQLException {
    execute("COMMIT");
    begun = false;
    ended = System.nanoTime();
  }

  /** Undoes what is not committed; without a transaction nothing. */
  void rollback() throws SQLException {
    if (!begun) {
      return;
    }
    begun = false;
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite ends a transaction by itself on some errors; then there is nothing to undo.
      if (e.getMessage() == null || !e.getMessage().contains("no transaction is active")) {
        throw e;
      }
    }
  }

  /** Leaves the connection as it was, open. */
  void restore() throws SQLException {
    statements.close();
    if (relaxed) {
      synchronous(durable);
      relaxed = false;
    }
    if (postponing) {
      checkpointPages(pages);
      postponing = false;
    }
    for (Map.Entry<String, String> pragma : before.entrySet()) {
      execute("PRAGMA " + pragma.getKey() + " = " + pragma.getValue());
    }
    before.clear();
    if (!wasAutoCommit) {
      connection.setAutoCommit(false);
    }
  }

  private void set(String pragma, String value) throws SQLException {
    String old;
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("PRAGMA " + pragma)) {
      old = results.next() ? results.getString(1) : value;
    }
    if (!old.equals(value)) {
      before.put(pragma, old);
      execute("PRAGMA " + pragma + " = " + value);
    }
  }
}
