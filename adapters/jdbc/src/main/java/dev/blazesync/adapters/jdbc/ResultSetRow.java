package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A row as a flyweight over consecutive columns of a result set. A cell is fetched when it is first
 * asked for, once. Valid until the cursor moves; then call {@link #moved}. Not thread-safe.
 */
public final class ResultSetRow implements Row {
  private final Dialect dialect;
  private final ResultSet results;
  private final List<ColumnSchema> columns;
  private final int first;
  private final Cell[] cells;
  private final boolean[] fetched;

  /**
   * @param columns what the columns of the result set are, in order
   * @param first index of the first of them in the result set, from 1
   */
  public ResultSetRow(Dialect dialect, ResultSet results, List<ColumnSchema> columns, int first) {
    this.dialect = dialect;
    this.results = results;
    this.columns = columns;
    this.first = first;
    this.cells = new Cell[columns.size()];
    this.fetched = new boolean[columns.size()];
    for (int column = 0; column < cells.length; column++) {
      cells[column] = new Cell();
    }
  }

  /** Says that the cursor stands on another row. */
  public void moved() {
    java.util.Arrays.fill(fetched, false);
  }

  @Override
  public int size() {
    return cells.length;
  }

  @Override
  public ValueKind kind(int column) {
    return cell(column).kind();
  }

  @Override
  public long int64(int column) {
    return cell(column).int64();
  }

  @Override
  public double float64(int column) {
    return cell(column).float64();
  }

  @Override
  public String text(int column) {
    return cell(column).text();
  }

  @Override
  public ByteBuffer bytes(int column) {
    return cell(column).bytes();
  }

  @Override
  public Value value(int column) {
    return cell(column).value();
  }

  private Cell cell(int column) {
    Cell cell = cells[column];
    if (!fetched[column]) {
      try {
        dialect.reader().read(results, first + column, columns.get(column), cell);
      } catch (SQLException e) {
        throw dialect.failure("reading column " + columns.get(column).name(), e);
      }
      fetched[column] = true;
    }
    return cell;
  }
}
