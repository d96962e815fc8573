package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.KeyedRows;
import dev.blazesync.adapters.jdbc.ResultSetRow;
import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads at SNAPSHOT isolation. For one thread. */
final class H2View implements StoreView {
  private final H2Session session;
  private final H2Dialect dialect;
  private final Resolver resolver;
  private final KeyedRows rows;
  private final H2Claims claims;

  H2View(H2Session session, H2Dialect dialect, Resolver resolver) {
    this.session = session;
    this.dialect = dialect;
    this.resolver = resolver;
    this.rows = new KeyedRows(dialect, session.statements());
    this.claims = new H2Claims(session, dialect, resolver, rows);
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    rows.read(resolver.resolved(table), key, wanted, sink);
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    TableSchema resolved = resolver.resolved(table);
    try {
      scanRows(resolved, after, limit, sink);
    } catch (SQLException e) {
      throw dialect.failure("reading table " + table.name(), e);
    }
  }

  /** Not by LIMIT, as {@link KeyedRows#scan}: some modes of H2 know FETCH FIRST only. */
  private void scanRows(TableSchema table, @Nullable Row after, int limit, RowSink sink)
      throws SQLException {
    List<String> key = Sql.columns(dialect, table, table.identityKey());
    String sql =
        "SELECT "
            + Sql.list(Sql.columns(dialect, table))
            + " FROM "
            + dialect.quote(table.name())
            + (after == null ? "" : " WHERE " + dialect.after(key))
            + " ORDER BY "
            + Sql.list(key)
            + " FETCH FIRST ? ROWS ONLY";
    PreparedStatement statement = session.statements().prepare(sql);
    int parameter = 1;
    if (after != null) {
      for (ColumnSchema column : Sql.schemas(table, table.identityKey())) {
        dialect.binder().bind(statement, parameter, after, parameter - 1, column);
        parameter++;
      }
    }
    statement.setInt(parameter, limit);
    try (ResultSet results = statement.executeQuery()) {
      ResultSetRow row = new ResultSetRow(dialect, results, table.columns(), 1);
      while (results.next()) {
        row.moved();
        if (!sink.row(row)) {
          return;
        }
      }
    }
  }

  @Override
  public long count(TableSchema table) {
    return rows.count(table);
  }

  @Override
  public long pending(TableSchema table) {
    Journal journal = resolver.journals().get(table.name());
    if (journal == null) {
      return 0;
    }
    String doing = "counting captured changes of " + table.name();
    return rows.number("SELECT COUNT(*) FROM " + journal.name(), doing)
        + rows.number(
            "SELECT COUNT(*) FROM "
                + Names.qualified(Names.LOST)
                + " WHERE \"ID\" = "
                + journal.id(),
            doing);
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    claims.claims(table, key, wanted, sink);
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    claims.claimants(table, key, wanted, sink);
  }

  @Override
  public void close() {
    session.close();
  }
}
