package dev.blazesync.engine.operation;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.List;
import java.util.Objects;

/**
 * The names an operation's values belong to; shared by all operations of the same table and
 * columns, and written once per batch. Immutable; equality by content.
 */
public final class OperationShape implements Comparable<OperationShape> {
  private final String table;
  private final List<String> keyColumns;
  private final List<String> columns;
  private final int hash;

  /** Made once more at worst, and the same, if two threads ask at once. */
  private @Nullable SortedColumns sorted;

  /**
   * @param keyColumns columns of the table's identity key, in key order
   * @param columns the other columns the operation writes; empty for a delete
   */
  public OperationShape(String table, List<String> keyColumns, List<String> columns) {
    this.table = table;
    this.keyColumns = List.copyOf(keyColumns);
    this.columns = List.copyOf(columns);
    this.hash = Objects.hash(table, keyColumns, columns);
  }

  /** {@return the shape of an operation on a record of {@code table}} */
  public static OperationShape of(TableSchema table, List<String> columns) {
    return new OperationShape(
        table.name(),
        table.identityKey().columns().stream().map(c -> table.columns().get(c).name()).toList(),
        columns);
  }

  public String table() {
    return table;
  }

  public List<String> keyColumns() {
    return keyColumns;
  }

  public List<String> columns() {
    return columns;
  }

  /** {@return the columns by name} */
  public SortedColumns sorted() {
    SortedColumns known = sorted;
    if (known == null) {
      known = SortedColumns.of(columns);
      sorted = known;
    }
    return known;
  }

  /** By names. What can be compared cannot be made to collide in a hash table at any cost. */
  @Override
  public int compareTo(OperationShape other) {
    int order = table.compareTo(other.table);
    order = order != 0 ? order : compare(keyColumns, other.keyColumns);
    return order != 0 ? order : compare(columns, other.columns);
  }

  private static int compare(List<String> a, List<String> b) {
    for (int index = 0; index < Math.min(a.size(), b.size()); index++) {
      int order = a.get(index).compareTo(b.get(index));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof OperationShape that
            && hash == that.hash
            && table.equals(that.table)
            && keyColumns.equals(that.keyColumns)
            && columns.equals(that.columns));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return table + keyColumns + columns;
  }
}
