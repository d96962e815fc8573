package dev.blazesync.spi;

import java.nio.file.Path;
import javax.sql.DataSource;

/** Where a database is. */
public sealed interface StoreLocation {
  /** A database file; it need not exist when it is to be created. */
  record File(Path path) implements StoreLocation {}

  /** A JDBC URL. Its password never shows. */
  record JdbcUrl(String url, @Nullable String user, char @Nullable [] password)
      implements StoreLocation {
    @Override
    public String toString() {
      return "JdbcUrl[" + url + "]";
    }
  }

  /** The application's own connections. */
  record Source(DataSource dataSource) implements StoreLocation {}

  /** For stores that are no JDBC database; the name is the provider's own. */
  record Named(String name) implements StoreLocation {}
}
