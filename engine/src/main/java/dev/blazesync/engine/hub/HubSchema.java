package dev.blazesync.engine.hub;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a hub's database. {@code batch.arrival} is the order of arrival over all groups;
 * {@code batch_order} lets a pull walk one group in that order without touching the batches
 * themselves; {@code log} holds each log's head, so that heads and counts cost no scan. Entries of
 * a membership are objects without a {@code maker}.
 */
final class HubSchema {
  /** Version of these tables, in {@code PRAGMA user_version}. */
  static final int VERSION = 1;

  /** "BLZH" in {@code PRAGMA application_id}: tells a hub's database from any other. */
  private static final int APPLICATION_ID = 0x424c5a48;

  private static final List<String> DDL =
      List.of(
          "CREATE TABLE store (id INTEGER PRIMARY KEY CHECK (id = 1), instance INTEGER NOT NULL)",
          "CREATE TABLE hub_group (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
              + " objects INTEGER NOT NULL, object_bytes INTEGER NOT NULL)",
          "CREATE TABLE log (no INTEGER PRIMARY KEY,"
              + " group_no INTEGER NOT NULL REFERENCES hub_group (no), origin BLOB NOT NULL,"
              + " lineage INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL,"
              + " batches INTEGER NOT NULL, bytes INTEGER NOT NULL,"
              + " UNIQUE (group_no, origin, lineage))",
          "CREATE TABLE batch (arrival INTEGER PRIMARY KEY,"
              + " group_no INTEGER NOT NULL REFERENCES hub_group (no),"
              + " log_no INTEGER NOT NULL REFERENCES log (no), sequence INTEGER NOT NULL,"
              + " size INTEGER NOT NULL, control INTEGER NOT NULL, hash BLOB NOT NULL,"
              + " bytes BLOB NOT NULL, UNIQUE (log_no, sequence))",
          "CREATE INDEX batch_order ON batch (group_no, arrival, log_no, sequence, size)",
          "CREATE TABLE object (arrival INTEGER PRIMARY KEY,"
              + " group_no INTEGER NOT NULL REFERENCES hub_group (no), name TEXT NOT NULL,"
              + " manifest INTEGER NOT NULL, maker BLOB, size INTEGER NOT NULL, bytes BLOB NOT NULL,"
              + " UNIQUE (group_no, name))",
          "CREATE INDEX object_manifests ON object (group_no, manifest, arrival, name)",
          "CREATE INDEX object_makers ON object (group_no, maker) WHERE manifest");

  private HubSchema() {}

  /**
   * Makes the tables, or checks that they are there and of this version.
   *
   * @return the random number that names this store
   * @throws DamagedException if the file is no hub's database, or a broken one
   * @throws ConfigurationException if a newer version wrote it
   */
  static long open(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(10);
      long version = number(statement, "PRAGMA user_version");
      long tables = number(statement, "SELECT count(*) FROM sqlite_master");
      if (tables == 0 && version == 0) {
        create(connection, statement);
      } else {
        check(statement, file, version);
      }
      return number(statement, "SELECT instance FROM store");
    } catch (SQLException e) {
      throw HubFailures.of(file, e);
    }
  }

  private static void create(Connection connection, Statement statement) throws SQLException {
    number(statement, "PRAGMA journal_mode = WAL");
    statement.executeUpdate("PRAGMA synchronous = FULL");
    connection.setAutoCommit(false);
    for (String ddl : DDL) {
      statement.executeUpdate(ddl);
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO store (id, instance) VALUES (1, ?)")) {
      insert.setLong(1, new SecureRandom().nextLong());
      insert.executeUpdate();
    }
    statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
    statement.executeUpdate("PRAGMA user_version = " + VERSION);
    connection.commit();
    connection.setAutoCommit(true);
  }

  /**
   * @throws ConfigurationException if a newer version wrote {@code file}
   */
  static void requireKnown(Path file, long version, long known) {
    if (version > known) {
      throw new ConfigurationException(
          file
              + " was written by a newer BlazeSync (format "
              + version
              + "; this one knows "
              + known
              + "): use that version or a later one");
    }
  }

  private static void check(Statement statement, Path file, long version) throws SQLException {
    if (number(statement, "PRAGMA application_id") != APPLICATION_ID) {
      throw new DamagedException(
          file + " is a database, but not a hub's: give the hub a folder of its own");
    }
    requireKnown(file, version, VERSION);
    if (version < 1) {
      throw new DamagedException(
          file + " has format " + version + ", which no version wrote: restore it from a backup");
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no row for: " + sql, "", HubFailures.CORRUPT);
      }
      return rows.getLong(1);
    }
  }
}
