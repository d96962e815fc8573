package dev.blazesync;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreLocation;
import java.nio.file.Path;
import javax.sql.DataSource;

/**
 * A database, and who opens it.
 *
 * @param user user name where the database has users; null = the default one
 * @param password never shown
 */
public record Target(StoreLocation location, @Nullable String user, char @Nullable [] password) {
  public static Target of(Path file) {
    return new Target(new StoreLocation.File(file), null, null);
  }

  public static Target of(DataSource source) {
    return new Target(new StoreLocation.Source(source), null, null);
  }

  /**
   * @param text a path, or a JDBC URL
   */
  public static Target parse(String text, @Nullable String user, char @Nullable [] password) {
    return text.startsWith("jdbc:")
        ? new Target(new StoreLocation.JdbcUrl(text, user, password), user, password)
        : new Target(new StoreLocation.File(Path.of(text)), user, password);
  }

  @Override
  public String toString() {
    return location.toString();
  }
}
