package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.h2.api.Trigger;
import org.h2.constraint.Constraint;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.jdbc.JdbcConnection;
import org.h2.schema.Schema;
import org.h2.schema.TriggerObject;
import org.h2.table.Column;
import org.h2.table.Table;

/**
 * Appends one row to a journal for each changed row of a captured table. H2 makes it by its name,
 * in whichever JVM has the database open; BlazeSync need not run, but this class must be there.
 *
 * <p>A journal is only ever inserted into, never updated: writers of different rows share nothing,
 * and a drain that has deleted entries and not yet committed stands in nobody's way. Entries become
 * visible and vanish with the transaction that made them.
 *
 * <p>Everything about the table is asked of H2 when it fires, not when it is made: an ALTER TABLE
 * makes it anew for a copy of the table ({@code T_COPY_3_0}), and a rename does not.
 *
 * <p>Shared by all sessions, hence stateless but for what it remembers of an unchanged schema.
 */
public final class CaptureTrigger implements Trigger {
  static final int INSERTED = 1;
  static final int UPDATED = 2;
  static final int DELETED = 3;

  /** Was there before a TRUNCATE. */
  static final int TRUNCATED = 4;

  private static final int MASK_COLUMNS = 63;

  private int journal = -1;
  private @Nullable String insert;
  private @Nullable KeyName keyName;
  private volatile @Nullable Shape shape;

  /** Which index tells records apart. */
  private record KeyName(@Nullable String uniqueIndex) {}

  /** The table as it was at one state of the database's schema. */
  private record Shape(long metaModification, long layout, int @Nullable [] keyColumns) {}

  /** For H2. */
  public CaptureTrigger() {}

  @Override
  public void init(
      Connection connection,
      String schemaName,
      String name,
      String tableName,
      boolean before,
      int type) {
    // The copy that ALTER TABLE makes has T_COPY_3_0_ before its triggers' names too, for a while.
    journal = Names.journalOf(name.substring(Math.max(0, name.lastIndexOf(Names.TRIGGER))));
    StatementWatch.install(connection);
  }

  @Override
  public void fire(Connection connection, Object @Nullable [] oldRow, Object @Nullable [] newRow)
      throws SQLException {
    if (Guard.isSet(connection)) {
      return;
    }
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    Shape now = shape(connection, session);
    if (oldRow != null && newRow != null) {
      updated(connection, now, oldRow, newRow);
    } else if (newRow != null) {
      append(connection, now, INSERTED, -1, newRow);
    } else if (oldRow != null) {
      append(connection, now, DELETED, -1, oldRow);
    }
  }

  private void updated(Connection connection, Shape now, Object[] oldRow, Object[] newRow)
      throws SQLException {
    int columns = newRow.length;
    long mask = 0;
    boolean changed = false;
    for (int column = 0; column < columns; column++) {
      if (!same(oldRow[column], newRow[column])) {
        changed = true;
        if (column < MASK_COLUMNS) {
          mask |= 1L << column;
        }
      }
    }
    if (!changed) {
      return;
    }
    if (now.keyColumns != null && keyChanged(now.keyColumns, oldRow, newRow)) {
      append(connection, now, DELETED, -1, oldRow);
      append(connection, now, INSERTED, -1, newRow);
      return;
    }
    append(connection, now, UPDATED, columns > MASK_COLUMNS ? -1 : mask | (-1L << columns), newRow);
  }

  private static boolean keyChanged(int[] keyColumns, Object[] oldRow, Object[] newRow) {
    for (int column : keyColumns) {
      if (!same(oldRow[column], newRow[column])) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether nothing changed; of a large object nobody knows without reading it} */
  private static boolean same(@Nullable Object before, @Nullable Object after) {
    if (before instanceof Clob || before instanceof Blob) {
      return false;
    }
    return Objects.deepEquals(before, after);
  }

  private void append(Connection connection, Shape now, int kind, long mask, Object[] row)
      throws SQLException {
    if (now.keyColumns == null) {
      lost(connection);
      return;
    }
    String sql = insert;
    if (sql == null) {
      sql = insertSql(journal, now.keyColumns.length);
      insert = sql;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, kind);
      statement.setLong(2, mask);
      statement.setLong(3, now.layout);
      statement.setLong(4, System.currentTimeMillis());
      for (int cell = 0; cell < now.keyColumns.length; cell++) {
        statement.setObject(5 + cell, row[now.keyColumns[cell]]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      // The key's type was changed and the journal cannot hold it (data exceptions of SQL are class
      // 22, a key of other columns is 21 or 42S): never the application's problem, never silent.
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      if (!state.startsWith("22") && !state.startsWith("21")) {
        throw e;
      }
      lost(connection);
    }
  }

  /** {@return the statement that appends an entry of the kind, mask, layout, time and key} */
  static String insertSql(int journal, int keyColumns) {
    return "INSERT INTO "
        + Names.qualified(Names.journal(journal))
        + " VALUES (NEXT VALUE FOR "
        + Names.qualified(Names.SEQUENCE)
        + ", ?, ?, ?, ?"
        + ", ?".repeat(keyColumns)
        + ")";
  }

  /** Notes that something changed of which the key is not known: all rows are to be looked at. */
  private void lost(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO " + Names.qualified(Names.LOST) + " VALUES (?, ?)")) {
      statement.setInt(1, journal);
      statement.setLong(2, System.currentTimeMillis());
      statement.executeUpdate();
    }
  }

  private Shape shape(Connection connection, SessionLocal session) throws SQLException {
    Database database = session.getDatabase();
    long meta = database.getModificationMetaId();
    Shape known = shape;
    if (known != null && known.metaModification == meta) {
      return known;
    }
    Schema schema = database.getMainSchema();
    TriggerObject self = schema.findTrigger(Names.trigger(journal));
    if (self == null) {
      throw new SQLException(Names.trigger(journal) + " is no trigger of this database", "HY000");
    }
    Table table = self.getTable();
    List<String> names = new ArrayList<>();
    for (Column column : table.getColumns()) {
      names.add(column.getName());
    }
    Shape fresh = new Shape(meta, Names.layout(names), keyColumns(session, table, key(connection)));
    shape = fresh;
    return fresh;
  }

  private KeyName key(Connection connection) throws SQLException {
    KeyName known = keyName;
    if (known == null) {
      known = readKey(connection, journal);
      keyName = known;
    }
    return known;
  }

  private static KeyName readKey(Connection connection, int journal) throws SQLException {
    String sql =
        "SELECT \"KEY_NAME\" FROM " + Names.qualified(Names.REGISTRY) + " WHERE \"ID\" = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, journal);
      try (ResultSet results = statement.executeQuery()) {
        return new KeyName(results.next() ? results.getString(1) : null);
      }
    }
  }

  /** {@return indexes of the columns by which a journal knows records, or null = not there} */
  static int @Nullable [] keyColumns(SessionLocal session, Table table, int journal)
      throws SQLException {
    return keyColumns(session, table, readKey(session.createConnection(false), journal));
  }

  private static int @Nullable [] keyColumns(SessionLocal session, Table table, KeyName key) {
    Index found;
    if (key.uniqueIndex == null) {
      found = table.findPrimaryKey();
    } else {
      Schema schema = session.getDatabase().getMainSchema();
      Constraint constraint = schema.findConstraint(session, key.uniqueIndex);
      found =
          constraint == null ? schema.findIndex(session, key.uniqueIndex) : constraint.getIndex();
    }
    return found == null || found.getTable().getId() != table.getId()
        ? null
        : Arrays.stream(found.getColumns()).mapToInt(Column::getColumnId).toArray();
  }

  @Override
  public String toString() {
    return Names.trigger(journal);
  }
}
