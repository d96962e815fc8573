package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Row;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Hands cells of a row to a statement. Stateless. */
@FunctionalInterface
public interface CellBinder {
  /**
   * Binds one cell, converted to what the column stores.
   *
   * @param index of the parameter, from 1
   * @param cell index of the cell in {@code row}
   * @param column the column that the parameter stands for
   * @return false when the column cannot hold the cell without losing something; then nothing is
   *     bound
   */
  boolean bind(PreparedStatement statement, int index, Row row, int cell, ColumnSchema column)
      throws SQLException;
}
