package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything a database holds at one moment. Immutable.
 *
 * @param tables by name
 * @param captures of the captured tables, by name
 * @param referrers the foreign keys that point at a table, by its name
 * @param token the application's schema changes so far
 */
record DatabaseState(
    Map<String, TableState> tables,
    Map<String, TableCapture> captures,
    Map<String, List<Referrer>> referrers,
    long token) {
  /** What the names of all tables of the engine begin with. */
  static final String ENGINE_PREFIX = "blazesync_";

  static final DatabaseState EMPTY = new DatabaseState(Map.of(), Map.of(), Map.of(), 0);

  /**
   * A foreign key that points at some table.
   *
   * @param table the referring one
   */
  record Referrer(String table, KeySchema key) {}

  /** Takes over maps that nobody changes any more. */
  DatabaseState {
    tables = Collections.unmodifiableMap(tables);
    captures = Collections.unmodifiableMap(captures);
  }

  /**
   * {@return the table of that name}
   *
   * @throws ConfigurationException if there is none
   */
  TableState table(String name) {
    return existing(tables, name);
  }

  static TableState existing(Map<String, TableState> tables, String name) {
    TableState table = tables.get(name);
    if (table == null) {
      throw new ConfigurationException(
          "table " + name + " is not in this database; read its schema again");
    }
    return table;
  }

  /** {@return this with other tables; captures of tables that are gone go too} */
  DatabaseState withTables(
      Map<String, TableState> changed, Map<String, TableCapture> capturing, long newToken) {
    Map<String, TableCapture> kept = new TreeMap<>(capturing);
    kept.keySet().retainAll(changed.keySet());
    return new DatabaseState(changed, kept, referrersOf(changed), newToken);
  }

  private static Map<String, List<Referrer>> referrersOf(Map<String, TableState> tables) {
    Map<String, List<Referrer>> referrers = new TreeMap<>();
    for (TableState table : tables.values()) {
      for (KeySchema key : table.schema().keys()) {
        KeySchema.@Nullable Reference reference = key.reference();
        if (reference != null) {
          referrers
              .computeIfAbsent(reference.table(), name -> new ArrayList<>())
              .add(new Referrer(table.schema().name(), key));
        }
      }
    }
    return referrers;
  }

  /**
   * Refuses what a database in memory cannot keep.
   *
   * @throws ConfigurationException naming the table, and why
   */
  static void checkSupported(TableSchema schema) {
    for (KeySchema key : schema.keys()) {
      if (!key.isPlain()) {
        throw unsupported(schema, "a partial unique index or one over expressions");
      }
      KeySchema.@Nullable Reference reference = key.reference();
      if (reference != null && reference.onDelete() == KeySchema.OnDelete.SET_DEFAULT) {
        throw unsupported(schema, "ON DELETE SET DEFAULT");
      }
      if (key.columns().stream().anyMatch(column -> column >= schema.columns().size())) {
        throw unsupported(schema, "a key over a column it does not have");
      }
    }
    if (schema.columns().stream().anyMatch(column -> column.generated())) {
      throw unsupported(schema, "a generated column");
    }
    KeySchema identity = schema.identity();
    if (identity != null && !schema.keys().contains(identity)) {
      throw unsupported(schema, "an identity key that is not among its keys");
    }
  }

  private static ConfigurationException unsupported(TableSchema schema, String what) {
    return new ConfigurationException(
        "table " + schema.name() + " has " + what + ", which a database in memory cannot keep");
  }
}
