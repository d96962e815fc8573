package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The statements that capture one table: its dirty table and the triggers that fill it.
 *
 * <p>A dirty table has one row per record key and column mask:
 *
 * <pre>
 * k1 [t1] k2 [t2] ...   the key's cells as stored; t = typeof, where 1 and 1.0 would be one key
 * mask                  bit i = column i changed; every bit from the column count up is always set
 * wall_millis           the latest such change
 * created               there surely was no such record when this capture of it began
 * removed               it was deleted in between
 * [d3 ...]              what updates added to a delta column; NULL = unknown
 * </pre>
 *
 * <p>Triggers only ever use {@code ON CONFLICT ... DO UPDATE}: the OR clause of the application's
 * own statement overrides everything else. What REPLACE removes fires no trigger, so the rows it
 * might remove are marked before it does, with no known bit set. They are marked too often: a drain
 * looks whether the row is there.
 */
final class CaptureSql {
  static final String GUARD = SchemaReader.OWN + "guard";
  static final String CATALOG = SchemaReader.OWN + "capture";
  static final String CREATE_GUARD = "CREATE TABLE " + GUARD + " (writing INTEGER NOT NULL)";
  static final String CREATE_CATALOG =
      "CREATE TABLE "
          + CATALOG
          + " (number INTEGER PRIMARY KEY, table_name TEXT NOT NULL, columns TEXT NOT NULL,"
          + " key_columns TEXT NOT NULL)";

  /** Milliseconds since 1970; works in SQLite before 3.42 too. */
  private static final String NOW =
      "CAST((julianday('now') - 2440587.5) * 86400000.0 + 0.5 AS INTEGER)";

  private static final String UNGUARDED = "NOT EXISTS (SELECT 1 FROM " + GUARD + ")";

  private final int number;
  private final SqliteTable table;
  private final Asked asked;
  private final @Nullable RemovedRows removedRows;
  private final List<KeyPart> key = new ArrayList<>();
  private final Map<String, String> triggers;

  /**
   * One column of the identity key.
   *
   * @param cell its column in the dirty table
   * @param type the column of its typeof in the dirty table, or an empty text
   * @param lookup what follows a comparison so that the key's index serves it
   */
  record KeyPart(ColumnSchema column, String name, String cell, String type, String lookup) {
    boolean typed() {
      return !type.isEmpty();
    }
  }

  CaptureSql(int number, SqliteTable table, Asked asked) {
    this.number = number;
    this.table = table;
    this.asked = asked;
    KeySchema identity = table.schema().identityKey();
    for (int part = 0; part < identity.columns().size(); part++) {
      int index = identity.columns().get(part);
      ColumnSchema column = table.schema().columns().get(index);
      boolean typed = Affinity.of(column) == Affinity.BLOB;
      key.add(
          new KeyPart(
              column,
              SqlText.quote(column.name()),
              "k" + (part + 1),
              typed ? "t" + (part + 1) : "",
              lookup(index, table.keyCollations().get(part))));
    }
    removedRows = asked.keepsRows() ? new RemovedRows(number, table, dirtyKey("")) : null;
    triggers = Collections.unmodifiableMap(makeTriggers());
  }

  int number() {
    return number;
  }

  SqliteTable table() {
    return table;
  }

  Asked asked() {
    return asked;
  }

  /** {@return where removed rows are kept, or null = they are not} */
  @Nullable
  RemovedRows removedRows() {
    return removedRows;
  }

  List<KeyPart> key() {
    return key;
  }

  String dirtyTable() {
    return dirtyTable(number);
  }

  static String dirtyTable(int number) {
    return SchemaReader.OWN + "dirty_" + number;
  }

  static String triggerPrefix(int number) {
    return SchemaReader.OWN + number + "_";
  }

  /** Kept in the catalog, to notice what a migration did. */
  String columnList() {
    return columns(table);
  }

  static String columns(SqliteTable table) {
    return String.join(
        ",", table.schema().columns().stream().map(c -> SqlText.quote(c.name())).toList());
  }

  /** Kept in the catalog, to notice what a migration did. */
  String keyList() {
    return String.join(",", key.stream().map(KeyPart::name).toList());
  }

  String createDirtyTable() {
    StringBuilder deltas = new StringBuilder();
    asked.deltas().forEach(column -> deltas.append(", ").append(Asked.cell(column)));
    return "CREATE TABLE "
        + dirtyTable()
        + " ("
        + keyDeclarations()
        + ", mask INTEGER NOT NULL, wall_millis INTEGER NOT NULL, created INTEGER NOT NULL,"
        + " removed INTEGER NOT NULL"
        + deltas
        + ", UNIQUE ("
        + dirtyKey("")
        + ", mask))";
  }

  String createRemovedRows() {
    return Objects.requireNonNull(removedRows).create(keyDeclarations());
  }

  private String keyDeclarations() {
    List<String> columns = new ArrayList<>();
    for (KeyPart part : key) {
      Affinity affinity = Affinity.of(part.column);
      columns.add(part.cell + (affinity == Affinity.BLOB ? "" : " " + affinity));
      if (part.typed()) {
        columns.add(part.type + " TEXT");
      }
    }
    return String.join(", ", columns);
  }

  /** {@return the key's columns in the dirty table, each behind {@code prefix}} */
  String dirtyKey(String prefix) {
    List<String> columns = new ArrayList<>();
    for (KeyPart part : key) {
      columns.add(prefix + part.cell);
      if (part.typed()) {
        columns.add(prefix + part.type);
      }
    }
    return String.join(", ", columns);
  }

  /** {@return triggers by name, in the order they are to be made} */
  Map<String, String> triggers() {
    return triggers;
  }

  private Map<String, String> makeTriggers() {
    Map<String, String> triggers = new LinkedHashMap<>();
    add(triggers, "before_insert", "BEFORE INSERT", "1", victims(false));
    add(triggers, "insert", "AFTER INSERT", "1" + notNull("NEW."), List.of(inserted("")));
    String sameKey = sameKey("OLD.", "NEW.");
    UniqueChanges unique = new UniqueChanges(table, "NOT (" + sameKey + ")");
    add(
        triggers,
        "before_update",
        "BEFORE UPDATE" + unique.of(),
        unique.condition(),
        victims(true));
    add(triggers, "update", "AFTER UPDATE", sameKey + notNull("NEW."), List.of(updated()));
    add(triggers, "rekey", "AFTER UPDATE" + unique.ofKey(), "NOT (" + sameKey + ")", rekeyed());
    add(triggers, "delete", "AFTER DELETE", "1" + notNull("OLD."), deleted(""));
    return triggers;
  }

  private String updated() {
    StringBuilder sums = new StringBuilder();
    for (int column : asked.deltas()) {
      String cell = Asked.cell(column);
      sums.append(", ").append(cell).append(" = ").append(DeltaSql.plus(cell));
    }
    return put("VALUES (" + cells("NEW.", mask(), "0", "0") + deltas() + ")", sums.toString());
  }

  private String deltas() {
    StringBuilder deltas = new StringBuilder();
    for (int column : asked.deltas()) {
      String name = SqlText.quote(table.schema().columns().get(column).name());
      deltas.append(", ").append(DeltaSql.between(name));
    }
    return deltas.toString();
  }

  private List<String> rekeyed() {
    List<String> statements = new ArrayList<>(deleted(" WHERE 1" + notNull("OLD.")));
    statements.add(inserted(" WHERE 1" + notNull("NEW.")));
    return statements;
  }

  private List<String> deleted(String where) {
    List<String> statements = new ArrayList<>();
    statements.add(upsert(rows(row("OLD.", "-1", "0", "1"), where), ", removed = 1"));
    if (removedRows != null) {
      String from = where.isEmpty() ? " WHERE 1" : where;
      statements.add(removedRows.keep(keyCells("OLD."), "OLD.", from));
    }
    return statements;
  }

  /**
   * {@return a statement that marks every row as changed}
   *
   * @param created whether to mark them as new, and to leave alone the records marked already
   */
  String markAll(boolean created) {
    String known =
        " AND NOT EXISTS (SELECT 1 FROM " + dirtyTable() + " d WHERE " + dirtyIs("d.", "") + ")";
    return upsert(
        "SELECT "
            + row("", "-1", created ? "1" : "0", "0")
            + " FROM "
            + SqlText.quote(table.name())
            + " WHERE 1"
            + notNull("")
            + (created ? known : ""),
        "");
  }

  /** {@return a statement that makes every entry mean all columns, into a dirty table like this} */
  String collapse(String from) {
    return "INSERT INTO "
        + dirtyTable()
        + " SELECT "
        + dirtyKey("")
        + ", -1, max(wall_millis), max(created), max(removed)"
        + ", NULL".repeat(asked.deltas().size())
        + " FROM "
        + from
        + " GROUP BY "
        + dirtyKey("");
  }

  /**
   * {@return a statement that copies entries as they are}
   *
   * @param known what was asked for when they were captured: the past of other columns is unknown
   */
  String carry(String from, Asked known) {
    StringBuilder deltas = new StringBuilder();
    for (int column : asked.deltas()) {
      deltas.append(known.deltas().contains(column) ? ", " + Asked.cell(column) : ", NULL");
    }
    return "INSERT INTO "
        + dirtyTable()
        + " SELECT "
        + dirtyKey("")
        + ", mask, wall_millis, created, removed"
        + deltas
        + " FROM "
        + from;
  }

  /**
   * {@return condition that joins the table's row to its entries, by index and then bit for bit}
   */
  String joined(String rows, String dirty) {
    List<String> terms = new ArrayList<>();
    for (KeyPart part : key) {
      String column = rows + part.name;
      terms.add(column + " = " + dirty + part.cell + part.lookup);
      if (!part.lookup.isEmpty()) {
        terms.add(column + " = " + dirty + part.cell + " COLLATE BINARY");
      }
      if (part.typed()) {
        terms.add("typeof(" + column + ") = " + dirty + part.type);
      }
    }
    return String.join(" AND ", terms);
  }

  /**
   * Bits that are set in every mask; 0, which no change has, where the mask cannot tell columns.
   */
  private long alwaysSet() {
    int columns = table.schema().columns().size();
    return columns > SchemaFindings.MAX_MASKED_COLUMNS ? 0 : -1L << columns;
  }

  private String mask() {
    List<ColumnSchema> columns = table.schema().columns();
    if (columns.size() > SchemaFindings.MAX_MASKED_COLUMNS) {
      return "-1";
    }
    List<Integer> keyColumns = table.schema().identityKey().columns();
    StringBuilder mask = new StringBuilder().append(alwaysSet());
    for (int index = 0; index < columns.size(); index++) {
      ColumnSchema column = columns.get(index);
      if (!column.generated() && !keyColumns.contains(index)) {
        String name = SqlText.quote(column.name());
        mask.append(" | ((")
            .append(SqliteDialect.differ("OLD." + name, "NEW." + name, column))
            .append(") << ")
            .append(index)
            .append(')');
      }
    }
    return mask.toString();
  }

  /**
   * @param condition what SQLite looks at before it looks whether it is the engine that writes,
   *     which takes longer
   */
  private void add(
      Map<String, String> triggers,
      String event,
      String when,
      String condition,
      List<String> body) {
    String name = triggerPrefix(number) + event;
    triggers.put(
        name,
        "CREATE TRIGGER "
            + name
            + " "
            + when
            + " ON "
            + SqlText.quote(table.name())
            + " WHEN ("
            + condition
            + ") AND "
            + UNGUARDED
            + " BEGIN "
            + String.join("; ", body)
            + "; END");
  }

  /** The row is there now; it is new if nothing was known of its key. */
  private String inserted(String where) {
    String unknown =
        "NOT EXISTS (SELECT 1 FROM " + dirtyTable() + " WHERE " + dirtyIs("", "NEW.") + ")";
    return upsert(rows(row("NEW.", "-1", unknown, "0"), where), "");
  }

  private static String rows(String row, String where) {
    return where.isEmpty() ? "VALUES (" + row + ")" : "SELECT " + row + where;
  }

  /**
   * Marks the rows that a REPLACE would remove: of the same key (so that its new row does not count
   * as created), and of equal values in every other unique index.
   */
  private List<String> victims(boolean update) {
    List<String> statements = new ArrayList<>();
    String other = update ? " AND NOT (" + sameKey("", "OLD.") + ")" : "";
    List<String> sameKey = new ArrayList<>();
    for (KeyPart part : key) {
      sameKey.add(part.name + " = NEW." + part.name + part.lookup);
    }
    statements.addAll(victim(String.join(" AND ", sameKey) + other));
    for (SqliteTable.UniqueIndex index : table.uniques()) {
      String predicate = index.predicate() == null ? "" : " AND (" + index.predicate() + ")";
      statements.addAll(victim(equalTerms(index) + predicate + notNull("") + other));
    }
    return statements;
  }

  private List<String> victim(String where) {
    String from = " FROM " + SqlText.quote(table.name()) + " WHERE " + where;
    List<String> statements = new ArrayList<>();
    statements.add(upsert("SELECT " + row("", Long.toString(alwaysSet()), "0", "0") + from, ""));
    if (removedRows != null) {
      statements.add(removedRows.keep(keyCells(""), "", from));
    }
    return statements;
  }

  private String equalTerms(SqliteTable.UniqueIndex index) {
    List<String> terms = new ArrayList<>();
    for (SqliteTable.Term term : index.terms()) {
      String now =
          term.column() >= 0 ? "NEW." + term.sql() : "(SELECT " + term.sql() + newRow() + ")";
      terms.add(term.sql() + " = " + now + lookup(term.column(), term.collation()));
    }
    return String.join(" AND ", terms);
  }

  /** A row source with the columns' names, in which an index's expression means the new row. */
  private String newRow() {
    List<String> cells = new ArrayList<>();
    for (ColumnSchema column : table.schema().columns()) {
      String name = SqlText.quote(column.name());
      cells.add("NEW." + name + " AS " + name);
    }
    return " FROM (SELECT " + String.join(", ", cells) + ")";
  }

  private String lookup(int column, String indexCollation) {
    boolean plain =
        indexCollation.equals("BINARY")
            && (column < 0 || table.collations().get(column).equals("BINARY"));
    return plain ? "" : " COLLATE " + SqlText.quote(indexCollation);
  }

  private String sameKey(String one, String other) {
    List<String> terms = new ArrayList<>();
    for (KeyPart part : key) {
      String term = one + part.name + " IS " + other + part.name;
      terms.add(part.lookup.isEmpty() ? term : term + " COLLATE BINARY");
      if (part.typed()) {
        terms.add("typeof(" + one + part.name + ") = typeof(" + other + part.name + ")");
      }
    }
    return String.join(" AND ", terms);
  }

  private String dirtyIs(String dirty, String row) {
    List<String> terms = new ArrayList<>();
    for (KeyPart part : key) {
      // The dirty table's column stands first: it compares by its own collation, which is BINARY.
      terms.add(dirty + part.cell + " = " + owned(row) + part.name);
      if (part.typed()) {
        terms.add(dirty + part.type + " = typeof(" + owned(row) + part.name + ")");
      }
    }
    return String.join(" AND ", terms);
  }

  private String owned(String row) {
    return row.isEmpty() ? SqlText.quote(table.name()) + "." : row;
  }

  private String notNull(String row) {
    StringBuilder terms = new StringBuilder();
    for (KeyPart part : key) {
      if (part.column.nullable()) {
        terms.append(" AND ").append(row).append(part.name).append(" IS NOT NULL");
      }
    }
    return terms.toString();
  }

  /** Of an entry that is not an update nobody knows what it adds. */
  private String row(String source, String mask, String created, String removed) {
    return cells(source, mask, created, removed) + ", NULL".repeat(asked.deltas().size());
  }

  private String cells(String source, String mask, String created, String removed) {
    return String.join(", ", keyCells(source), mask, NOW, created, removed);
  }

  private String keyCells(String source) {
    List<String> cells = new ArrayList<>();
    for (KeyPart part : key) {
      cells.add(source + part.name);
      if (part.typed()) {
        cells.add("typeof(" + source + part.name + ")");
      }
    }
    return String.join(", ", cells);
  }

  private String upsert(String rows, String alsoSet) {
    StringBuilder unknown = new StringBuilder(alsoSet);
    asked.deltas().forEach(column -> unknown.append(", ").append(Asked.cell(column) + " = NULL"));
    return put(rows, unknown.toString());
  }

  private String put(String rows, String alsoSet) {
    StringBuilder deltas = new StringBuilder();
    asked.deltas().forEach(column -> deltas.append(", ").append(Asked.cell(column)));
    return "INSERT INTO "
        + dirtyTable()
        + " ("
        + dirtyKey("")
        + ", mask, wall_millis, created, removed"
        + deltas
        + ") "
        + rows
        + " ON CONFLICT ("
        + dirtyKey("")
        + ", mask) DO UPDATE SET wall_millis = excluded.wall_millis"
        + alsoSet;
  }
}
