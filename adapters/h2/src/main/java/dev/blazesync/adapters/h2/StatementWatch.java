package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.api.DatabaseEventListener;
import org.h2.engine.Database;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.schema.TriggerObject;
import org.h2.table.Table;

/**
 * Hears of every statement that H2 runs, for two things no trigger tells: that something may have
 * been committed (a wake-up), and that a TRUNCATE is about to empty a captured table. The latter
 * then first notes the keys of all rows, in the truncating session and transaction.
 *
 * <p>It listens in memory only: the setting DATABASE_EVENT_LISTENER would persist, and a database
 * with it does not open without the class. An application's own listener goes on hearing
 * everything. The capture triggers install it whenever H2 loads them, so it is there without an
 * engine too. If the application sets another listener later, TRUNCATE is not noticed until the
 * database or a store on it is opened again.
 *
 * <p>Thread-safe; its methods run on the application's threads and are cheap.
 */
final class StatementWatch implements DatabaseEventListener {
  private static final @Nullable Field LISTENER = listenerField();
  private static final String TRUNCATE = "TRUNCATE";

  private final SessionLocal anySession;
  private final @Nullable DatabaseEventListener application;
  private final List<Runnable> signals = new CopyOnWriteArrayList<>();

  private StatementWatch(SessionLocal anySession, @Nullable DatabaseEventListener application) {
    this.anySession = anySession;
    this.application = application;
  }

  private static @Nullable Field listenerField() {
    try {
      Field field = Database.class.getDeclaredField("eventListener");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** {@return the watch on the database behind the connection, made if need be; null = cannot} */
  static @Nullable StatementWatch install(Connection connection) {
    Field listener = LISTENER;
    try {
      SessionLocal session = EngineAccess.session(connection);
      if (listener == null || session == null) {
        return null;
      }
      Database database = session.getDatabase();
      synchronized (database) {
        Object present = listener.get(database);
        if (present instanceof StatementWatch watch) {
          return watch;
        }
        StatementWatch watch =
            new StatementWatch(database.getSystemSession(), (DatabaseEventListener) present);
        database.setEventListener(watch);
        return watch;
      }
    } catch (SQLException | IllegalAccessException | LinkageError e) {
      return null;
    }
  }

  /** Gives the application's listener its place back. */
  static void remove(Connection connection) {
    Field listener = LISTENER;
    try {
      SessionLocal session = EngineAccess.session(connection);
      if (listener != null && session != null) {
        Database database = session.getDatabase();
        synchronized (database) {
          if (listener.get(database) instanceof StatementWatch watch) {
            database.setEventListener(watch.application);
          }
        }
      }
    } catch (SQLException | IllegalAccessException | LinkageError e) {
      // Then it was never installed.
      return;
    }
  }

  /** Runs {@code signal} after every statement; it must return at once. */
  void onStatement(Runnable signal) {
    signals.add(signal);
  }

  void noLonger(Runnable signal) {
    signals.remove(signal);
  }

  @Override
  public void setProgress(int state, String name, long current, long max) {
    if (state == STATE_STATEMENT_END) {
      for (Runnable signal : signals) {
        signal.run();
      }
    } else if (state == STATE_STATEMENT_START && mentionsTruncate(name)) {
      keepKeys(name);
    }
    DatabaseEventListener own = application;
    if (own != null) {
      own.setProgress(state, name, current, max);
    }
  }

  private static boolean mentionsTruncate(@Nullable String sql) {
    if (sql == null) {
      return false;
    }
    for (int index = 0; index + TRUNCATE.length() <= sql.length(); index++) {
      char first = sql.charAt(index);
      if (Character.isLetter(first)) {
        return sql.regionMatches(true, index, TRUNCATE, 0, TRUNCATE.length());
      }
      if (first == '/' || first == '-') {
        // A comment comes first; what follows it is looked at by keepKeys.
        return sql.toUpperCase(Locale.ROOT).contains(TRUNCATE);
      }
    }
    return false;
  }

  /**
   * Runs on the thread and in the transaction of the statement, before it does anything. A table
   * that is only mentioned gets entries too: they say "may be gone", and its rows are still there
   * when they are drained.
   */
  private void keepKeys(String sql) {
    Session current = anySession.setThreadLocalSession();
    anySession.resetThreadLocalSession(current);
    if (!(current instanceof SessionLocal session)) {
      return;
    }
    String upper = sql.toUpperCase(Locale.ROOT);
    for (TriggerObject trigger :
        List.copyOf(session.getDatabase().getMainSchema().getAllTriggers())) {
      int journal = Names.journalOf(trigger.getName());
      Table table = trigger.getTable();
      if (journal >= 0 && upper.contains(table.getName().toUpperCase(Locale.ROOT))) {
        keepKeys(session, table, journal);
      }
    }
  }

  private static void keepKeys(SessionLocal session, Table table, int journal) {
    JdbcConnection connection = session.createConnection(false);
    boolean autoCommit = session.getAutoCommit();
    boolean disabled = session.setCommitOrRollbackDisabled(true);
    try (Statement statement = connection.createStatement()) {
      session.setAutoCommit(false);
      Extras extras = CaptureTrigger.extras(session, table, journal);
      try {
        statement.execute(copyKeys(session, table, journal, extras));
      } catch (SQLException e) {
        // A value that the journal cannot hold: the keys alone will do.
        if (!extras.keepsRows()) {
          throw e;
        }
        statement.execute(copyKeys(session, table, journal, Extras.NONE));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the keys of " + table.getName() + " were not kept", e);
    } finally {
      session.setCommitOrRollbackDisabled(disabled);
      session.setAutoCommit(autoCommit);
    }
  }

  private static String copyKeys(SessionLocal session, Table table, int journal, Extras extras)
      throws SQLException {
    int[] key = CaptureTrigger.keyColumns(session, table, journal);
    StringBuilder sql = new StringBuilder("INSERT INTO ");
    if (key == null) {
      return sql.append(Names.qualified(Names.LOST))
          .append(" VALUES (" + journal + ", " + System.currentTimeMillis() + ")")
          .toString();
    }
    StringBuilder values = new StringBuilder();
    sql.append(Names.qualified(Names.journal(journal))).append(Journal.entryColumns(key.length));
    for (int column : key) {
      values.append(", ").append(Names.quote(table.getColumn(column).getName()));
    }
    if (extras.keepsRows()) {
      sql.append(", ").append(Extras.KEPT);
      values.append(", ").append(extras.shape());
      for (Extras.Cell cell : extras.kept()) {
        sql.append(", ").append(Names.quote(cell.name()));
        values.append(", ").append(Names.quote(cell.as().name()));
      }
    }
    return sql.append(") SELECT NEXT VALUE FOR ")
        .append(Names.qualified(Names.SEQUENCE))
        .append(", ")
        .append(CaptureTrigger.TRUNCATED)
        .append(", 0, 0, ")
        .append(System.currentTimeMillis())
        .append(values)
        .append(" FROM ")
        .append(Names.qualified(table.getName()))
        .toString();
  }

  @Override
  public void init(String url) {
    DatabaseEventListener own = application;
    if (own != null) {
      own.init(url);
    }
  }

  @Override
  public void opened() {
    DatabaseEventListener own = application;
    if (own != null) {
      own.opened();
    }
  }

  @Override
  public void exceptionThrown(SQLException e, String sql) {
    DatabaseEventListener own = application;
    if (own != null) {
      own.exceptionThrown(e, sql);
    }
  }

  @Override
  public void closingDatabase() {
    DatabaseEventListener own = application;
    if (own != null) {
      own.closingDatabase();
    }
  }
}
