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
public record OperationShape(String table, List<String> keyColumns, List<String> columns) {
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
}
