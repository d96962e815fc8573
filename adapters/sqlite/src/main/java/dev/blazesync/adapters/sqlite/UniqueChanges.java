package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which updates of a table change a value that must be unique: those that name one of some columns,
 * so that SQLite does not even start a trigger for the others, and for which a condition holds.
 */
final class UniqueChanges {
  /** Other names of a key that is the rowid. SQLite compares names, and ignores unknown ones. */
  private static final List<String> ROWIDS = List.of("rowid", "oid", "_rowid_");

  private final SqliteTable table;
  private final String otherKey;

  /** Null = any column may change one. */
  private final @Nullable Set<Integer> columns;

  /**
   * @param otherKey the condition that the identity key changes
   */
  UniqueChanges(SqliteTable table, String otherKey) {
    this.table = table;
    this.otherKey = otherKey;
    Set<Integer> found = new LinkedHashSet<>(table.schema().identityKey().columns());
    boolean plain = true;
    for (SqliteTable.UniqueIndex index : table.uniques()) {
      // an expression, a predicate or a generated column may look at any column
      plain &= index.isPlain(table.schema().columns());
      index.terms().forEach(term -> found.add(term.column()));
    }
    this.columns = plain ? found : null;
  }

  /** {@return the columns of an update that may change one, to stand behind UPDATE} */
  String of() {
    return columns == null ? "" : of(columns);
  }

  /** {@return the same for the identity key alone} */
  String ofKey() {
    return of(table.schema().identityKey().columns());
  }

  private String of(Iterable<Integer> wanted) {
    List<String> names = new ArrayList<>();
    for (int index : wanted) {
      ColumnSchema column = table.schema().columns().get(index);
      if (column.generated()) {
        return "";
      }
      names.add(SqlText.quote(column.name()));
    }
    if (table.schema().identityKey().kind() == KeySchema.Kind.PRIMARY_GENERATED) {
      names.addAll(ROWIDS);
    }
    return " OF " + String.join(", ", names);
  }

  /** {@return whether one does change, in a trigger of an update} */
  String condition() {
    if (columns == null) {
      return "1";
    }
    List<String> changes = new ArrayList<>(List.of(otherKey));
    for (int index : columns) {
      if (!table.schema().identityKey().columns().contains(index)) {
        ColumnSchema column = table.schema().columns().get(index);
        String name = SqlText.quote(column.name());
        changes.add(SqliteDialect.differ("OLD." + name, "NEW." + name, column));
      }
    }
    return String.join(" OR ", changes);
  }
}
