package dev.blazesync.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One table, the application's or the engine's own: both are declared this way and reached by the
 * same calls.
 *
 * @param name as the database spells it
 * @param columns in declared order
 * @param keys every declared key that rows can be read by; a unique key that the store cannot
 *     evaluate (see {@link StoreView#claims}) is not among them
 * @param identity the key that identifies a record: the primary key, else the first plain unique
 *     key without nullable columns; null = none, such a table is not synced
 * @param originalDdl what made the table, for a database of the same kind; null for engine tables
 */
public record TableSchema(
    String name,
    List<ColumnSchema> columns,
    List<KeySchema> keys,
    @Nullable KeySchema identity,
    @Nullable OriginalDdl originalDdl) {

  /**
   * Statements in a database's own language.
   *
   * @param dialect id of the provider whose databases understand them
   * @param statements the table first, then its indexes, then its triggers
   */
  public record OriginalDdl(String dialect, List<String> statements) {
    public OriginalDdl {
      statements = List.copyOf(statements);
    }
  }

  public TableSchema {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /** An engine table: its first key identifies its rows. */
  public static TableSchema of(String name, List<ColumnSchema> columns, KeySchema... keys) {
    return new TableSchema(name, columns, List.of(keys), keys[0], null);
  }

  /**
   * {@return the key that identifies a record}
   *
   * @throws IllegalStateException if the table has none
   */
  public KeySchema identityKey() {
    if (identity == null) {
      throw new IllegalStateException("table " + name + " has no key that identifies its rows");
    }
    return Objects.requireNonNull(identity);
  }

  /** {@return index of the column of this exact name, or -1} */
  public int column(String columnName) {
    for (int index = 0; index < columns.size(); index++) {
      if (columns.get(index).name().equals(columnName)) {
        return index;
      }
    }
    return -1;
  }

  /** {@return the plain key over exactly these columns in this order, if there is one} */
  public Optional<KeySchema> keyOver(List<Integer> wanted) {
    return keys.stream().filter(key -> key.isPlain() && key.columns().equals(wanted)).findFirst();
  }
}
