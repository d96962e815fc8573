package dev.blazesync.engine.rules;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A unique key under which a value gives way and not its row (decision D7, 6): one of its columns
 * shows NULL while another record has the value. Pure.
 */
public final class YieldingKey {
  private YieldingKey() {}

  /** {@return names of the columns it is over, in its order} */
  public static List<String> columns(TableSchema table, KeySchema key) {
    return key.columns().stream().map(column -> table.columns().get(column).name()).toList();
  }

  /** {@return index of the column that shows NULL: the last nullable one; -1 = there is none} */
  public static int yielding(TableSchema table, KeySchema key) {
    for (int index = key.columns().size() - 1; index >= 0; index--) {
      int column = key.columns().get(index);
      if (table.columns().get(column).nullable()
          && !table.columns().get(column).generated()
          && !table.identityKey().columns().contains(column)) {
        return column;
      }
    }
    return -1;
  }

  /**
   * {@return why values of this key cannot give way; null = they can}
   *
   * @param all tables that may refer to it
   */
  public static @Nullable String obstacle(TableSchema table, KeySchema key, List<TableSchema> all) {
    int column = yielding(table, key);
    if (column < 0) {
      return "none of its columns may be NULL";
    }
    String name = table.columns().get(column).name();
    for (KeySchema other : table.keys()) {
      boolean unique = other.kind() == KeySchema.Kind.UNIQUE && !other.equals(key);
      if (unique && other.columns().contains(column)) {
        return name + " is in another unique key too";
      }
    }
    for (TableSchema child : all) {
      for (KeySchema other : child.keys()) {
        Reference reference = other.reference();
        if (reference != null
            && reference.table().equalsIgnoreCase(table.name())
            && refersTo(table, key, reference)) {
          return child.name() + " refers to it";
        }
      }
    }
    return null;
  }

  private static boolean refersTo(TableSchema table, KeySchema key, Reference reference) {
    Set<Integer> referred = new HashSet<>();
    reference.columns().forEach(column -> referred.add(table.column(column)));
    return referred.equals(new HashSet<>(key.columns()));
  }
}
