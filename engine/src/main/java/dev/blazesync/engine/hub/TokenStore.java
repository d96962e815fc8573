package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.join.AccessToken;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The access tokens of a hub, in a SQLite database of their own in its folder: their hashes, terms,
 * devices and use. Several processes may have it open, a running hub and a command; each sees what
 * another wrote at its next call. Thread-safe; every call may wait for a disk.
 *
 * <p>Calls throw {@link UnavailableException} when the file cannot be used now, {@link
 * DamagedException} when it is damaged.
 */
public final class TokenStore implements AutoCloseable {
  private static final String NAME = "tokens.db";

  /** Version of these tables, in {@code PRAGMA user_version}. */
  private static final int VERSION = 1;

  private static final int BUSY_MILLIS = 5_000;

  private static final String COLUMNS =
      "SELECT id, hash, created, expires, revoked, quota, used, max_devices FROM token";

  private final Path file;
  private final Connection connection;

  private TokenStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** {@return whether a token was ever made for the hub of this folder} */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /**
   * Opens or makes it; the folder is made (for its owner alone) if it is not there.
   *
   * @throws ConfigurationException if a newer version wrote it
   */
  public static TokenStore open(Path folder) {
    HubFolder.make(folder);
    Path file = folder.resolve(NAME);
    create(file);
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try {
        prepare(file, connection);
        return new TokenStore(file, connection);
      } catch (SQLException | SyncException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** For its owner alone, whatever the folder is. */
  private static void create(Path file) {
    try {
      if (Files.getFileStore(file.toAbsolutePath().getParent())
          .supportsFileAttributeView("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw new UnavailableException(
          "the hub's token file " + file + " cannot be made (" + e + "): check its folder", e);
    }
  }

  private static void prepare(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      int version = version(statement);
      HubSchema.requireKnown(file, version, VERSION);
      if (version < VERSION) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.executeUpdate("BEGIN IMMEDIATE");
        if (version(statement) == 0) {
          tables(statement);
        }
        statement.executeUpdate("COMMIT");
      }
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA foreign_keys = true");
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static void tables(Statement statement) throws SQLException {
    statement.executeUpdate(
        "CREATE TABLE token (id TEXT PRIMARY KEY, hash BLOB NOT NULL, created INTEGER NOT NULL,"
            + " expires INTEGER NOT NULL, revoked INTEGER NOT NULL, quota INTEGER NOT NULL,"
            + " used INTEGER NOT NULL, max_devices INTEGER NOT NULL) WITHOUT ROWID");
    statement.executeUpdate(
        "CREATE TABLE device (token TEXT NOT NULL REFERENCES token (id), node BLOB NOT NULL,"
            + " first INTEGER NOT NULL, PRIMARY KEY (token, node)) WITHOUT ROWID");
    statement.executeUpdate("PRAGMA user_version = " + VERSION);
  }

  /**
   * Makes a token.
   *
   * @return it: nobody can be told it again
   * @throws RefusedException if there are {@link HubLimits#TOKENS} already
   */
  public synchronized AccessToken create(TokenTerms terms, long nowMillis, SecureRandom random) {
    AccessToken token = AccessToken.create(random);
    byte[] hash = AccessToken.hash(token.secret());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO token SELECT ?, ?, ?, ?, ?, ?, 0, ?"
                + " WHERE (SELECT count(*) FROM token) < "
                + HubLimits.TOKENS)) {
      insert.setString(1, AccessToken.id(hash));
      insert.setBytes(2, hash);
      insert.setLong(3, nowMillis);
      insert.setLong(4, terms.expiresMillis());
      insert.setLong(5, IssuedToken.NEVER);
      insert.setLong(6, terms.quotaBytes());
      insert.setInt(7, terms.maxDevices());
      if (insert.executeUpdate() == 0) {
        throw new RefusedException(
            "this hub has "
                + HubLimits.TOKENS
                + " access tokens, which is as many as it keeps: give one token to several"
                + " devices");
      }
      return token;
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** {@return all tokens, also those that are good for nothing any more, oldest first} */
  public synchronized List<IssuedToken> list() {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS + " ORDER BY created, id")) {
      List<IssuedToken> tokens = new ArrayList<>();
      while (rows.next()) {
        tokens.add(token(rows));
      }
      return tokens;
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /**
   * Ends a token, now and for good; one that was revoked stays so.
   *
   * @throws RefusedException if there is none of that id
   */
  public synchronized void revoke(String id, long nowMillis) {
    if (id.length() != AccessToken.ID_LENGTH) {
      // Somebody may have taken a token for its id.
      throw new RefusedException(
          "that is no id of an access token: it has "
              + AccessToken.ID_LENGTH
              + " digits; 'blazesync hub token list' names those there are");
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE token SET revoked = min(revoked, ?) WHERE id = ?")) {
      update.setLong(1, nowMillis);
      update.setString(2, id);
      if (update.executeUpdate() == 0) {
        throw new RefusedException(
            "this hub has no access token "
                + id
                + ": 'blazesync hub token list' names those it has");
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** {@return whether anybody could come in by a token now} */
  boolean anyUsable(long nowMillis) {
    return list().stream().anyMatch(token -> token.state(nowMillis) == IssuedToken.State.USABLE);
  }

  /** {@return the token of that secret} */
  synchronized Optional<IssuedToken> find(byte[] secret) {
    byte[] hash = AccessToken.hash(secret);
    return find(AccessToken.id(hash), hash);
  }

  synchronized Optional<IssuedToken> get(String id) {
    return find(id, null);
  }

  private Optional<IssuedToken> find(String id, byte @Nullable [] hash) {
    try (PreparedStatement query = connection.prepareStatement(COLUMNS + " WHERE id = ?")) {
      query.setString(1, id);
      try (ResultSet rows = query.executeQuery()) {
        boolean found =
            rows.next() && (hash == null || MessageDigest.isEqual(hash, rows.getBytes("hash")));
        return found ? Optional.of(token(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private IssuedToken token(ResultSet row) throws SQLException {
    String id = row.getString("id");
    TokenTerms terms =
        new TokenTerms(row.getLong("expires"), row.getLong("quota"), row.getInt("max_devices"));
    return new IssuedToken(
        id,
        terms,
        row.getLong("created"),
        row.getLong("revoked"),
        row.getLong("used"),
        devices(id));
  }

  private List<String> devices(String id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT node FROM device WHERE token = ? ORDER BY first, node")) {
      query.setString(1, id);
      List<String> devices = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          devices.add(HexFormat.of().formatHex(rows.getBytes(1)));
        }
      }
      return devices;
    }
  }

  /**
   * Notes that a device uses a token.
   *
   * @return false if as many others as it allows do already
   */
  synchronized boolean enter(String id, NodeId node, long nowMillis) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO device SELECT id, ?, ? FROM token WHERE id = ?"
                + " AND (SELECT count(*) FROM device WHERE token = id) < max_devices")) {
      insert.setBytes(1, node.toBytes());
      insert.setLong(2, nowMillis);
      insert.setString(3, id);
      return insert.executeUpdate() > 0
          || get(id).filter(token -> token.devices().contains(node.toString())).isPresent();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /**
   * @param bytes stored since the last call, by token
   */
  synchronized void addUse(Map<String, Long> bytes) {
    try (Statement statement = connection.createStatement();
        PreparedStatement update =
            connection.prepareStatement("UPDATE token SET used = used + ? WHERE id = ?")) {
      statement.executeUpdate("BEGIN IMMEDIATE");
      try {
        for (Map.Entry<String, Long> each : bytes.entrySet()) {
          update.setLong(1, each.getValue());
          update.setString(2, each.getKey());
          update.executeUpdate();
        }
        statement.executeUpdate("COMMIT");
      } catch (SQLException e) {
        statement.executeUpdate("ROLLBACK");
        throw e;
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  private static SyncException failure(Path file, SQLException e) {
    if (HubFailures.isDamage(e)) {
      return new DamagedException(
          "the hub's token file "
              + file
              + " is damaged or no SQLite database ("
              + e.getMessage()
              + "): restore it from a backup, or move it away and make new tokens",
          e);
    }
    return new UnavailableException(
        "the hub's token file "
            + file
            + " cannot be used now ("
            + e.getMessage()
            + "): check that its disk has room and that it can be read and written",
        e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }
}
