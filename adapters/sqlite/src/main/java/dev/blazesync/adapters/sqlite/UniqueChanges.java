package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which updates of a table change a value that must be unique: those that name one of some columns,
 * so that SQLite does not even start a trigger for the others, and for which a condition holds.
 */
final class UniqueChanges {
  private final SqliteTable table;
  private final String otherKey;

  /** Null = an expression or a predicate of an index may look at any column. */
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
      plain &= index.predicate() == null;
      for (SqliteTable.Term term : index.terms()) {
        plain &= term.column() >= 0;
        found.add(term.column());
      }
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

  private String of(Collection<Integer> wanted) {
    boolean rowid = table.schema().identityKey().kind() == KeySchema.Kind.PRIMARY_GENERATED;
    if (wanted.stream().anyMatch(index -> column(index).generated()) || (rowid && namesRowid())) {
      // changed by an update of any column; or renaming that column would rename it here too
      return "";
    }
    List<String> names = new ArrayList<>();
    wanted.forEach(index -> names.add(SqlText.quote(column(index).name())));
    if (rowid) {
      // other names of the key; SQLite compares names, and ignores unknown ones
      names.addAll(KeyTerms.ROWIDS);
    }
    return " OF " + String.join(", ", names);
  }

  /** {@return whether a column has a name that otherwise means the rowid} */
  private boolean namesRowid() {
    return table.schema().columns().stream()
        .anyMatch(column -> KeyTerms.ROWIDS.contains(column.name().toLowerCase(Locale.ROOT)));
  }

  private ColumnSchema column(int index) {
    return table.schema().columns().get(index);
  }

  /** {@return whether one does change, in a trigger of an update} */
  String condition() {
    if (columns == null) {
      return "1";
    }
    List<String> changes = new ArrayList<>(List.of(otherKey));
    for (int index : columns) {
      if (!table.schema().identityKey().columns().contains(index)) {
        String name = SqlText.quote(column(index).name());
        changes.add(SqliteDialect.differ("OLD." + name, "NEW." + name, column(index)));
      }
    }
    return String.join(" OR ", changes);
  }
}
