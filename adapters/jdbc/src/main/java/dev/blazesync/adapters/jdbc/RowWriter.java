package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes and deletes rows in batches of one-row statements. When a batch fails it is undone and
 * sent again row by row, so that only the rows at fault are refused. The connection must be in a
 * transaction. For one thread.
 */
public final class RowWriter {
  /** How many rows a batch holds. */
  static final int MAX_BATCH = 250;

  /** Looks at a row before it is written, for what the database would only check at commit. */
  @FunctionalInterface
  public interface Check {
    /** {@return why the row must not be written, or null} */
    @Nullable
    Refusal refusal(Row row) throws SQLException;
  }

  private final Dialect dialect;
  private final Statements statements;

  public RowWriter(Dialect dialect, Statements statements) {
    this.dialect = dialect;
    this.statements = statements;
  }

  /**
   * As {@link dev.blazesync.spi.StoreTransaction#write}.
   *
   * @param check asked before each row, with the rows before it written; null = nothing to check
   */
  public void write(TableSchema table, Rows rows, @Nullable Check check, RefusalSink refused) {
    List<Integer> cells = Sql.writable(table);
    List<ColumnSchema> columns = cells.stream().map(table.columns()::get).toList();
    List<Integer> key = table.identityKey().columns();
    run(new Task(table, dialect.upsert(table), cells, columns, key, check, refused), rows);
  }

  /**
   * As {@link dev.blazesync.spi.StoreTransaction#delete}.
   *
   * @param check as for {@link #write}, with the key's cells
   */
  public void delete(TableSchema table, Rows keys, @Nullable Check check, RefusalSink refused) {
    KeySchema key = table.identityKey();
    String sql = "DELETE FROM " + dialect.quote(table.name()) + " WHERE " + dialect.sameKey(table);
    List<Integer> cells = IntStream.range(0, key.columns().size()).boxed().toList();
    run(new Task(table, sql, cells, Sql.schemas(table, key), cells, check, refused), keys);
  }

  private record Task(
      TableSchema table,
      String sql,
      List<Integer> cells,
      List<ColumnSchema> columns,
      List<Integer> keyCells,
      @Nullable Check check,
      RefusalSink refused) {}

  private void run(Task task, Rows rows) {
    try {
      for (int from = 0; from < rows.count(); from += MAX_BATCH) {
        int to = Math.min(from + MAX_BATCH, rows.count());
        if (task.check != null || to - from == 1 || !batch(task, rows, from, to)) {
          oneByOne(task, rows, from, to);
        }
      }
    } catch (SQLException e) {
      throw failure(task, e);
    }
  }

  /** {@return false when the batch failed and nothing of it was done} */
  private boolean batch(Task task, Rows rows, int from, int to) throws SQLException {
    PreparedStatement statement = statements.prepare(task.sql);
    for (int index = from; index < to; index++) {
      Row row = rows.at(index);
      if (nullKey(task, row) != null || !bind(task, statement, row)) {
        statement.clearBatch();
        return false;
      }
      statement.addBatch();
    }
    Mark before = dialect.mark(statements);
    try {
      statement.executeBatch();
      before.release();
      return true;
    } catch (SQLException e) {
      undo(before, e);
      statement.clearBatch();
      if (isRefusal(task, e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Where the database has undone the whole transaction, it is the first failure that tells why.
   */
  private static void undo(Mark before, SQLException failure) throws SQLException {
    try {
      before.undo();
    } catch (SQLException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private boolean isRefusal(Task task, SQLException failure) {
    for (SQLException e = failure; e != null; e = e.getNextException()) {
      if (dialect.refusal(task.table, e) != null) {
        return true;
      }
    }
    return false;
  }

  private void oneByOne(Task task, Rows rows, int from, int to) throws SQLException {
    for (int index = from; index < to; index++) {
      Row row = rows.at(index);
      Refusal refusal = task.check == null ? null : task.check.refusal(row);
      if (refusal == null) {
        refusal = nullKey(task, row);
      }
      if (refusal == null) {
        PreparedStatement statement = statements.prepare(task.sql);
        refusal = bind(task, statement, row) ? execute(task, statement) : wrongType(task, row);
      }
      if (refusal != null) {
        task.refused.refused(index, refusal);
      }
    }
  }

  private @Nullable Refusal execute(Task task, PreparedStatement statement) throws SQLException {
    try {
      statement.executeUpdate();
      return null;
    } catch (SQLException e) {
      Refusal refusal = dialect.refusal(task.table, e);
      if (refusal == null) {
        throw e;
      }
      // fails if it was the schema and not the row, and the driver has closed the statement
      statements.prepare(task.sql);
      return refusal;
    }
  }

  private boolean bind(Task task, PreparedStatement statement, Row row) throws SQLException {
    for (int parameter = 0; parameter < task.cells.size(); parameter++) {
      int cell = task.cells.get(parameter);
      if (!dialect
          .binder()
          .bind(statement, parameter + 1, row, cell, task.columns.get(parameter))) {
        return false;
      }
    }
    return true;
  }

  /** Some databases would make up a key. */
  private static @Nullable Refusal nullKey(Task task, Row row) {
    for (int cell : task.keyCells) {
      if (row.kind(cell) == ValueKind.NULL) {
        return new Refusal(
            Refusal.Kind.NOT_NULL,
            null,
            "table " + task.table.name() + ": a cell of the key that identifies the row is NULL");
      }
    }
    return null;
  }

  private Refusal wrongType(Task task, Row row) {
    for (int parameter = 0; parameter < task.cells.size(); parameter++) {
      ColumnSchema column = task.columns.get(parameter);
      int cell = task.cells.get(parameter);
      try {
        PreparedStatement statement = statements.prepare(task.sql);
        if (!dialect.binder().bind(statement, parameter + 1, row, cell, column)) {
          return new Refusal(
              Refusal.Kind.TYPE,
              null,
              "column "
                  + task.table.name()
                  + "."
                  + column.name()
                  + " cannot hold this "
                  + row.kind(cell)
                  + " without loss; it is declared for "
                  + column.kind());
        }
      } catch (SQLException e) {
        throw failure(task, e);
      }
    }
    throw new IllegalStateException("every cell of a row that could not be bound could be bound");
  }

  private SyncException failure(Task task, SQLException e) {
    return dialect.failure("writing to table " + task.table.name(), e);
  }
}
