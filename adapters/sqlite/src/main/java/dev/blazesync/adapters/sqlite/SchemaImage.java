package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Nullable;
import java.util.Map;

/**
 * The application's schema as it was at one {@code PRAGMA schema_version}. Immutable.
 *
 * @param tables by name, those that are no virtual tables
 * @param captureObjects SQL of everything named {@code blazesync_...} by name, with the table it is
 *     on
 */
record SchemaImage(
    long version,
    DatabaseSchema schema,
    Map<String, SqliteTable> tables,
    Map<String, OwnObject> captureObjects) {

  /** Something this adapter or the engine made. */
  record OwnObject(String type, String table, String sql) {}

  SchemaImage {
    tables = Map.copyOf(tables);
    captureObjects = Map.copyOf(captureObjects);
  }

  @Nullable
  SqliteTable table(String name) {
    return tables.get(name);
  }

  /** {@return how many tables of the application's, and objects of BlazeSync's, are in it} */
  int size() {
    return tables.size() + captureObjects.size();
  }

  /** {@return the same schema at another version, reached by the store's own statements alone} */
  SchemaImage at(long newVersion) {
    return new SchemaImage(newVersion, schema, tables, captureObjects);
  }
}
