package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the schema of a database, within the caller's transaction if there is one. */
final class SchemaReader {
  /** Id of the provider, and so the dialect of the statements in a schema. */
  static final String DIALECT = "sqlite";

  /** What everything that BlazeSync makes is named after. */
  static final String OWN = "blazesync_";

  private final Connection connection;

  /** A row of sqlite_master. */
  record Master(String type, String name, String table, String sql) {
    boolean own() {
      return name.toLowerCase(Locale.ROOT).startsWith(OWN);
    }
  }

  /** One column as a pragma tells it. */
  private record Column(
      String name, String type, boolean notNull, @Nullable String byDefault, int key, int hidden) {}

  /** One index as the pragmas tell it. */
  private static final class Index {
    final String name;
    final String origin;
    final boolean partial;
    final List<Integer> columns = new ArrayList<>();
    final List<String> collations = new ArrayList<>();

    Index(String name, String origin, boolean partial) {
      this.name = name;
      this.origin = origin;
      this.partial = partial;
    }
  }

  /** What is read of one table before its schema is made. */
  private static final class Parts {
    final Master master;
    final boolean withoutRowid;
    final boolean strict;
    final List<Column> columns = new ArrayList<>();
    final List<Index> indexes = new ArrayList<>();
    final List<KeySchema> foreign = new ArrayList<>();

    Parts(Master master, boolean withoutRowid, boolean strict) {
      this.master = master;
      this.withoutRowid = withoutRowid;
      this.strict = strict;
    }
  }

  private SchemaReader(Connection connection) {
    this.connection = connection;
  }

  /** {@return the number SQLite counts schema changes with} */
  static long version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("PRAGMA schema_version")) {
      return results.next() ? results.getLong(1) : 0;
    }
  }

  static SchemaImage read(Connection connection) throws SQLException {
    return new SchemaReader(connection).read();
  }

  private SchemaImage read() throws SQLException {
    long version = version(connection);
    List<Master> masters = masters();
    Map<String, Parts> parts = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    readTables(masters, parts, findings);
    readColumns(parts);
    readIndexes(parts);
    readForeignKeys(parts);
    Map<String, SqliteTable> tables = new LinkedHashMap<>();
    for (Parts table : parts.values()) {
      tables.put(table.master.name, table(table, masters, findings));
    }
    findings.addAll(SchemaFindings.of(connection, tables.values()));
    Map<String, SchemaImage.OwnObject> own = new LinkedHashMap<>();
    for (Master master : masters) {
      if (master.own()) {
        own.put(master.name, new SchemaImage.OwnObject(master.type, master.table, master.sql));
      }
    }
    DatabaseSchema schema =
        new DatabaseSchema(
            DIALECT,
            token(masters),
            own.containsKey(DatabaseSchema.STATE_TABLE),
            capabilities(),
            tables.values().stream().map(SqliteTable::schema).toList(),
            extras(masters),
            findings);
    return new SchemaImage(version, schema, tables, own);
  }

  private List<Master> masters() throws SQLException {
    List<Master> masters = new ArrayList<>();
    query(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
            + " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
        row ->
            masters.add(
                new Master(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
    return masters;
  }

  private void readTables(List<Master> masters, Map<String, Parts> parts, List<Finding> findings)
      throws SQLException {
    Map<String, Master> byName = new LinkedHashMap<>();
    masters.stream()
        .filter(master -> master.type.equals("table") && !master.own())
        .forEach(master -> byName.put(master.name, master));
    Map<String, Parts> unordered = new LinkedHashMap<>();
    query(
        "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'",
        row -> {
          Master master = byName.get(row.getString(1));
          if (master == null) {
            return;
          }
          if (row.getString(2).equals("virtual")) {
            findings.add(SchemaFindings.virtualTable(master.name));
          } else if (row.getString(2).equals("table")) {
            unordered.put(master.name, new Parts(master, row.getInt(3) != 0, row.getInt(4) != 0));
          }
        });
    for (String name : byName.keySet()) {
      Parts table = unordered.get(name);
      if (table != null) {
        parts.put(name, table);
      }
    }
  }

  private void readColumns(Map<String, Parts> parts) throws SQLException {
    query(
        "SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden"
            + " FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table'"
            + " ORDER BY m.name, x.cid",
        row -> {
          Parts table = parts.get(row.getString(1));
          if (table != null) {
            table.columns.add(
                new Column(
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4) != 0,
                    row.getString(5),
                    row.getInt(6),
                    row.getInt(7)));
          }
        });
  }

  private void readIndexes(Map<String, Parts> parts) throws SQLException {
    Map<String, Index> byName = new LinkedHashMap<>();
    query(
        "SELECT m.name, l.name, l.origin, l.partial, x.cid, x.coll"
            + " FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x"
            + " WHERE m.type = 'table' AND l.\"unique\" AND x.key"
            + " ORDER BY m.name, l.seq DESC, x.seqno",
        row -> {
          Parts table = parts.get(row.getString(1));
          if (table == null) {
            return;
          }
          Index index = byName.get(row.getString(2));
          if (index == null) {
            index = new Index(row.getString(2), row.getString(3), row.getInt(4) != 0);
            byName.put(index.name, index);
            table.indexes.add(index);
          }
          index.columns.add(row.getInt(5));
          String collation = row.getString(6);
          index.collations.add(collation == null ? "BINARY" : collation.toUpperCase(Locale.ROOT));
        });
  }

  private void readForeignKeys(Map<String, Parts> parts) throws SQLException {
    List<String[]> rows = new ArrayList<>();
    query(
        "SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_delete"
            + " FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
            + " ORDER BY m.name, f.id DESC, f.seq",
        row -> {
          String[] cells = new String[6];
          for (int cell = 0; cell < cells.length; cell++) {
            cells[cell] = row.getString(cell + 1);
          }
          rows.add(cells);
        });
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      while (to < rows.size()
          && rows.get(to)[0].equals(rows.get(from)[0])
          && rows.get(to)[1].equals(rows.get(from)[1])) {
        to++;
      }
      Parts table = parts.get(rows.get(from)[0]);
      if (table != null) {
        table.foreign.add(foreignKey(parts, table, rows.subList(from, to)));
      }
      from = to;
    }
  }

  private static KeySchema foreignKey(Map<String, Parts> parts, Parts table, List<String[]> rows) {
    String referred = rows.get(0)[2];
    Parts parent =
        parts.values().stream()
            .filter(other -> other.master.name.equalsIgnoreCase(referred))
            .findFirst()
            .orElse(null);
    List<Integer> columns = new ArrayList<>();
    List<String> referredColumns = new ArrayList<>();
    for (int part = 0; part < rows.size(); part++) {
      columns.add(columnIndex(table, rows.get(part)[3]));
      String to = rows.get(part)[4];
      if (to == null && parent != null) {
        to = primaryKeyColumn(parent, part + 1);
      } else if (to != null && parent != null) {
        int index = columnIndex(parent, to);
        to = index < 0 ? to : parent.columns.get(index).name;
      }
      if (to != null) {
        referredColumns.add(to);
      }
    }
    KeySchema.OnDelete onDelete =
        switch (rows.get(0)[5]) {
          case "CASCADE" -> KeySchema.OnDelete.CASCADE;
          case "SET NULL" -> KeySchema.OnDelete.SET_NULL;
          case "SET DEFAULT" -> KeySchema.OnDelete.SET_DEFAULT;
          default -> KeySchema.OnDelete.RESTRICT;
        };
    boolean deferred =
        table.master.sql.toUpperCase(Locale.ROOT).matches("(?s).*INITIALLY\\s+DEFERRED.*");
    return new KeySchema(
        null,
        KeySchema.Kind.FOREIGN,
        columns,
        new KeySchema.Reference(
            parent == null ? referred : parent.master.name, referredColumns, onDelete, deferred),
        null);
  }

  private static @Nullable String primaryKeyColumn(Parts table, int part) {
    return table.columns.stream()
        .filter(column -> column.key == part)
        .map(Column::name)
        .findFirst()
        .orElse(null);
  }

  private static int columnIndex(Parts table, String name) {
    for (int index = 0; index < table.columns.size(); index++) {
      if (table.columns.get(index).name.equalsIgnoreCase(name)) {
        return index;
      }
    }
    return -1;
  }

  private SqliteTable table(Parts parts, List<Master> masters, List<Finding> findings) {
    List<String> collations = new SqlText(parts.master.sql).columnCollations(parts.columns.size());
    Map<String, Master> indexes = new LinkedHashMap<>();
    List<String> statements = new ArrayList<>();
    List<SqliteTable.ApplicationTrigger> triggers = new ArrayList<>();
    statements.add(parts.master.sql);
    for (Master master : masters) {
      boolean here = master.table.equals(parts.master.name) && !master.own();
      if (here && master.type.equals("index") && !master.sql.isEmpty()) {
        indexes.put(master.name, master);
        statements.add(master.sql);
      }
      if (here && master.type.equals("trigger")) {
        triggers.add(new SqliteTable.ApplicationTrigger(master.name, master.sql));
      }
    }
    triggers.forEach(trigger -> statements.add(trigger.sql()));
    List<@Nullable String> generations =
        new SqlText(parts.master.sql).generations(parts.columns.size());
    Keys keys =
        new Keys(
            parts, indexes, new KeyTerms(connection, parts.master.name, collations, generations));
    findings.addAll(keys.terms.findings());
    boolean implicit = parts.withoutRowid || keys.rowidAlias;
    List<ColumnSchema> columns = new ArrayList<>();
    for (int column = 0; column < parts.columns.size(); column++) {
      columns.add(columnSchema(parts, parts.columns.get(column), collations.get(column), implicit));
    }
    TableSchema schema =
        new TableSchema(
            parts.master.name,
            columns,
            keys.all,
            keys.identity(columns),
            new TableSchema.OriginalDdl(DIALECT, statements));
    findings.addAll(SchemaFindings.of(schema));
    return new SqliteTable(
        schema,
        collations,
        keys.otherUniques(),
        triggers,
        keys.identityCollations,
        generations,
        keys.indexes(schema));
  }

  private static ColumnSchema columnSchema(
      Parts table, Column column, String collation, boolean implicitNotNull) {
    String type = column.type;
    if (table.strict && type.equalsIgnoreCase("ANY")) {
      type = ColumnTypes.STRICT_ANY;
    }
    return new ColumnSchema(
        column.name,
        ColumnTypes.kind(type),
        collation.equals("BINARY") ? type : type + ColumnTypes.COLLATE + collation,
        !(column.notNull || (implicitNotNull && column.key > 0)),
        column.hidden >= 2,
        column.byDefault);
  }

  /** The keys of one table. */
  private static final class Keys {
    final List<KeySchema> all = new ArrayList<>();
    final List<SqliteTable.UniqueIndex> uniques = new ArrayList<>();
    final List<@Nullable KeySchema> uniqueKeys = new ArrayList<>();
    final boolean rowidAlias;
    List<String> identityCollations = List.of();
    private final KeyTerms terms;
    private final Map<KeySchema, SqliteTable.UniqueIndex> indexes = new HashMap<>();
    private @Nullable KeySchema identity;

    Keys(Parts table, Map<String, Master> indexes, KeyTerms terms) {
      this.terms = terms;
      List<Integer> primary = new ArrayList<>();
      for (int part = 1; part <= table.columns.size(); part++) {
        for (int column = 0; column < table.columns.size(); column++) {
          if (table.columns.get(column).key == part) {
            primary.add(column);
          }
        }
      }
      boolean indexed = table.indexes.stream().anyMatch(index -> index.origin.equals("pk"));
      rowidAlias = primary.size() == 1 && !indexed && !table.withoutRowid;
      if (!primary.isEmpty()) {
        KeySchema.Kind kind =
            rowidAlias ? KeySchema.Kind.PRIMARY_GENERATED : KeySchema.Kind.PRIMARY;
        all.add(new KeySchema(null, kind, primary, null, null));
        identity = all.get(0);
        identityCollations = rowidAlias ? List.of("BINARY") : List.of();
      }
      for (Index index : table.indexes) {
        add(table, index, indexes.get(index.name));
      }
      all.addAll(table.foreign);
    }

    private void add(Parts table, Index index, @Nullable Master master) {
      if (index.origin.equals("pk")) {
        identityCollations = List.copyOf(index.collations);
        return;
      }
      SqlText text = master == null ? null : new SqlText(master.sql);
      List<String> written = text == null ? List.of() : text.indexTerms();
      List<SqliteTable.Term> terms = new ArrayList<>();
      for (int part = 0; part < index.columns.size(); part++) {
        int column = index.columns.get(part);
        String sql =
            column >= 0 ? SqlText.quote(table.columns.get(column).name) : written.get(part);
        terms.add(new SqliteTable.Term(column, sql, index.collations.get(part)));
      }
      String predicate = index.partial && text != null ? text.predicate() : null;
      uniques.add(new SqliteTable.UniqueIndex(index.name, terms, predicate));
      SqliteTable.UniqueIndex unique = uniques.get(uniques.size() - 1);
      List<String> names = table.columns.stream().map(Column::name).toList();
      KeySchema key = this.terms.key(master == null ? null : index.name, unique, names, all);
      uniqueKeys.add(key);
      if (key != null) {
        all.add(key);
        indexes.put(key, unique);
      }
    }

    /** {@return the indexes behind the keys; behind the primary key too} */
    Map<KeySchema, SqliteTable.UniqueIndex> indexes(TableSchema schema) {
      for (KeySchema key : schema.keys()) {
        if (key.isPrimary()) {
          indexes.put(
              key, SqliteTable.UniqueIndex.of(schema.name(), schema, key, identityCollations));
        }
      }
      return indexes;
    }

    @Nullable
    KeySchema identity(List<ColumnSchema> columns) {
      for (int index = 0; identity == null && index < uniques.size(); index++) {
        KeySchema key = uniqueKeys.get(index);
        if (key != null
            && key.isPlain()
            && key.columns().stream().noneMatch(column -> columns.get(column).nullable())) {
          identity = key;
          identityCollations =
              uniques.get(index).terms().stream().map(SqliteTable.Term::collation).toList();
        }
      }
      return identity;
    }

    List<SqliteTable.UniqueIndex> otherUniques() {
      List<SqliteTable.UniqueIndex> others = new ArrayList<>();
      for (int index = 0; index < uniques.size(); index++) {
        KeySchema key = uniqueKeys.get(index);
        if (key == null || !key.equals(identity)) {
          others.add(uniques.get(index));
        }
      }
      return others;
    }
  }

  private Set<StoreCapability> capabilities() throws SQLException {
    Set<StoreCapability> capabilities =
        EnumSet.of(
            StoreCapability.CAPTURES_WITHOUT_ENGINE,
            StoreCapability.COLUMN_MASK,
            StoreCapability.COLUMN_DELTAS,
            StoreCapability.DELETED_ROWS,
            StoreCapability.WAKES_FOR_OTHER_PROCESSES,
            StoreCapability.GENERATED_KEYS);
    if (SchemaFindings.pragma(connection, "journal_mode").equalsIgnoreCase("wal")) {
      capabilities.add(StoreCapability.LONG_SNAPSHOT_READS);
    }
    return capabilities;
  }

  /** Views, and the triggers on them. */
  private static List<String> extras(List<Master> masters) {
    List<String> views =
        masters.stream().filter(master -> master.type.equals("view")).map(Master::name).toList();
    return masters.stream()
        .filter(master -> !master.own())
        .filter(
            master ->
                master.type.equals("view")
                    || (master.type.equals("trigger") && views.contains(master.table)))
        .map(Master::sql)
        .toList();
  }

  private static long token(List<Master> masters) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      masters.stream()
          .filter(master -> !master.own())
          .map(master -> String.join("\0", master.type, master.name, master.table, master.sql))
          .sorted()
          .forEach(
              row -> {
                digest.update(row.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
              });
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Takes rows of a query. */
  @FunctionalInterface
  private interface RowReader {
    void row(ResultSet row) throws SQLException;
  }

  private void query(String sql, RowReader reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      while (results.next()) {
        reader.row(results);
      }
    }
  }
}
