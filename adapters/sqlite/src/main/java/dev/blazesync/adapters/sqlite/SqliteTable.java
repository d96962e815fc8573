package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.List;

/**
 * A table of the application with what only SQLite knows of it.
 *
 * @param collations of its columns
 * @param uniques its unique indexes but the one of the identity key
 * @param triggers the application's own, in the order they were created
 * @param keyCollations of the identity key's columns in its index; empty without identity
 */
record SqliteTable(
    TableSchema schema,
    List<String> collations,
    List<UniqueIndex> uniques,
    List<ApplicationTrigger> triggers,
    List<String> keyCollations) {

  /**
   * A unique index.
   *
   * @param terms what it is over
   * @param predicate of a partial index, in SQL
   */
  record UniqueIndex(String name, List<Term> terms, @Nullable String predicate) {}

  /**
   * One term of an index.
   *
   * @param column index of the column, or -1 for an expression
   * @param sql the quoted column, or the expression as written
   */
  record Term(int column, String sql, String collation) {}

  /** A trigger of the application, and the statement that makes it. */
  record ApplicationTrigger(String name, String sql) {}

  String name() {
    return schema.name();
  }

  /** {@return whether the index of the identity key may take keys of different bits for equal} */
  boolean keyComparesBits() {
    KeySchema key = schema.identityKey();
    for (int part = 0; part < key.columns().size(); part++) {
      if (!keyCollations.get(part).equals("BINARY")
          || Affinity.of(schema.columns().get(key.columns().get(part))) == Affinity.BLOB) {
        return false;
      }
    }
    return true;
  }
}
