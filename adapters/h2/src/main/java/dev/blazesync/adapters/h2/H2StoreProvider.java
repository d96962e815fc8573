package dev.blazesync.adapters.h2;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RecordStoreProvider;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Opens H2 databases: a file ending in {@code .mv.db}, a URL beginning with {@code jdbc:h2:}, or a
 * DataSource whose connections are H2's. Thread-safe.
 *
 * <p>Option {@code auto-server} ({@code true} or {@code false}, the default) adds AUTO_SERVER=TRUE
 * to a file location, so that other processes that do the same can open it at the same time.
 */
public final class H2StoreProvider implements RecordStoreProvider {
  static final String ID = "h2";

  static final String SUFFIX = ".mv.db";
  private static final String URL_PREFIX = "jdbc:h2:";
  private static final String AUTO_SERVER = "auto-server";
  private static final byte[] MAGIC = "H:2,".getBytes(StandardCharsets.US_ASCII);
  private static final String DEFAULT_USER = "sa";

  /** For the service loader. */
  public H2StoreProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int spiVersion() {
    return 1;
  }

  @Override
  public int recognises(StoreLocation location) {
    if (location instanceof StoreLocation.File file) {
      if (file.path().toString().endsWith(SUFFIX)) {
        return 100;
      }
      return hasMagic(file.path()) ? 50 : 0;
    }
    if (location instanceof StoreLocation.JdbcUrl url) {
      return url.url().startsWith(URL_PREFIX) ? 100 : 0;
    }
    return location instanceof StoreLocation.Source source && isH2(source) ? 100 : 0;
  }

  private static boolean hasMagic(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isH2(StoreLocation.Source source) {
    try (Connection connection = source.dataSource().getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("H2");
    } catch (SQLException | RuntimeException e) {
      return false; // the application's code: whatever is wrong with it, it is not ours to open
    }
  }

  @Override
  public RecordStore create(StoreLocation location, StoreOptions options) {
    for (String property : options.properties().keySet()) {
      if (!property.equals(AUTO_SERVER)) {
        throw new ConfigurationException(
            "the H2 store has no option " + property + "; it knows: " + AUTO_SERVER);
      }
    }
    Connections connections = connections(location, options);
    try {
      return H2Store.open(connections, options);
    } catch (SQLException e) {
      connections.close();
      throw H2Errors.opening(connections.name(), e);
    } catch (RuntimeException e) {
      // whatever it was: nobody else will ever close them
      connections.close();
      throw e;
    }
  }

  private static Connections connections(StoreLocation location, StoreOptions options) {
    if (location instanceof StoreLocation.Source source) {
      return Connections.of(source.dataSource());
    }
    if (location instanceof StoreLocation.JdbcUrl url && url.url().startsWith(URL_PREFIX)) {
      String address = url.url();
      String name = address.split(";", 2)[0];
      boolean given = address.toUpperCase(Locale.ROOT).contains(";IFEXISTS=");
      boolean memory = address.startsWith(URL_PREFIX + "mem:");
      String complete =
          options.createIfMissing() || given || memory ? address : address + ";IFEXISTS=TRUE";
      boolean userInUrl = address.toUpperCase(Locale.ROOT).contains(";USER=");
      @Nullable String user = url.user() == null ? options.user() : url.user();
      return Connections.of(
          name,
          complete,
          user == null && !userInUrl ? DEFAULT_USER : user,
          url.password() == null ? options.password() : url.password());
    }
    if (location instanceof StoreLocation.File file) {
      return file(file.path().toAbsolutePath().normalize(), options);
    }
    throw new ConfigurationException("the H2 store cannot open " + location);
  }

  private static Connections file(Path path, StoreOptions options) {
    String text = path.toString();
    if (!text.endsWith(SUFFIX)) {
      throw new ConfigurationException(
          "an H2 database file must be named ...mv.db, this one is " + path + ": rename it");
    }
    if (text.indexOf(';') >= 0) {
      throw new ConfigurationException(
          "H2 cannot open a path with a semicolon: " + path + "; move the database");
    }
    boolean there = Files.exists(path);
    if (!there && !options.createIfMissing()) {
      throw new UnavailableException(
          "there is no database " + path + "; check the path, or let it be created");
    }
    if (there && !Files.isReadable(path)) {
      throw new UnavailableException("database " + path + " cannot be read; check its permissions");
    }
    if (there && !options.readOnly() && !Files.isWritable(path)) {
      throw new UnavailableException(
          "database " + path + " cannot be written to; check its permissions");
    }
    if (there && !hasMagic(path)) {
      throw new DamagedException(
          path + " is no H2 database, or damaged at its start: restore it from a backup");
    }
    boolean server = "true".equals(options.properties().get(AUTO_SERVER));
    String url =
        URL_PREFIX
            + "file:"
            + text.substring(0, text.length() - SUFFIX.length())
            + (options.createIfMissing() ? "" : ";IFEXISTS=TRUE")
            + (server ? ";AUTO_SERVER=TRUE" : "");
    String user = options.user();
    return Connections.of(
        path.toString(), url, user == null ? DEFAULT_USER : user, options.password());
  }
}
