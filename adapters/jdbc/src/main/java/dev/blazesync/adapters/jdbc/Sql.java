package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Pieces of SQL text. Stateless. */
public final class Sql {
  private Sql() {}

  /** {@return the table's columns, quoted, in order} */
  public static List<String> columns(Dialect dialect, TableSchema table) {
    return table.columns().stream().map(column -> dialect.quote(column.name())).toList();
  }

  /** {@return the key's columns, quoted, in key order} */
  public static List<String> columns(Dialect dialect, TableSchema table, KeySchema key) {
    return key.columns().stream()
        .map(column -> dialect.quote(table.columns().get(column).name()))
        .toList();
  }

  /** {@return the key's columns, in key order} */
  public static List<ColumnSchema> schemas(TableSchema table, KeySchema key) {
    return key.columns().stream().map(table.columns()::get).toList();
  }

  /** {@return indexes of the columns that can be written} */
  public static List<Integer> writable(TableSchema table) {
    List<Integer> writable = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      if (!table.columns().get(column).generated()) {
        writable.add(column);
      }
    }
    return writable;
  }

  /** {@return so many question marks} */
  public static List<String> parameters(int count) {
    return Collections.nCopies(count, "?");
  }

  public static String list(List<String> terms) {
    return String.join(", ", terms);
  }

  /** {@return the one term, or several in parentheses} */
  public static String tuple(List<String> terms) {
    return terms.size() == 1 ? terms.get(0) : "(" + list(terms) + ")";
  }
}
