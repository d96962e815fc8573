package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.ResultSetRow;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.constraint.Constraint;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.jdbc.JdbcConnection;
import org.h2.schema.Schema;
import org.h2.schema.TriggerObject;
import org.h2.table.Column;
import org.h2.table.Table;
import org.h2.tools.TriggerAdapter;
import org.h2.value.Value;

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
 * <p>Rows are looked at through result sets: H2's arrays of objects lose digits of times.
 *
 * <p>Shared by all sessions, hence stateless but for what it remembers of an unchanged schema.
 */
public final class CaptureTrigger extends TriggerAdapter {
  static final int INSERTED = 1;
  static final int UPDATED = 2;
  static final int DELETED = 3;

  /** Was there before a TRUNCATE. */
  static final int TRUNCATED = 4;

  private static final int MASK_COLUMNS = 63;
  private static final int ENTRY_CELLS = 4;
  private static final H2Dialect DIALECT = new H2Dialect(false);

  private int journal = -1;
  private @Nullable KeyName keyName;
  private volatile @Nullable Shape shape;

  /** Which index tells records apart. */
  private record KeyName(@Nullable String uniqueIndex) {}

  /** The table as it was at one state of the database's schema. */
  private record Shape(
      long metaModification,
      long layout,
      int @Nullable [] keyColumns,
      Extras extras,
      Map<Integer, String> inserts) {}

  /** What an entry says besides. */
  private record More(List<Extras.Cell> cells, Row values) {
    static final More NOTHING = new More(List.of(), ValueRow.of());
  }

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
  public void fire(Connection connection, @Nullable ResultSet oldRow, @Nullable ResultSet newRow)
      throws SQLException {
    if (Guard.isSet(connection)) {
      return;
    }
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    Shape now = shape(connection, session);
    if (oldRow != null && newRow != null) {
      updated(connection, now, oldRow, newRow);
    } else if (newRow != null) {
      append(connection, now, INSERTED, -1, newRow, More.NOTHING);
    } else if (oldRow != null) {
      append(connection, now, DELETED, -1, oldRow, kept(now, oldRow));
    }
  }

  private void updated(Connection connection, Shape now, ResultSet oldRow, ResultSet newRow)
      throws SQLException {
    int columns = newRow.getMetaData().getColumnCount();
    long mask = 0;
    boolean changed = false;
    for (int column = 0; column < columns; column++) {
      if (!same(oldRow, newRow, column)) {
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
      append(connection, now, DELETED, -1, oldRow, kept(now, oldRow));
      append(connection, now, INSERTED, -1, newRow, More.NOTHING);
      return;
    }
    long masked = columns > MASK_COLUMNS ? -1 : mask | (-1L << columns);
    append(connection, now, UPDATED, masked, newRow, deltas(now, oldRow, newRow));
  }

  private static More kept(Shape now, ResultSet row) {
    if (!now.extras.keepsRows()) {
      return More.NOTHING;
    }
    return new More(now.extras.kept(), picked(now.extras.kept(), row));
  }

  private static More deltas(Shape now, ResultSet oldRow, ResultSet newRow) {
    List<Extras.Cell> cells =
        now.extras.deltas().stream().filter(cell -> cell.column() >= 0).toList();
    return cells.isEmpty()
        ? More.NOTHING
        : new More(cells, Deltas.between(picked(cells, oldRow), picked(cells, newRow)));
  }

  private static Row picked(List<Extras.Cell> cells, ResultSet row) {
    List<dev.blazesync.spi.Value> values = new ArrayList<>();
    for (Extras.Cell cell : cells) {
      values.add(new ResultSetRow(DIALECT, row, List.of(cell.as()), cell.column() + 1).value(0));
    }
    return ValueRow.of(values);
  }

  private static boolean keyChanged(int[] keyColumns, ResultSet oldRow, ResultSet newRow)
      throws SQLException {
    for (int column : keyColumns) {
      if (!same(oldRow, newRow, column)) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether nothing changed; of a large object nobody knows without reading it} */
  private static boolean same(ResultSet oldRow, ResultSet newRow, int column) throws SQLException {
    Object before = object(oldRow, column);
    if (before instanceof Clob || before instanceof Blob) {
      return false;
    }
    return Objects.deepEquals(before, object(newRow, column));
  }

  /** A java.sql.Time has no digits of a second. */
  private static @Nullable Object object(ResultSet row, int column) throws SQLException {
    Object object = row.getObject(column + 1);
    return object instanceof Time ? row.getObject(column + 1, LocalTime.class) : object;
  }

  private void append(
      Connection connection, Shape now, int kind, long mask, ResultSet row, More more)
      throws SQLException {
    if (now.keyColumns == null) {
      lost(connection);
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(insertSql(now, more))) {
      statement.setInt(1, kind);
      statement.setLong(2, mask);
      statement.setLong(3, now.layout);
      statement.setLong(4, System.currentTimeMillis());
      int parameter = ENTRY_CELLS + 1;
      for (int column : now.keyColumns) {
        statement.setObject(parameter++, object(row, column));
      }
      if (kind == DELETED && !more.cells.isEmpty()) {
        statement.setLong(parameter++, now.extras.shape());
      }
      for (int cell = 0; cell < more.cells.size(); cell++) {
        bind(statement, parameter++, more, cell);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      // The type of a column was changed and the journal cannot hold it (data exceptions of SQL are
      // class 22, a key of other columns is 21 or 42S): never the application's problem, never
      // silent.
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      boolean unheld = state.startsWith("22") || state.startsWith("21");
      // 42S22: the cells that the spec asks for were changed this very moment.
      if (!unheld && (more.cells.isEmpty() || !state.equals("42S22"))) {
        throw e;
      }
      if (more.cells.isEmpty()) {
        lost(connection);
      } else {
        append(connection, now, kind, mask, row, More.NOTHING);
      }
    }
  }

  private static void bind(PreparedStatement statement, int parameter, More more, int cell)
      throws SQLException {
    ColumnSchema as = more.cells.get(cell).as();
    if (!H2Cells.bind(statement, parameter, more.values, cell, as)) {
      // NaN in a DECFLOAT, a far year in a TIMESTAMP: H2 reads them as it wrote them.
      statement.setObject(
          parameter,
          more.values.kind(cell) == ValueKind.FLOAT64
              ? Double.toString(more.values.float64(cell))
              : more.values.text(cell));
    }
  }

  /** {@return the statement that appends an entry: kind, mask, layout, time, key, and the rest} */
  private String insertSql(Shape now, More more) {
    int keyColumns = now.keyColumns == null ? 0 : now.keyColumns.length;
    boolean kept = !more.cells.isEmpty() && more.cells.equals(now.extras.kept());
    int which = more.cells.isEmpty() ? 0 : kept ? DELETED : UPDATED;
    return now.inserts.computeIfAbsent(which, any -> insertSql(keyColumns, more, kept));
  }

  private String insertSql(int keyColumns, More more, boolean kept) {
    StringBuilder sql = new StringBuilder("INSERT INTO ");
    sql.append(Names.qualified(Names.journal(journal))).append(Journal.entryColumns(keyColumns));
    int cells = ENTRY_CELLS + keyColumns + more.cells.size();
    if (kept) {
      sql.append(", ").append(Extras.KEPT);
      cells++;
    }
    for (Extras.Cell cell : more.cells) {
      sql.append(", ").append(Names.quote(cell.name()));
    }
    return sql.append(") VALUES (NEXT VALUE FOR ")
        .append(Names.qualified(Names.SEQUENCE))
        .append(", ?".repeat(cells))
        .append(")")
        .toString();
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
    Shape fresh =
        new Shape(
            meta,
            Names.layout(names),
            keyColumns(session, table, key(connection)),
            extras(session, table, journal),
            new ConcurrentHashMap<>());
    shape = fresh;
    return fresh;
  }

  /** {@return what the journal of a table has besides} */
  static Extras extras(SessionLocal session, Table table, int journal) {
    Table own =
        session.getDatabase().getMainSchema().findTableOrView(session, Names.journal(journal));
    if (own == null) {
      return Extras.NONE;
    }
    List<String> cells =
        Arrays.stream(own.getColumns()).map(Column::getName).filter(Extras::isExtra).toList();
    return cells.isEmpty()
        ? Extras.NONE
        : Extras.of(Arrays.stream(table.getColumns()).map(CaptureTrigger::schema).toList(), cells);
  }

  private static ColumnSchema schema(Column column) {
    String type = Value.getTypeName(column.getType().getValueType());
    ValueKind kind = H2Type.kind(type);
    return new ColumnSchema(
        column.getName(),
        kind == null ? ValueKind.TEXT : kind,
        type,
        column.isNullable(),
        column.isGenerated(),
        null);
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
