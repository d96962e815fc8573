package dev.blazesync.cli;

import dev.blazesync.Target;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The database a command works on, for commands with one. */
final class DatabaseArgument {
  private static final String PASSWORD = "BLAZESYNC_DB_PASSWORD";

  @Parameters(
      index = "0",
      paramLabel = "DB",
      description = "A SQLite file, an H2 file ending in .mv.db, or a JDBC URL.")
  private String database = "";

  @Option(
      names = "--user",
      paramLabel = "USER",
      description =
          "User of the database; the password comes from BLAZESYNC_DB_PASSWORD or a prompt.")
  private @Nullable String user;

  String text() {
    return database;
  }

  /**
   * @throws UnavailableException if it is a file that does not exist
   */
  Target existing(Surroundings surroundings) {
    return existing(database, user, PASSWORD, surroundings);
  }

  /** A file may be missing: it can be created. */
  Target any(Surroundings surroundings) {
    return target(database, user, PASSWORD, surroundings);
  }

  static Target existing(
      String database, @Nullable String user, String variable, Surroundings surroundings) {
    if (!database.startsWith("jdbc:")) {
      Path path = path(database);
      if (!Files.exists(path)) {
        throw new UnavailableException(
            "there is no database "
                + database
                + ": check the path (only 'sync' with a join code creates one)");
      }
      if (Files.isDirectory(path)) {
        throw new UnavailableException(
            database + " is a folder, not a database: name the database file in it");
      }
    }
    return target(database, user, variable, surroundings);
  }

  private static Target target(
      String database, @Nullable String user, String variable, Surroundings surroundings) {
    if (!database.startsWith("jdbc:")) {
      path(database);
    }
    char[] password = user == null ? null : surroundings.password(variable, user, database);
    return Target.parse(database, user, password);
  }

  private static Path path(String database) {
    try {
      return Path.of(database);
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          "'" + database + "' is neither a path nor a JDBC URL: " + e.getReason(), e);
    }
  }
}
