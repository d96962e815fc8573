package dev.blazesync.adapters.h2;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.Finding.Severity;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link RecordStore} on an H2 database. Thread-safe. */
final class H2Store implements RecordStore {
  private static final int POLL_MILLIS = 50;
  private static final int REMOTE_POLL_MILLIS = 100;

  private final Connections connections;
  private final StoreOptions options;
  private final H2Dialect dialect;
  private final @Nullable EngineAccess access;
  private final @Nullable ApplicationTriggers triggers;
  private final @Nullable StatementWatch watch;
  private final List<Wakes> wakes = new CopyOnWriteArrayList<>();
  private @Nullable Known known;

  /** What was read at one state of the schema. */
  private record Known(
      long fingerprint, DatabaseSchema schema, Map<String, Journal> journals, Uniques uniques) {}

  private H2Store(Connections connections, StoreOptions options, Connection first)
      throws SQLException {
    this.connections = connections;
    this.options = options;
    this.dialect = new H2Dialect(collated(first));
    this.access = EngineAccess.of(first);
    EngineAccess inside = access;
    boolean writes = inside != null && !options.readOnly();
    this.triggers =
        inside != null && writes && ApplicationTriggers.possible()
            ? new ApplicationTriggers(inside.database())
            : null;
    this.watch = writes ? StatementWatch.install(first) : null;
  }

  /**
   * @throws SQLException if the database does not open
   */
  static H2Store open(Connections connections, StoreOptions options) throws SQLException {
    Connection first = connections.take();
    try {
      return new H2Store(connections, options, first);
    } finally {
      connections.give(first);
    }
  }

  private static boolean collated(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                    + " WHERE SETTING_NAME = 'COLLATION'")) {
      return results.next() && !results.getString(1).startsWith("OFF");
    }
  }

  @Override
  public @Nullable Path file() {
    try (H2Session session = session();
        Statement statement = session.connection().createStatement();
        ResultSet results = statement.executeQuery("CALL DATABASE_PATH()")) {
      String path = results.next() ? results.getString(1) : null;
      String url = session.connection().getMetaData().getURL();
      boolean elsewhere = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
      return path == null || elsewhere
          ? null
          : Path.of(path + H2StoreProvider.SUFFIX).toAbsolutePath();
    } catch (SQLException e) {
      throw H2Errors.opening(connections.name(), e);
    }
  }

  @Override
  public DatabaseSchema schema() {
    try (H2Session session = session()) {
      return known(session).schema;
    }
  }

  private H2Session session() {
    try {
      return H2Session.open(connections, H2Session.Setup.ddl(options.lockWaitMillis()));
    } catch (SQLException e) {
      throw H2Errors.opening(connections.name(), e);
    }
  }

  private long fingerprint() {
    EngineAccess inside = access;
    // Behind a server nothing cheap tells: what was read counts for a second.
    return inside == null
        ? TimeUnit.NANOSECONDS.toSeconds(System.nanoTime())
        : inside.fingerprint();
  }

  private synchronized Known known(H2Session session) {
    long fingerprint = fingerprint();
    Known last = known;
    if (last != null && last.fingerprint == fingerprint) {
      return last;
    }
    try {
      SchemaReader reader = new SchemaReader(session.connection());
      DatabaseSchema schema = reader.read(capabilities(), environment());
      Known fresh =
          new Known(fingerprint, schema, Journals.active(session, schema), reader.uniques());
      known = fresh;
      return fresh;
    } catch (SQLException e) {
      throw H2Errors.failure("reading the schema", e);
    }
  }

  private synchronized void forgetSchema() {
    known = null;
  }

  private Set<StoreCapability> capabilities() {
    Set<StoreCapability> all =
        EnumSet.of(
            StoreCapability.LONG_SNAPSHOT_READS,
            StoreCapability.CAPTURES_WITHOUT_ENGINE,
            StoreCapability.COLUMN_MASK,
            StoreCapability.COLUMN_DELTAS,
            StoreCapability.DELETED_ROWS);
    if (access != null) {
      all.add(StoreCapability.GENERATED_KEYS);
    }
    return all;
  }

  private List<Finding> environment() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            null,
            Severity.INFO,
            "needs-jar",
            "capture uses Java triggers: while attached, every program that writes to a synced"
                + " table needs the BlazeSync jar on its class path, else H2 refuses the write"
                + " (90043); detach before you remove it"));
    if (options.readOnly()) {
      return findings;
    }
    if (triggers == null) {
      findings.add(
          new Finding(
              null,
              Severity.WARNING,
              "application-triggers-fire",
              "triggers of the application fire also on rows that arrive from other nodes, as H2"
                  + " runs in another process or is of an unknown version; run BlazeSync inside the"
                  + " application, or let the triggers return when @\"BLAZESYNC_GUARD\" is 1"));
    }
    if (watch == null && access != null) {
      findings.add(
          new Finding(
              null,
              Severity.WARNING,
              "truncate",
              "TRUNCATE TABLE is not captured with this version of H2: use DELETE FROM"));
    }
    return findings;
  }

  @Override
  public void createTables(List<TableSchema> tables, List<String> extras) {
    try (H2Session session = session()) {
      new TableMaker(session, dialect).create(tables, extras);
    } catch (SQLException e) {
      throw H2Errors.failure("creating tables", e);
    } finally {
      forgetSchema();
    }
  }

  @Override
  public void capture(List<CaptureSpec> wanted) {
    try (H2Session session = session()) {
      new Journals(session, dialect).capture(wanted);
    } catch (SQLException e) {
      throw H2Errors.failure("changing what is captured", e);
    } finally {
      forgetSchema();
    }
  }

  @Override
  public StoreTransaction begin() {
    if (options.readOnly()) {
      throw new ConfigurationException("this store was opened for reading only");
    }
    try {
      return transaction();
    } catch (SQLException e) {
      throw H2Errors.failure("beginning a transaction", e);
    }
  }

  /** Takes both connections before either holds a lock: a pool may make it wait for the second. */
  private StoreTransaction transaction() throws SQLException {
    Connection first = connections.take();
    H2Session present;
    try {
      present = H2Session.open(connections, H2Session.Setup.PRESENT);
    } catch (SQLException | RuntimeException e) {
      connections.give(first);
      throw e;
    }
    try {
      Known now = known(present);
      ApplicationTriggers own = triggers;
      if (own != null) {
        own.mute();
      }
      H2Session session = H2Session.open(connections, first, H2Session.Setup.TRANSACTION);
      return new H2Transaction(
          session, present, dialect, new Resolver(now.schema, now.journals, now.uniques), triggers);
    } catch (SQLException | RuntimeException e) {
      present.close();
      throw e;
    }
  }

  @Override
  public StoreView snapshot() {
    try {
      H2Session session = H2Session.open(connections, H2Session.Setup.VIEW);
      try {
        Known now = known(session);
        session.connection().commit();
        return new H2View(session, dialect, new Resolver(now.schema, now.journals, now.uniques));
      } catch (SQLException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (SQLException e) {
      throw H2Errors.failure("beginning a view", e);
    }
  }

  @Override
  public AutoCloseable onChange(Runnable wake) {
    EngineAccess inside = access;
    Wakes made =
        inside == null
            ? Wakes.start(this::remoteState, REMOTE_POLL_MILLIS, null, wake, () -> {})
            : Wakes.start(inside::dataModification, POLL_MILLIS, watch, wake, () -> {});
    wakes.add(made);
    return made;
  }

  private long remoteState() {
    try (H2Session session = session();
        Statement statement = session.connection().createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT SUM(LAST_MODIFICATION) FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC'"
                    + " AND UPPER(TABLE_NAME) NOT LIKE 'BLAZESYNC\\_%'")) {
      return results.next() ? results.getLong(1) : 0;
    } catch (SQLException e) {
      throw H2Errors.failure("looking for changes", e);
    }
  }

  @Override
  public void detach() {
    try (H2Session session = session()) {
      new Journals(session, dialect).detach();
      StatementWatch.remove(session.connection());
    } catch (SQLException e) {
      throw H2Errors.failure("detaching", e);
    } finally {
      forgetSchema();
    }
  }

  /** Ends without ending transactions, as the end of the process would. */
  void abandon() {
    wakes.forEach(Wakes::close);
    try {
      connections.abandon();
    } catch (SQLException e) {
      throw H2Errors.failure("abandoning the database", e);
    }
  }

  @Override
  public void close() {
    for (Wakes open : wakes) {
      open.close();
    }
    wakes.clear();
    connections.close();
  }
}
