package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.KeyedRows;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Reads within one transaction of a session. */
final class SqliteView implements StoreView {
  private final Session session;
  private final SchemaImage image;
  private final Map<String, CaptureSql> captured;
  private final Runnable onClose;
  private final KeyedRows rows;
  private final SqliteClaims claims;
  private final IdentityHashMap<TableSchema, TableSchema> known = new IdentityHashMap<>();
  private boolean closed;

  /**
   * @param captured by name of the table
   * @param onClose gives the session back
   */
  SqliteView(
      Session session, SchemaImage image, Map<String, CaptureSql> captured, Runnable onClose) {
    this.session = session;
    this.image = image;
    this.captured = captured;
    this.onClose = onClose;
    this.rows = new KeyedRows(SqliteDialect.INSTANCE, session.statements());
    this.claims = new SqliteClaims(session, image, rows);
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    checkOpen();
    rows.read(known(table), key, wanted, sink);
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    checkOpen();
    rows.scan(known(table), after, limit, sink);
  }

  @Override
  public long count(TableSchema table) {
    checkOpen();
    return rows.count(known(table));
  }

  @Override
  public long pending(TableSchema table) {
    checkOpen();
    CaptureSql capture = captured.get(table.name());
    return capture == null
        ? 0
        : rows.number(
            "SELECT count(*) FROM " + capture.dirtyTable(),
            "counting captured changes of " + table.name());
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    checkOpen();
    claims.claims(known(table), key, wanted, sink);
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    checkOpen();
    claims.claimants(known(table), key, wanted, sink);
  }

  /** Removes what must not outlive the transaction; a rollback does so by itself. */
  void end() throws SQLException {
    claims.end();
  }

  /**
   * {@return the table with its columns as this database declares them} A table that was made from
   * another database's declaration keeps values in other types than that one says.
   */
  TableSchema known(TableSchema table) {
    return known.computeIfAbsent(table, this::resolve);
  }

  private TableSchema resolve(TableSchema table) {
    SqliteTable here = image.table(table.name());
    if (here == null || here.schema().equals(table)) {
      return table;
    }
    List<ColumnSchema> columns = new ArrayList<>();
    for (ColumnSchema column : table.columns()) {
      int index = here.schema().column(column.name());
      columns.add(index < 0 ? column : here.schema().columns().get(index));
    }
    return new TableSchema(
        table.name(), columns, table.keys(), table.identity(), table.originalDdl());
  }

  Session session() {
    return session;
  }

  SchemaImage image() {
    return image;
  }

  Map<String, CaptureSql> captured() {
    return captured;
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the view is closed");
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.rollback();
    } catch (SQLException e) {
      throw SqliteErrors.failure("ending a transaction", e);
    } finally {
      onClose.run();
    }
  }
}
