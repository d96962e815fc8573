package dev.blazesync.adapters.h2;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.Finding.Severity;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads the application's tables of schema PUBLIC from INFORMATION_SCHEMA, once. For one thread.
 */
final class SchemaReader {
  private final Connection connection;
  private final Map<String, List<ColumnSchema>> columns = new LinkedHashMap<>();
  private final Map<String, Set<String>> handedOut = new LinkedHashMap<>();
  private final Map<String, List<KeySchema>> keys = new LinkedHashMap<>();
  private final Map<String, List<Integer>> constraintColumns = new LinkedHashMap<>();
  private final Map<String, List<String>> referred = new LinkedHashMap<>();
  private final Set<String> cannotTravel = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private final Uniques uniques;

  SchemaReader(Connection connection) throws SQLException {
    this.connection = connection;
    this.uniques = new Uniques(TextForm.read(connection));
  }

  /** {@return what was found out of unique keys beside the schema} */
  Uniques uniques() {
    return uniques;
  }

  private boolean attached() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT 1 FROM INFORMATION_SCHEMA.TABLES"
                + " WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_NAME = ?")) {
      query.setString(1, DatabaseSchema.STATE_TABLE);
      try (ResultSet found = query.executeQuery()) {
        return found.next();
      }
    }
  }

  /**
   * {@return the schema}
   *
   * @param environment what is known of the connection, not of tables
   */
  DatabaseSchema read(Set<StoreCapability> capabilities, List<Finding> environment)
      throws SQLException {
    for (String table : tables()) {
      columns.put(table, new ArrayList<>());
      keys.put(table, new ArrayList<>());
    }
    readColumns();
    ScriptReader script = ScriptReader.read(connection);
    if (script.known()) {
      script.constraints().forEach(this::constraint);
    } else {
      readConstraintColumns();
      readReferred();
    }
    readUniqueKeys();
    readUniqueIndexes();
    readForeignKeys();
    findings.addAll(environment);
    otherSchemas();
    List<TableSchema> tables = new ArrayList<>();
    columns.forEach((name, list) -> tables.add(table(name, list, script)));
    return new DatabaseSchema(
        H2StoreProvider.ID,
        script.known() ? script.token() : tables.hashCode(),
        attached(),
        capabilities,
        tables,
        script.extras(),
        findings);
  }

  private TableSchema table(String name, List<ColumnSchema> list, ScriptReader script) {
    List<KeySchema> declared = keys.getOrDefault(name, List.of());
    @Nullable KeySchema identity = identity(name, list, declared);
    return new TableSchema(name, list, declared, identity, script.ddl(name));
  }

  private @Nullable KeySchema identity(
      String table, List<ColumnSchema> list, List<KeySchema> declared) {
    if (cannotTravel.contains(table)) {
      return null;
    }
    for (KeySchema key : declared) {
      boolean usable =
          key.isPrimary()
              || (key.kind() == KeySchema.Kind.UNIQUE
                  && key.isPlain()
                  && key.columns().stream().noneMatch(column -> list.get(column).nullable()));
      if (usable && key.columns().stream().allMatch(c -> H2Type.of(list.get(c)).canBeKey())) {
        return key;
      }
    }
    findings.add(
        new Finding(
            table,
            Severity.BLOCKER,
            "no-key",
            "table "
                + table
                + " has no primary key, and no unique key over NOT NULL columns, of types that"
                + " identify rows on all nodes: it is not synced; add such a key"));
    return null;
  }

  private List<String> tables() throws SQLException {
    List<String> names = new ArrayList<>();
    query(
        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC'"
            + " AND TABLE_TYPE = 'BASE TABLE' AND STORAGE_TYPE IN ('CACHED', 'MEMORY')"
            + " ORDER BY TABLE_NAME",
        results -> names.add(results.getString(1)));
    names.removeIf(Names::isOwn);
    return names;
  }

  private void readColumns() throws SQLException {
    query(
        "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION,"
            + " NUMERIC_SCALE, DATETIME_PRECISION, IS_NULLABLE, IS_GENERATED, IS_IDENTITY,"
            + " COLUMN_DEFAULT, INTERVAL_TYPE, IDENTITY_GENERATION, GENERATION_EXPRESSION FROM INFORMATION_SCHEMA.COLUMNS"
            + " WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC' ORDER BY TABLE_NAME, ORDINAL_POSITION",
        results -> {
          List<ColumnSchema> into = columns.get(results.getString(1));
          if (into != null) {
            into.add(column(results.getString(1), results));
          }
        });
  }

  private ColumnSchema column(String table, ResultSet results) throws SQLException {
    String name = results.getString(2);
    String dataType = results.getString(3).toUpperCase(Locale.ROOT);
    @Nullable ValueKind kind = H2Type.kind(dataType);
    if (kind == null) {
      cannotTravel.add(table);
      findings.add(
          new Finding(
              table,
              Severity.BLOCKER,
              "column-type",
              "column "
                  + table
                  + "."
                  + name
                  + " is of type "
                  + dataType
                  + ", whose values cannot travel: the table is not synced; change the type, or"
                  + " move the column to a table of its own"));
    }
    String declared =
        declaredType(dataType, results)
            + ("ALWAYS".equals(results.getString(13)) ? H2Type.ALWAYS_IDENTITY : "");
    int fraction = results.getInt(7);
    if (dataType.startsWith(H2Type.TIMESTAMP) && fraction > H2Type.MICROS) {
      findings.add(
          new Finding(
              table,
              Severity.WARNING,
              "sub-microsecond",
              "column "
                  + table
                  + "."
                  + name
                  + " keeps "
                  + fraction
                  + " digits of a second, of which six travel; declare TIMESTAMP(6)"));
    }
    @Nullable String generation = results.getString(14);
    if (generation != null) {
      uniques.generated(table, name, generation);
    }
    @Nullable String byDefault = results.getString(11);
    boolean generator = byDefault != null && byDefault.startsWith("NEXT VALUE FOR ");
    if ("YES".equals(results.getString(10)) || generator) {
      handedOut.computeIfAbsent(table, key -> new HashSet<>()).add(name);
    }
    return new ColumnSchema(
        name,
        kind == null ? ValueKind.NULL : kind,
        declared,
        "YES".equals(results.getString(8)),
        "ALWAYS".equals(results.getString(9)),
        byDefault);
  }

  private static String declaredType(String dataType, ResultSet results) throws SQLException {
    int length = (int) Math.min(results.getLong(4), Integer.MAX_VALUE);
    return switch (dataType) {
      case H2Type.CHARACTER, "BINARY" -> dataType + "(" + length + ")";
      case H2Type.TEXT, H2Type.IGNORECASE, H2Type.BYTES ->
          length >= H2Limits.MAX_LENGTH ? dataType : dataType + "(" + length + ")";
      case H2Type.NUMERIC -> dataType + "(" + results.getInt(5) + ", " + results.getInt(6) + ")";
      case H2Type.DECFLOAT -> dataType + "(" + results.getInt(5) + ")";
      case H2Type.TIME,
          H2Type.TIMESTAMP,
          H2Type.TIME + H2Type.ZONE,
          H2Type.TIMESTAMP + H2Type.ZONE ->
          new H2Type(dataType, results.getInt(7), 0).sql();
      case "INTERVAL" -> "INTERVAL " + results.getString(12);
      default -> dataType;
    };
  }

  private void constraint(String name, ScriptReader.Over over) {
    if (columns.containsKey(over.table())) {
      constraintColumns.put(
          name, over.columns().stream().map(column -> indexOf(over.table(), column)).toList());
      if (!over.referred().isEmpty()) {
        referred.put(name, over.referred());
      }
    }
  }

  private void readConstraintColumns() throws SQLException {
    query(
        "SELECT CONSTRAINT_NAME, TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE"
            + " WHERE UPPER(CONSTRAINT_SCHEMA) = 'PUBLIC' AND UPPER(TABLE_SCHEMA) = 'PUBLIC'"
            + " ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION",
        results -> {
          if (columns.containsKey(results.getString(2))) {
            constraintColumns
                .computeIfAbsent(results.getString(1), name -> new ArrayList<>())
                .add(indexOf(results.getString(2), results.getString(3)));
          }
        });
  }

  private int indexOf(String table, String column) {
    List<ColumnSchema> list = columns.getOrDefault(table, List.of());
    for (int index = 0; index < list.size(); index++) {
      if (list.get(index).name().equals(column)) {
        return index;
      }
    }
    throw new IllegalStateException("no column " + column + " in table " + table);
  }

  private void readUniqueKeys() throws SQLException {
    query(
        "SELECT CONSTRAINT_NAME, CONSTRAINT_TYPE, TABLE_NAME, NULLS_DISTINCT"
            + " FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE UPPER(CONSTRAINT_SCHEMA) = 'PUBLIC'"
            + " AND UPPER(TABLE_SCHEMA) = 'PUBLIC' AND CONSTRAINT_TYPE IN ('PRIMARY KEY', 'UNIQUE')"
            + " ORDER BY TABLE_NAME, CONSTRAINT_TYPE, CONSTRAINT_NAME",
        results -> {
          String name = results.getString(1);
          String table = results.getString(3);
          List<KeySchema> into = keys.get(table);
          List<Integer> over = constraintColumns.get(name);
          if (into != null && over != null) {
            if (results.getString(2).equals("PRIMARY KEY")) {
              KeySchema.Kind kind = primaryKind(table, over);
              KeySchema key = new KeySchema(name, kind, over, null, null);
              into.add(key);
              uniques.key(table, key, Uniques.Nulls.DISTINCT);
            } else {
              addUnique(name, table, over, Uniques.Nulls.of(results.getString(4)));
            }
          }
        });
  }

  private KeySchema.Kind primaryKind(String table, List<Integer> over) {
    ColumnSchema first = columns.getOrDefault(table, List.of()).get(over.get(0));
    boolean generated =
        over.size() == 1
            && first.kind() == ValueKind.INT64
            && handedOut.getOrDefault(table, Set.of()).contains(first.name());
    return generated ? KeySchema.Kind.PRIMARY_GENERATED : KeySchema.Kind.PRIMARY;
  }

  private void readUniqueIndexes() throws SQLException {
    Map<String, List<Integer>> indexes = new LinkedHashMap<>();
    Map<String, String> tables = new LinkedHashMap<>();
    Map<String, Uniques.Nulls> nulls = new LinkedHashMap<>();
    query(
        "SELECT I.INDEX_NAME, I.TABLE_NAME, C.COLUMN_NAME, I.NULLS_DISTINCT FROM INFORMATION_SCHEMA.INDEXES I"
            + " JOIN INFORMATION_SCHEMA.INDEX_COLUMNS C ON C.INDEX_SCHEMA = I.INDEX_SCHEMA"
            + " AND C.INDEX_NAME = I.INDEX_NAME WHERE UPPER(I.TABLE_SCHEMA) = 'PUBLIC'"
            + " AND I.INDEX_TYPE_NAME LIKE 'UNIQUE%' AND NOT I.IS_GENERATED AND C.IS_UNIQUE"
            + " ORDER BY I.TABLE_NAME, I.INDEX_NAME, C.ORDINAL_POSITION",
        results -> {
          String table = results.getString(2);
          if (columns.containsKey(table)) {
            tables.put(results.getString(1), table);
            nulls.put(results.getString(1), Uniques.Nulls.of(results.getString(4)));
            indexes
                .computeIfAbsent(results.getString(1), name -> new ArrayList<>())
                .add(indexOf(table, results.getString(3)));
          }
        });
    indexes.forEach(
        (name, over) -> {
          String table = Objects.requireNonNull(tables.get(name));
          Uniques.Nulls distinct = nulls.getOrDefault(name, Uniques.Nulls.DISTINCT);
          boolean known =
              uniques.keys(table).entrySet().stream()
                  .anyMatch(
                      key ->
                          key.getKey().columns().equals(over)
                              && (key.getKey().isPrimary() || key.getValue() == distinct));
          if (!known) {
            addUnique(name, table, over, distinct);
          }
        });
  }

  private void addUnique(String name, String table, List<Integer> over, Uniques.Nulls nulls) {
    List<ColumnSchema> list = columns.getOrDefault(table, List.of());
    KeySchema key = uniques.unique(name, table, list, over);
    if (isEvaluable(new TableSchema(table, list, List.of(), null, null), key)) {
      keys.getOrDefault(table, new ArrayList<>()).add(key);
      uniques.key(table, key, nulls);
      return;
    }
    findings.add(
        new Finding(
            table,
            Severity.WARNING,
            "unique-not-evaluable",
            "table "
                + table
                + ": unique key "
                + name
                + " compares values in a way that only H2 knows. Of two rows that clash there,"
                + " devices may keep different ones until one is changed; use types whose values"
                + " travel as they are"));
  }

  private boolean isEvaluable(TableSchema table, KeySchema key) {
    for (int index : Uniques.indexed(table, key)) {
      ColumnSchema column = table.columns().get(index);
      H2Type type = H2Type.of(column);
      boolean text = column.kind() == ValueKind.TEXT && !type.base().equals(H2Type.ENUM);
      if (!type.canBeKey() || (text && uniques.texts() == null)) {
        return false;
      }
    }
    if (key.isPlain()) {
      return true;
    }
    try (PreparedStatement statement = connection.prepareStatement(uniques.computing(table, key))) {
      return statement.getParameterMetaData().getParameterCount() > 0;
    } catch (SQLException e) {
      return false; // a type that needs more words than its name
    }
  }

  private void readReferred() throws SQLException {
    query(
        "SELECT R.CONSTRAINT_NAME, U.TABLE_NAME, U.COLUMN_NAME"
            + " FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R"
            + " JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE K ON K.CONSTRAINT_SCHEMA ="
            + " R.CONSTRAINT_SCHEMA AND K.CONSTRAINT_NAME = R.CONSTRAINT_NAME"
            + " JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE U ON U.CONSTRAINT_SCHEMA ="
            + " R.UNIQUE_CONSTRAINT_SCHEMA AND U.CONSTRAINT_NAME = R.UNIQUE_CONSTRAINT_NAME"
            + " AND U.ORDINAL_POSITION = K.POSITION_IN_UNIQUE_CONSTRAINT"
            + " WHERE UPPER(R.CONSTRAINT_SCHEMA) = 'PUBLIC' AND UPPER(U.TABLE_SCHEMA) = 'PUBLIC'"
            + " ORDER BY R.CONSTRAINT_NAME, K.ORDINAL_POSITION",
        results -> {
          List<String> into =
              referred.computeIfAbsent(results.getString(1), name -> new ArrayList<>());
          if (into.isEmpty()) {
            into.add(results.getString(2));
          }
          into.add(results.getString(3));
        });
  }

  private void readForeignKeys() throws SQLException {
    query(
        "SELECT C.CONSTRAINT_NAME, C.TABLE_NAME, R.DELETE_RULE"
            + " FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS C"
            + " JOIN INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R ON R.CONSTRAINT_SCHEMA ="
            + " C.CONSTRAINT_SCHEMA AND R.CONSTRAINT_NAME = C.CONSTRAINT_NAME"
            + " WHERE UPPER(C.TABLE_SCHEMA) = 'PUBLIC' ORDER BY C.TABLE_NAME, C.CONSTRAINT_NAME",
        results -> {
          String name = results.getString(1);
          List<KeySchema> into = keys.get(results.getString(2));
          List<Integer> over = constraintColumns.get(name);
          List<String> target = referred.get(name);
          if (into != null && over != null && target != null) {
            into.add(foreign(name, over, target, results.getString(3)));
          }
        });
  }

  private static KeySchema foreign(
      String name, List<Integer> over, List<String> target, String deleteRule) {
    KeySchema.OnDelete onDelete =
        switch (deleteRule) {
          case "CASCADE" -> KeySchema.OnDelete.CASCADE;
          case "SET NULL" -> KeySchema.OnDelete.SET_NULL;
          case "SET DEFAULT" -> KeySchema.OnDelete.SET_DEFAULT;
          default -> KeySchema.OnDelete.RESTRICT;
        };
    return new KeySchema(
        name,
        KeySchema.Kind.FOREIGN,
        over,
        new KeySchema.Reference(target.get(0), target.subList(1, target.size()), onDelete, false),
        null);
  }

  private void otherSchemas() throws SQLException {
    query(
        "SELECT TABLE_SCHEMA, COUNT(*) FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE UPPER(TABLE_SCHEMA) NOT IN ('PUBLIC', 'INFORMATION_SCHEMA', 'PG_CATALOG')"
            + " AND TABLE_TYPE = 'BASE TABLE' GROUP BY TABLE_SCHEMA ORDER BY TABLE_SCHEMA",
        results ->
            findings.add(
                new Finding(
                    null,
                    Severity.INFO,
                    "other-schema",
                    "schema "
                        + results.getString(1)
                        + " has "
                        + results.getInt(2)
                        + " tables that are not synced: only schema PUBLIC is")));
  }

  /** Takes a result row. */
  @FunctionalInterface
  private interface Take {
    void row(ResultSet results) throws SQLException;
  }

  private void query(String sql, Take take) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet results = statement.executeQuery()) {
      while (results.next()) {
        take.row(results);
      }
    }
  }
}
