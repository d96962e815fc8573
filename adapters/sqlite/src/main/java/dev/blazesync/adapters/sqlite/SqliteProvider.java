package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Provider;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RecordStoreProvider;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import javax.sql.DataSource;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens SQLite databases: a file, a {@code jdbc:sqlite:} URL, or the application's {@link
 * DataSource}. It knows no options of its own. A database in memory is as long as its store.
 * Thread-safe.
 */
public final class SqliteProvider implements RecordStoreProvider {
  private static final List<String> SUFFIXES = List.of(".db", ".sqlite", ".sqlite3", ".db3");
  private static final String URL = "jdbc:sqlite:";

  /** Since when PRAGMA table_list tells virtual, shadow and STRICT tables apart. */
  private static final int OLDEST_MINOR = 37;

  /** For the ServiceLoader. */
  public SqliteProvider() {}

  @Override
  public String id() {
    return SchemaReader.DIALECT;
  }

  @Override
  public int spiVersion() {
    return Provider.SPI_VERSION;
  }

  @Override
  public int recognises(StoreLocation location) {
    if (location instanceof StoreLocation.File file) {
      Path fileName = file.path().getFileName();
      String name = fileName == null ? "" : fileName.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".mv.db")) {
        return 0;
      }
      return SUFFIXES.stream().anyMatch(name::endsWith) ? 60 : 20;
    }
    if (location instanceof StoreLocation.JdbcUrl url) {
      return url.url().startsWith(URL) ? 100 : 0;
    }
    if (location instanceof StoreLocation.Source source) {
      return recognises(source.dataSource());
    }
    return 0;
  }

  private static int recognises(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equalsIgnoreCase("sqlite") ? 100 : 0;
    } catch (SQLException | RuntimeException e) {
      return 0; // a pool that hands out nothing is nobody's; create() says why
    }
  }

  @Override
  public RecordStore create(StoreLocation location, StoreOptions options) {
    if (!options.properties().isEmpty()) {
      throw new ConfigurationException(
          "unknown options "
              + options.properties().keySet()
              + " for a SQLite database; it has none");
    }
    boolean made = isMissing(location);
    Connections connections = connections(location, options);
    try {
      check(connections);
      if (made) {
        writeAhead(connections);
      }
    } catch (SQLException e) {
      connections.close();
      throw SqliteErrors.failure("opening " + name(location), e);
    } catch (ConfigurationException e) {
      connections.close();
      throw e;
    }
    return new SqliteStore(connections, options);
  }

  private static boolean isMissing(StoreLocation location) {
    return location instanceof StoreLocation.File file && Files.notExists(file.path());
  }

  /** A database that is made here has nobody yet who would want another journal. */
  private static void writeAhead(Connections connections) throws SQLException {
    try (Connection connection = connections.openRaw();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }

  private static Connections connections(StoreLocation location, StoreOptions options) {
    int wait = options.lockWaitMillis();
    if (location instanceof StoreLocation.Source source) {
      return new Connections(source.dataSource()::getConnection, Connections.Kind.BORROWED, wait);
    }
    if (location instanceof StoreLocation.File file) {
      Path path = file.path().toAbsolutePath();
      checkFile(path, options);
      Properties properties = properties(options);
      return new Connections(
          () -> JDBC.createConnection(URL + path, properties), Connections.Kind.OWN, wait);
    }
    if (location instanceof StoreLocation.JdbcUrl url && url.url().startsWith(URL)) {
      @Nullable Path path = file(url.url());
      if (path != null) {
        checkFile(path.toAbsolutePath(), options);
      }
      Properties properties = properties(options);
      return new Connections(
          () -> JDBC.createConnection(url.url(), properties),
          path == null ? Connections.Kind.SINGLE : Connections.Kind.OWN,
          wait);
    }
    throw new ConfigurationException("no place of a SQLite database: " + location);
  }

  private static Properties properties(StoreOptions options) {
    SQLiteConfig config = new SQLiteConfig();
    if (!options.createIfMissing()) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setReadOnly(options.readOnly());
    config.setBusyTimeout(options.lockWaitMillis());
    return config.toProperties();
  }

  /** {@return the file a URL names, null for a database in memory} */
  private static @Nullable Path file(String url) {
    String rest = url.substring(URL.length());
    int query = rest.indexOf('?');
    String name = query < 0 ? rest : rest.substring(0, query);
    String parameters = query < 0 ? "" : rest.substring(query);
    if (name.isEmpty() || name.contains(":memory:") || parameters.contains("mode=memory")) {
      return null;
    }
    return Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name);
  }

  /**
   * Looks at the file's name and rights only: whoever opens it through Java drops SQLite's locks.
   */
  private static void checkFile(Path path, StoreOptions options) {
    Path folder = path.getParent();
    boolean there = Files.exists(path);
    if (!there && !options.createIfMissing()) {
      throw new UnavailableException("there is no database " + path + "; check the path");
    }
    if (!there && (folder == null || !Files.isDirectory(folder))) {
      throw new UnavailableException("there is no folder for " + path + "; create it first");
    }
    if (there && Files.isDirectory(path)) {
      throw new UnavailableException(path + " is a folder; name the database file in it");
    }
    if (there && !Files.isReadable(path)) {
      throw new UnavailableException("cannot read " + path + "; check its permissions");
    }
    boolean writes = !options.readOnly();
    if (writes && there && !Files.isWritable(path)) {
      throw new UnavailableException(path + " is read-only; make it writable to sync it");
    }
    if (writes && folder != null && !Files.isWritable(folder)) {
      throw new UnavailableException(
          "the folder of "
              + path
              + " is read-only, but SQLite keeps its journal there; make it"
              + " writable");
    }
  }

  /** Opens it once, so that what is wrong shows here and not at the first use. */
  private static void check(Connections connections) throws SQLException {
    Session session = connections.take();
    try {
      SchemaReader.version(session.connection());
      try (var statement = session.connection().createStatement();
          var results =
              statement.executeQuery(
                  "SELECT sqlite_version(), (SELECT count(*) FROM sqlite_master)")) {
        String version = results.next() ? results.getString(1) : "";
        String[] parts = version.split("\\.");
        if (parts.length < 2
            || (Integer.parseInt(parts[0]) == 3 && Integer.parseInt(parts[1]) < OLDEST_MINOR)) {
          throw new ConfigurationException(
              "the SQLite in this program is "
                  + version
                  + "; 3."
                  + OLDEST_MINOR
                  + " or later is needed: update sqlite-jdbc");
        }
      }
    } finally {
      connections.giveBack(session);
    }
  }

  private static String name(StoreLocation location) {
    if (location instanceof StoreLocation.File file) {
      return file.path().toString();
    }
    return location instanceof StoreLocation.JdbcUrl url ? url.url() : "the DataSource's database";
  }
}
