package dev.blazesync.engine.operation;

import dev.blazesync.spi.TableSchema;
import java.util.List;

/**
 * The names an operation's values belong to; shared by all operations of the same table and
 * columns, and written once per batch.
 *
 * @param keyColumns columns of the table's identity key, in key order
 * @param columns the other columns the operation writes; empty for a delete
 */
public record OperationShape(String table, List<String> keyColumns, List<String> columns)
    implements Comparable<OperationShape> {
  /** {@return the shape of an operation on a record of {@code table}} */
  public static OperationShape of(TableSchema table, List<String> columns) {
    return new OperationShape(
        table.name(),
        table.identityKey().columns().stream().map(c -> table.columns().get(c).name()).toList(),
        columns);
  }

  public OperationShape {
    keyColumns = List.copyOf(keyColumns);
    columns = List.copyOf(columns);
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
}
