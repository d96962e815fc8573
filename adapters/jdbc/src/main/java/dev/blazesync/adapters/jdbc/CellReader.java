package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a cell of a result set in the kinds of the SPI. Stateless. */
@FunctionalInterface
public interface CellReader {
  /**
   * @param index of the cell in the result set, from 1
   * @param column what the cell is a value of
   * @param into takes the cell
   */
  void read(ResultSet results, int index, ColumnSchema column, Cell into) throws SQLException;
}
