package dev.blazesync.adapters.h2;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.schema.Schema;
import org.h2.schema.SchemaObject;
import org.h2.schema.Sequence;
import org.h2.schema.TriggerObject;
import org.h2.table.Table;

/**
 * What H2 does not tell by SQL: its modification counters and the sequences behind identity
 * columns. All use of H2's inner classes is here, in {@link ApplicationTriggers}, in {@link
 * StatementWatch}, and in the trigger itself. Thread-safe.
 */
final class EngineAccess {
  private static final Pattern NEXT_VALUE =
      Pattern.compile("NEXT VALUE FOR \"(?i:PUBLIC)\"\\.\"((?:[^\"]|\"\")+)\"");

  private final Database database;

  private EngineAccess(Database database) {
    this.database = database;
  }

  /** {@return the database inside this JVM, or null when it is behind a server} */
  static @Nullable EngineAccess of(Connection connection) {
    try {
      SessionLocal session = session(connection);
      return session == null ? null : new EngineAccess(session.getDatabase());
    } catch (SQLException | LinkageError e) {
      return null;
    }
  }

  static @Nullable SessionLocal session(Connection connection) throws SQLException {
    if (connection.isWrapperFor(JdbcConnection.class)
        && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal local) {
      return local;
    }
    return null;
  }

  Database database() {
    return database;
  }

  /**
   * {@return a number that changes with every commit to a table of the application, and with some
   * writes before it} H2's counter for the whole database would change with every SNAPSHOT
   * transaction, the engine's own included.
   */
  long dataModification() {
    long sum = 0;
    for (Table table : database.getMainSchema().getAllTablesAndViews(null)) {
      if (!Names.isOwn(table.getName()) && table.isRowLockable()) {
        sum += table.getMaxDataModificationId();
      }
    }
    return sum;
  }

  /** {@return a number that changes with every change of the schema, and at times without one} */
  long metaModification() {
    return database.getModificationMetaId();
  }

  /** {@return a number that changes only with changes of schema PUBLIC; cheap} */
  long fingerprint() {
    Schema schema = database.getMainSchema();
    long sum = 0;
    for (Table table : schema.getAllTablesAndViews(null)) {
      sum += mix(table);
    }
    for (SchemaObject constraint : schema.getAllConstraints()) {
      sum += mix(constraint);
    }
    for (SchemaObject index : schema.getAllIndexes()) {
      sum += mix(index);
    }
    for (TriggerObject trigger : schema.getAllTriggers()) {
      sum += mix(trigger);
    }
    return sum + database.getAllSchemas().size();
  }

  private static long mix(SchemaObject object) {
    long mixed =
        (object.getId() * 0x9E3779B97F4A7C15L) ^ (object.getModificationId() * 0xC2B2AE3D27D4EB4FL);
    return (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L ^ object.getName().hashCode();
  }

  /**
   * {@return the next value that the database hands out for a column, drawn for good}
   *
   * @throws IllegalStateException if it hands out none
   */
  static long nextIdentity(Connection connection, String table, ColumnSchema column)
      throws SQLException {
    SessionLocal session = Objects.requireNonNull(session(connection));
    return sequence(session, table, column).getNext(session).getLong();
  }

  /**
   * Makes the database hand out only values beyond {@code used} for a column. Neither part of the
   * transaction nor committing it: what H2 itself does in modes that follow inserted values.
   */
  static void reserveIdentity(Connection connection, String table, ColumnSchema column, long used)
      throws SQLException {
    SessionLocal session = Objects.requireNonNull(session(connection));
    Sequence sequence = sequence(session, table, column);
    synchronized (sequence) {
      long increment = sequence.getIncrement();
      long next = sequence.getCurrentValue() + increment;
      if (increment < 0 || used < next || used == Long.MAX_VALUE) {
        return;
      }
      sequence.modify(used + 1, null, null, null, null, null, null);
    }
    sequence.flush(session);
  }

  private static Sequence sequence(SessionLocal session, String tableName, ColumnSchema column) {
    Schema schema = session.getDatabase().getMainSchema();
    Table table = schema.findTableOrView(session, tableName);
    Sequence sequence = table == null ? null : table.getColumn(column.name()).getSequence();
    if (sequence == null) {
      Matcher named = NEXT_VALUE.matcher(String.valueOf(column.defaultSql()));
      sequence = named.matches() ? schema.findSequence(named.group(1).replace("\"\"", "\"")) : null;
    }
    if (sequence == null) {
      throw new IllegalStateException(tableName + "." + column.name() + " has no sequence");
    }
    return sequence;
  }
}
