package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.TableDdl;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One SQLite database. */
final class SqliteStore implements RecordStore {
  private final Connections connections;
  private final StoreOptions options;
  private final Semaphore writer = new Semaphore(1);
  private final List<ChangeWatcher> watchers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Known known;

  /**
   * A schema as it is committed, and what is captured in it.
   *
   * @param repaired whether capture is known to fit the schema
   */
  private record Known(SchemaImage image, Map<String, CaptureSql> captured, boolean repaired) {}

  SqliteStore(Connections connections, StoreOptions options) {
    this.connections = connections;
    this.options = options;
  }

  /** Work on a session; what it throws of SQL becomes the SPI's. */
  @FunctionalInterface
  private interface Work<T> {
    T on(Session session) throws SQLException;
  }

  /** The same, for a transaction that changes something. */
  @FunctionalInterface
  private interface Change {
    void on(Session session) throws SQLException;
  }

  @Override
  public @Nullable Path file() {
    return read(
            "asking where the database is",
            session -> {
              try (Statement statement = session.connection().createStatement();
                  ResultSet results =
                      statement.executeQuery(
                          "SELECT file FROM pragma_database_list WHERE name = 'main'")) {
                String path = results.next() ? results.getString(1) : null;
                return path == null || path.isEmpty()
                    ? Optional.<Path>empty()
                    : Optional.of(Path.of(path).toAbsolutePath());
              }
            })
        .orElse(null);
  }

  @Override
  public DatabaseSchema schema() {
    return read("reading the schema", session -> known(session).image.schema());
  }

  @Override
  public void createTables(List<TableSchema> tables, List<String> extras) {
    change(
        "creating tables",
        session -> {
          Set<String> names = new HashSet<>();
          for (String name : tableNames(session)) {
            names.add(name.toLowerCase(Locale.ROOT));
          }
          List<String> later = new ArrayList<>();
          for (TableSchema table : tables) {
            if (names.add(table.name().toLowerCase(Locale.ROOT))) {
              createTable(session, table, later);
            }
          }
          for (String statement : later) {
            create(session, statement, "what belongs to a table");
          }
          for (String statement : extras) {
            create(session, statement, "a view or trigger");
          }
        });
  }

  private static void createTable(Session session, TableSchema table, List<String> later) {
    TableSchema.OriginalDdl original = table.originalDdl();
    if (original == null || !original.dialect().equals(SchemaReader.DIALECT)) {
      create(session, TableDdl.create(SqliteDialect.INSTANCE, table, true), table.name());
      return;
    }
    create(session, original.statements().get(0), table.name());
    later.addAll(original.statements().subList(1, original.statements().size()));
  }

  private static void create(Session session, String statement, String what) {
    try {
      session.execute(statement);
    } catch (SQLException e) {
      SyncException failure = SqliteErrors.failure("creating " + what, e);
      if (!(failure instanceof ConfigurationException)) {
        throw failure;
      }
      throw new ConfigurationException(
          "cannot create " + what + " in this database: " + e.getMessage(), e);
    }
  }

  @Override
  public void capture(List<CaptureSpec> wanted) {
    if (isCaptured(wanted)) {
      return;
    }
    List<String> refused = new ArrayList<>();
    change(
        "setting up capture",
        session -> {
          SchemaImage image = known(session).image;
          Map<String, Asked> tables = new LinkedHashMap<>();
          for (CaptureSpec spec : wanted) {
            @Nullable SqliteTable table = image.table(spec.table().name());
            @Nullable String problem = problem(spec, table);
            if (problem != null || table == null) {
              refused.add(spec.table().name() + " (" + problem + ")");
            } else {
              tables.put(table.name(), Asked.of(spec, table));
            }
          }
          new CaptureCatalog(session, image).capture(tables);
        });
    if (!refused.isEmpty()) {
      throw new ConfigurationException(
          "cannot capture " + String.join(", ", refused) + "; the other tables are captured");
    }
  }

  private static @Nullable String problem(CaptureSpec spec, @Nullable SqliteTable table) {
    if (table == null) {
      return "no such table, or a virtual one";
    }
    return table.schema().identity() == null
        ? "no key that identifies its rows"
        : Asked.problem(spec, table);
  }

  private boolean isCaptured(List<CaptureSpec> wanted) {
    Known now = read("reading the schema", this::known);
    Set<String> names = new HashSet<>();
    for (CaptureSpec spec : wanted) {
      CaptureSql captured = now.captured.get(spec.table().name());
      if (captured == null
          || Asked.problem(spec, captured.table()) != null
          || !captured.asked().equals(Asked.of(spec, captured.table()))) {
        return false;
      }
      names.add(spec.table().name());
    }
    return now.repaired && now.captured.keySet().equals(names);
  }

  @Override
  public StoreTransaction begin() {
    return begin(Session::beginImmediate);
  }

  @Override
  public StoreTransaction beginRelaxed() {
    return begin(Session::beginRelaxed);
  }

  private StoreTransaction begin(Change how) {
    acquireWriter();
    @Nullable Session session = null;
    try {
      Session taken = connections.take();
      session = taken;
      how.on(taken);
      Known now = repaired(taken);
      SqliteView view = new SqliteView(taken, now.image, now.captured, () -> release(taken));
      return new SqliteTransaction(
          view, version -> known = new Known(now.image.at(version), now.captured, true));
    } catch (SQLException e) {
      abandon(session);
      throw SqliteErrors.failure("beginning a transaction", e);
    } catch (SyncException | IllegalStateException e) {
      abandon(session);
      throw e;
    }
  }

  @Override
  public StoreView snapshot() {
    @Nullable Session session = null;
    try {
      Session taken = connections.take();
      session = taken;
      taken.beginReading();
      Known now = known(taken);
      return new SqliteView(taken, now.image, now.captured, () -> connections.giveBack(taken));
    } catch (SQLException e) {
      if (session != null) {
        rollbackQuietly(session);
        connections.giveBack(session);
      }
      throw SqliteErrors.failure("beginning to read", e);
    }
  }

  @Override
  public AutoCloseable onChange(Runnable wake) {
    ChangeWatcher watcher = ChangeWatcher.start(connections, wake);
    watchers.add(watcher);
    return () -> {
      watchers.remove(watcher);
      watcher.close();
    };
  }

  @Override
  public void detach() {
    change(
        "detaching",
        session -> {
          SchemaImage image = known(session).image;
          for (String type : List.of("trigger", "view", "table")) {
            for (Map.Entry<String, SchemaImage.OwnObject> own : image.captureObjects().entrySet()) {
              if (own.getValue().type().equals(type)) {
                session.execute("DROP " + type + " IF EXISTS " + SqlText.quote(own.getKey()));
              }
            }
          }
        });
  }

  @Override
  public void close() {
    watchers.forEach(ChangeWatcher::close);
    watchers.clear();
    connections.close();
  }

  /** Closes its connections without ending transactions, as the end of the process would. */
  void abandon() {
    watchers.forEach(ChangeWatcher::close);
    connections.abandon();
  }

  /** What is committed; reads the schema only when its version is another one. */
  private Known known(Session session) throws SQLException {
    long version = SchemaReader.version(session.connection());
    Known last = known;
    if (last != null && last.image.version() == version) {
      return last;
    }
    Known now = read(session, false);
    known = now;
    return now;
  }

  private static Known read(Session session, boolean repaired) throws SQLException {
    SchemaImage image = SchemaReader.read(session.connection());
    return new Known(image, CaptureCatalog.captured(session, image), repaired);
  }

  /** What is committed, with capture that fits it; a repair commits with the transaction. */
  private Known repaired(Session session) throws SQLException {
    Known now = known(session);
    if (now.repaired) {
      return now;
    }
    CaptureCatalog catalog = new CaptureCatalog(session, now.image);
    catalog.repair();
    return catalog.changed() ? read(session, true) : new Known(now.image, now.captured, true);
  }

  private <T> T read(String doing, Work<T> work) {
    @Nullable Session session = null;
    try {
      session = connections.take();
      session.beginReading();
      return work.on(session);
    } catch (SQLException e) {
      throw SqliteErrors.failure(doing, e);
    } finally {
      if (session != null) {
        rollbackQuietly(session);
        connections.giveBack(session);
      }
    }
  }

  private void change(String doing, Change work) {
    acquireWriter();
    @Nullable Session session = null;
    try {
      session = connections.take();
      session.beginImmediate();
      work.on(session);
      session.commit();
    } catch (SQLException e) {
      throw SqliteErrors.failure(doing, e);
    } finally {
      abandon(session);
    }
  }

  private static List<String> tableNames(Session session) throws SQLException {
    List<String> names = new ArrayList<>();
    try (var statement = session.connection().createStatement();
        var results = statement.executeQuery("SELECT name FROM sqlite_master")) {
      while (results.next()) {
        names.add(results.getString(1));
      }
    }
    return names;
  }

  private void acquireWriter() {
    if (options.readOnly()) {
      throw new UnavailableException(
          "the database was opened read-only, for looking at it; open it again to write");
    }
    try {
      if (!writer.tryAcquire(options.lockWaitMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException(
            "another transaction of this store was open for more than "
                + options.lockWaitMillis()
                + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException("interrupted while waiting for another transaction", e);
    }
  }

  private void abandon(@Nullable Session session) {
    if (session != null) {
      rollbackQuietly(session);
      connections.giveBack(session);
    }
    writer.release();
  }

  private void release(Session session) {
    connections.giveBack(session);
    writer.release();
  }

  /** The failure that led here is the one to tell. */
  private static void rollbackQuietly(Session session) {
    try {
      session.rollback();
    } catch (SQLException e) {
      return;
    }
  }
}
