package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that keep the last row of each removed record until it is drained:
 *
 * <pre>
 * k1 [t1] k2 [t2] ...   the key, as in the dirty table
 * o0 o1 ...             every column that is not generated, without a type: nothing is converted
 * </pre>
 *
 * <p>A row that a REPLACE might remove is kept before it does. If it stays, what is kept of it
 * means nothing, and whatever removes it later keeps it again.
 */
final class RemovedRows {
  private final String name;
  private final SqliteTable table;
  private final String keyColumns;

  /**
   * @param keyColumns the key's columns in dirty table and table of removed rows
   */
  RemovedRows(int number, SqliteTable table, String keyColumns) {
    this.name = name(number);
    this.table = table;
    this.keyColumns = keyColumns;
  }

  static String name(int number) {
    return SchemaReader.OWN + "removed_" + number;
  }

  String name() {
    return name;
  }

  /**
   * @param keyDeclarations the key's columns with their types
   */
  String create(String keyDeclarations) {
    return "CREATE TABLE "
        + name
        + " ("
        + keyDeclarations
        + ", "
        + String.join(", ", cells())
        + ", UNIQUE ("
        + keyColumns
        + "))";
  }

  /**
   * {@return a statement that keeps a row}
   *
   * @param keyCells the values of the key's columns
   * @param row what stands before the columns' names
   * @param from what follows the values: FROM and WHERE
   */
  String keep(String keyCells, String row, String from) {
    List<String> values = new ArrayList<>();
    List<String> assignments = new ArrayList<>();
    for (ColumnSchema column : table.schema().columns()) {
      if (!column.generated()) {
        values.add(row + SqlText.quote(column.name()));
      }
    }
    for (String cell : cells()) {
      assignments.add(cell + " = excluded." + cell);
    }
    return "INSERT INTO "
        + name
        + " ("
        + keyColumns
        + ", "
        + String.join(", ", cells())
        + ") SELECT "
        + keyCells
        + ", "
        + String.join(", ", values)
        + from
        + " ON CONFLICT ("
        + keyColumns
        + ") DO UPDATE SET "
        + String.join(", ", assignments);
  }

  /** {@return cells of all columns in their order, to be read; a generated one is NULL} */
  List<String> reading(String prefix) {
    List<String> cells = new ArrayList<>();
    List<ColumnSchema> columns = table.schema().columns();
    for (int index = 0; index < columns.size(); index++) {
      cells.add(columns.get(index).generated() ? "NULL" : prefix + "o" + index);
    }
    return cells;
  }

  private List<String> cells() {
    List<String> cells = reading("");
    cells.removeIf(cell -> cell.equals("NULL"));
    return cells;
  }
}
