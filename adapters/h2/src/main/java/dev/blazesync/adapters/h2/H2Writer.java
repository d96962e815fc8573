package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes and deletes rows one statement at a time: H2 undoes a statement that fails, so a refused
 * row leaves no trace and the others go on. For one thread.
 *
 * <p>What the transaction's snapshot does not show may be there all the same: an insert that meets
 * a row of the same key that came since, and a delete under a child that came since, are busy, not
 * refused and not done.
 */
final class H2Writer {
  private final H2Session session;
  private final H2Session present;
  private final H2Dialect dialect;

  /**
   * @param present sees other sessions' latest state, uncommitted too
   */
  H2Writer(H2Session session, H2Session present, H2Dialect dialect) {
    this.session = session;
    this.present = present;
    this.dialect = dialect;
  }

  /** As {@link dev.blazesync.spi.StoreTransaction#write}. */
  void write(TableSchema table, Rows rows, RefusalSink refused) throws SQLException {
    @Nullable String update = dialect.update(table);
    long greatest = Long.MIN_VALUE;
    @Nullable KeySchema generated = generatedKey(table);
    for (int index = 0; index < rows.count(); index++) {
      Row row = rows.at(index);
      @Nullable Refusal refusal = wrongType(table, row);
      if (refusal == null) {
        refusal = write(table, update, row);
      }
      if (refusal != null) {
        refused.refused(index, refusal);
      } else if (generated != null && row.kind(generated.columns().get(0)) == ValueKind.INT64) {
        greatest = Math.max(greatest, row.int64(generated.columns().get(0)));
      }
    }
    if (generated != null && greatest != Long.MIN_VALUE) {
      reserve(table, table.columns().get(generated.columns().get(0)), greatest);
    }
  }

  private static @Nullable KeySchema generatedKey(TableSchema table) {
    for (KeySchema key : table.keys()) {
      if (key.kind() == KeySchema.Kind.PRIMARY_GENERATED) {
        return key;
      }
    }
    return null;
  }

  private void reserve(TableSchema table, ColumnSchema column, long used) throws SQLException {
    if (EngineAccess.session(session.connection()) != null) {
      EngineAccess.reserveIdentity(session.connection(), table.name(), column, used);
      return;
    }
    // Behind a server: by DDL, in a session of its own, as it commits.
    String sql =
        "SELECT 1 FROM INFORMATION_SCHEMA.COLUMNS WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC' AND TABLE_NAME = ?"
            + " AND COLUMN_NAME = ? AND IDENTITY_BASE <= ?";
    PreparedStatement behind = present.statements().prepare(sql);
    behind.setString(1, table.name());
    behind.setString(2, column.name());
    behind.setLong(3, used);
    boolean needed;
    try (ResultSet results = behind.executeQuery()) {
      needed = results.next();
    }
    if (needed) {
      present
          .statements()
          .execute(
              "ALTER TABLE "
                  + Names.qualified(table.name())
                  + " ALTER COLUMN "
                  + Names.quote(column.name())
                  + " RESTART WITH "
                  + (used + 1));
    }
  }

  private @Nullable Refusal write(TableSchema table, @Nullable String update, Row row)
      throws SQLException {
    try {
      if (update != null ? update(table, update, row) : exists(session, table, row)) {
        return null;
      }
      PreparedStatement statement = session.statements().prepare(dialect.insert(table));
      bind(statement, 1, table, row, Sql.writable(table));
      statement.executeUpdate();
      return null;
    } catch (SQLException e) {
      @Nullable Refusal refusal = dialect.refusal(table, e);
      if (refusal == null) {
        throw e;
      }
      if (refusal.kind() == Refusal.Kind.UNIQUE
          && exists(present, table, row)
          && !exists(session, table, row)) {
        throw new BusyException(
            "a row of table "
                + table.name()
                + " was created since this transaction began; begin again",
            e);
      }
      return refusal;
    }
  }

  private boolean update(TableSchema table, String sql, Row row) throws SQLException {
    PreparedStatement statement = session.statements().prepare(sql);
    int next = bind(statement, 1, table, row, H2Dialect.values(table));
    bindKeyOf(statement, next, table, row);
    return statement.executeUpdate() > 0;
  }

  private boolean exists(H2Session by, TableSchema table, Row row) throws SQLException {
    String sql =
        "SELECT 1 FROM " + dialect.quote(table.name()) + " WHERE " + dialect.sameKeyByIndex(table);
    PreparedStatement statement = by.statements().prepare(sql);
    bindKeyOf(statement, 1, table, row);
    try (ResultSet results = statement.executeQuery()) {
      return results.next();
    }
  }

  /** {@return the parameter after the last} */
  private int bind(
      PreparedStatement statement, int first, TableSchema table, Row row, List<Integer> cells)
      throws SQLException {
    int parameter = first;
    for (int cell : cells) {
      dialect.binder().bind(statement, parameter++, row, cell, table.columns().get(cell));
    }
    return parameter;
  }

  private void bindKeyOf(PreparedStatement statement, int first, TableSchema table, Row row)
      throws SQLException {
    List<Integer> columns = table.identityKey().columns();
    int parameter = first;
    for (int cell : dialect.keyParameters(table)) {
      int column = columns.get(cell);
      dialect.binder().bind(statement, parameter++, row, column, table.columns().get(column));
    }
  }

  private @Nullable Refusal wrongType(TableSchema table, Row row) {
    for (int column : Sql.writable(table)) {
      ColumnSchema schema = table.columns().get(column);
      if (row.kind(column) != schema.kind()
          || (schema.kind() != ValueKind.TEXT && schema.kind() != ValueKind.INT64)) {
        if (dialect.stored(schema, row.value(column)) == null) {
          return new Refusal(
              Refusal.Kind.TYPE,
              null,
              "column "
                  + table.name()
                  + "."
                  + schema.name()
                  + " of type "
                  + H2Type.of(schema).sql()
                  + " cannot hold this "
                  + row.kind(column)
                  + " without loss");
        }
      }
    }
    return null;
  }

  /**
   * As {@link dev.blazesync.spi.StoreTransaction#delete}.
   *
   * @param incoming foreign keys that refer to the table, with the tables that hold them
   */
  void delete(TableSchema table, Rows keys, List<Incoming> incoming, RefusalSink refused)
      throws SQLException {
    String sql =
        "DELETE FROM " + dialect.quote(table.name()) + " WHERE " + dialect.sameKeyByIndex(table);
    List<ColumnSchema> columns = Sql.schemas(table, table.identityKey());
    for (int index = 0; index < keys.count(); index++) {
      Row key = keys.at(index);
      boolean holds = true;
      PreparedStatement statement = session.statements().prepare(sql);
      int parameter = 1;
      for (int cell : dialect.keyParameters(table)) {
        holds &= dialect.binder().bind(statement, parameter++, key, cell, columns.get(cell));
      }
      if (holds) {
        @Nullable Refusal refusal = execute(table, statement);
        if (refusal != null) {
          refused.refused(index, refusal);
        } else {
          checkChildren(table, key, incoming);
        }
      }
    }
  }

  private @Nullable Refusal execute(TableSchema table, PreparedStatement statement)
      throws SQLException {
    try {
      statement.executeUpdate();
      return null;
    } catch (SQLException e) {
      @Nullable Refusal refusal = dialect.refusal(table, e);
      if (refusal == null) {
        throw e;
      }
      return refusal;
    }
  }

  /**
   * A foreign key over the identity key of a table.
   *
   * @param table that holds it
   * @param cells for each column of the foreign key, which cell of the identity key it holds
   */
  record Incoming(TableSchema table, KeySchema key, List<Integer> cells) {}

  /**
   * H2 looks for children in the transaction's snapshot only, and locks no parent for a child. A
   * child that another session has inserted meanwhile would be left without its parent.
   */
  private void checkChildren(TableSchema table, Row key, List<Incoming> incoming)
      throws SQLException {
    List<ColumnSchema> parents = Sql.schemas(table, table.identityKey());
    for (Incoming child : incoming) {
      List<String> names = Sql.columns(dialect, child.table, child.key);
      String sql =
          "SELECT 1 FROM "
              + dialect.quote(child.table.name())
              + " WHERE "
              + String.join(" AND ", names.stream().map(name -> name + " = ?").toList())
              + " FETCH FIRST ROW ONLY";
      PreparedStatement statement = present.statements().prepare(sql);
      for (int cell = 0; cell < names.size(); cell++) {
        int parent = child.cells.get(cell);
        dialect.binder().bind(statement, cell + 1, key, parent, parents.get(parent));
      }
      try (ResultSet results = statement.executeQuery()) {
        if (results.next()) {
          throw new BusyException(
              "a row of table "
                  + child.table.name()
                  + " that refers to a deleted row of "
                  + table.name()
                  + " was created since this transaction began; begin again");
        }
      }
    }
  }
}
