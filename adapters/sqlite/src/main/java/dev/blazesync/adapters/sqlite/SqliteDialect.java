package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.CellBinder;
import dev.blazesync.adapters.jdbc.CellReader;
import dev.blazesync.adapters.jdbc.Dialect;
import dev.blazesync.adapters.jdbc.Mark;
import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.adapters.jdbc.Statements;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** SQLite's side of what the adapters share. Stateless. */
final class SqliteDialect implements Dialect {
  static final SqliteDialect INSTANCE = new SqliteDialect();

  private static final String MARK = "blazesync_mark";

  /** Default expressions of other databases that mean the same here. */
  private static final Pattern PLAIN_DEFAULT =
      Pattern.compile(
          "(?is)\\s*([+-]?\\d+(\\.\\d+)?|'([^']|'')*'|NULL|TRUE|FALSE"
              + "|CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|LOCALTIMESTAMP|LOCALTIME)\\s*");

  private static final Set<String> NOW_DEFAULTS =
      Set.of("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME");

  private SqliteDialect() {}

  @Override
  public String quote(String identifier) {
    return SqlText.quote(identifier);
  }

  @Override
  public CellReader reader() {
    return SqliteValues::read;
  }

  @Override
  public CellBinder binder() {
    return SqliteValues::bind;
  }

  /**
   * OR ABORT overrides an ON CONFLICT REPLACE or ROLLBACK that the application declared; the upsert
   * clause still takes precedence on the identity key. Rows that hold the same bits are left alone.
   */
  @Override
  public String upsert(TableSchema table) {
    List<String> columns = new ArrayList<>();
    List<String> changes = new ArrayList<>();
    List<String> assignments = new ArrayList<>();
    KeySchema key = table.identityKey();
    for (int index : Sql.writable(table)) {
      ColumnSchema column = table.columns().get(index);
      String name = quote(column.name());
      columns.add(name);
      if (!key.columns().contains(index)) {
        assignments.add(name + " = excluded." + name);
        changes.add(differ(quote(table.name()) + "." + name, "excluded." + name, column));
      }
    }
    return "INSERT OR ABORT INTO "
        + quote(table.name())
        + " ("
        + Sql.list(columns)
        + ") VALUES ("
        + Sql.list(Sql.parameters(columns.size()))
        + ") ON CONFLICT ("
        + Sql.list(Sql.columns(this, table, key))
        + ") DO "
        + (assignments.isEmpty()
            ? "NOTHING"
            : "UPDATE SET " + Sql.list(assignments) + " WHERE " + String.join(" OR ", changes));
  }

  /** {@return a condition that holds when two values of a column differ in a bit} */
  static String differ(String one, String other, ColumnSchema column) {
    String different = one + " IS NOT " + other;
    String declared = column.declaredType();
    if (declared != null && declared.contains(ColumnTypes.COLLATE)) {
      different += " COLLATE BINARY";
    }
    if (Affinity.of(column) == Affinity.BLOB) {
      different = "(" + different + " OR typeof(" + one + ") <> typeof(" + other + "))";
    }
    return different;
  }

  @Override
  public String sameKey(TableSchema table) {
    List<String> terms = new ArrayList<>();
    for (int index : table.identityKey().columns()) {
      ColumnSchema column = table.columns().get(index);
      String name = quote(column.name());
      String declared = column.declaredType();
      // Without an explicit collation the index serves; a plain filter behind it compares bits.
      int number = terms.size() + 1;
      String term = name + " = ?" + number;
      if (declared != null && declared.contains(ColumnTypes.COLLATE)) {
        term += " AND " + name + " = ?" + number + " COLLATE BINARY";
      }
      if (Affinity.of(column) == Affinity.BLOB) {
        term += " AND typeof(" + name + ") = typeof(?" + number + ")";
      }
      terms.add(term);
    }
    return String.join(" AND ", terms);
  }

  /** Ored, because SQLite scans the table for {@code (a, b) IN (VALUES ...)}. */
  @Override
  public String in(List<String> columns, int rows) {
    if (columns.size() == 1) {
      return columns.get(0) + " IN (" + Sql.list(Sql.parameters(rows)) + ")";
    }
    String equal = String.join(" AND ", columns.stream().map(column -> column + " = ?").toList());
    return String.join(" OR ", Collections.nCopies(rows, "(" + equal + ")"));
  }

  @Override
  public boolean comparesBits(ColumnSchema column, ValueKind wanted) {
    String declared = column.declaredType();
    if (declared != null && declared.contains(ColumnTypes.COLLATE)) {
      return false;
    }
    return switch (wanted) {
      case INT64 -> Affinity.of(column) == Affinity.INTEGER;
      case TEXT, BYTES -> Affinity.of(column) == Affinity.TEXT;
      case FLOAT64 -> false;
      default -> ColumnTypes.readsAsKind(column) && column.kind() == wanted;
    };
  }

  @Override
  public @Nullable Value stored(ColumnSchema column, Value wanted) {
    return SqliteValues.stored(column, wanted);
  }

  /** The driver's savepoints would leave JDBC's autocommit mode; see {@link Session}. */
  @Override
  public Mark mark(Statements statements) throws SQLException {
    statements.execute("SAVEPOINT " + MARK);
    return new Mark() {
      @Override
      public void undo() throws SQLException {
        statements.execute("ROLLBACK TO " + MARK);
        statements.execute("RELEASE " + MARK);
      }

      @Override
      public void release() throws SQLException {
        statements.execute("RELEASE " + MARK);
      }
    };
  }

  @Override
  public String columnDefinition(TableSchema table, int column) {
    ColumnSchema schema = table.columns().get(column);
    StringBuilder definition = new StringBuilder(quote(schema.name()));
    KeySchema identity = table.identity();
    if (identity != null
        && identity.kind() == KeySchema.Kind.PRIMARY_GENERATED
        && identity.columns().equals(List.of(column))) {
      return definition.append(" INTEGER PRIMARY KEY").toString();
    }
    boolean foreign = table.originalDdl() != null && schema.kind() == ValueKind.DECIMAL;
    definition
        .append(' ')
        .append(foreign ? ColumnTypes.FOREIGN_DECIMAL : ColumnTypes.declared(schema.kind()));
    if (!schema.nullable()) {
      definition.append(" NOT NULL");
    }
    String byDefault = schema.defaultSql();
    if (byDefault != null && PLAIN_DEFAULT.matcher(byDefault).matches()) {
      definition.append(" DEFAULT ").append(defaultSql(byDefault.strip(), schema.kind()));
    }
    return definition.toString();
  }

  /** SQLite's own CURRENT_TIMESTAMP and CURRENT_TIME are no canonical texts. */
  private static String defaultSql(String byDefault, ValueKind kind) {
    boolean now = NOW_DEFAULTS.contains(byDefault.toUpperCase(Locale.ROOT));
    if (!now) {
      return byDefault;
    }
    return switch (kind) {
      case DATE -> "CURRENT_DATE";
      case TIME -> "(" + canonicalNow("%H:%M") + ")";
      case TIMESTAMP -> "(" + canonicalNow("%Y-%m-%dT%H:%M") + ")";
      case TIMESTAMP_TZ -> "(" + canonicalNow("%Y-%m-%dT%H:%M") + " || 'Z')";
      default -> byDefault.replaceAll("(?i)LOCAL", "CURRENT_");
    };
  }

  /** A canonical text leaves out seconds that are zero. */
  private static String canonicalNow(String minutes) {
    return "strftime('"
        + minutes
        + "', 'now') || CASE strftime('%S', 'now') WHEN '00' THEN '' ELSE strftime(':%S', 'now')"
        + " END";
  }

  @Override
  public String deferredClause() {
    return " DEFERRABLE INITIALLY DEFERRED";
  }

  @Override
  public boolean declaresGeneratedKeyInColumn() {
    return true;
  }

  @Override
  public @Nullable Refusal refusal(TableSchema table, SQLException error) {
    return SqliteErrors.refusal(table, error);
  }

  @Override
  public SyncException failure(String doing, SQLException error) {
    return SqliteErrors.failure(doing, error);
  }
}
