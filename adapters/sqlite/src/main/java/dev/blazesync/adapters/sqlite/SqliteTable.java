package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table of the application with what only SQLite knows of it.
 *
 * @param collations of its columns
 * @param uniques its unique indexes but the one of the identity key
 * @param triggers the application's own, in the order they were created
 * @param keyCollations of the identity key's columns in its index; empty without identity
 * @param generations the expression of each generated column, null for others
 * @param indexes behind the schema's PRIMARY and UNIQUE keys
 */
record SqliteTable(
    TableSchema schema,
    List<String> collations,
    List<UniqueIndex> uniques,
    List<ApplicationTrigger> triggers,
    List<String> keyCollations,
    List<@Nullable String> generations,
    Map<KeySchema, UniqueIndex> indexes) {

  /**
   * A unique index.
   *
   * @param terms what it is over
   * @param predicate of a partial index, in SQL
   */
  record UniqueIndex(String name, List<Term> terms, @Nullable String predicate) {
    /** {@return an index over the columns of a plain key} */
    static UniqueIndex of(String name, TableSchema table, KeySchema key, List<String> collations) {
      List<Term> terms = new ArrayList<>();
      for (int part = 0; part < key.columns().size(); part++) {
        int column = key.columns().get(part);
        String sql = SqlText.quote(table.columns().get(column).name());
        terms.add(new Term(column, sql, collations.get(part)));
      }
      return new UniqueIndex(name, terms, null);
    }

    /** {@return whether its terms are columns that are written, and it holds every row} */
    boolean isPlain(List<ColumnSchema> columns) {
      return predicate == null
          && terms.stream()
              .allMatch(term -> term.column() >= 0 && !columns.get(term.column()).generated());
    }
  }

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
