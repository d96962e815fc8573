package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The journal of one captured table: NUMBER (from one sequence for all journals; not in the order
 * of commits), KIND, MASK (bit i = column i of LAYOUT), LAYOUT, WALL (milliseconds since 1970) and
 * the key's cells K0, K1 ... An index over key and number lets a drain take whole records, and a
 * claim find its own. What {@link Extras} the spec asked for comes behind.
 *
 * @param id names table and trigger
 * @param table as it is now
 * @param knownColumns how many columns it had when capture was set: later ones always count as
 *     changed
 * @param extras cells it has besides
 */
record Journal(int id, TableSchema table, int knownColumns, Extras extras) {
  /** First of the key's cells in {@link #columns}. */
  static final int FIRST_KEY = 7;

  String name() {
    return Names.qualified(Names.journal(id));
  }

  long layout() {
    return Names.layout(table.columns().stream().map(ColumnSchema::name).toList());
  }

  List<ColumnSchema> keySchemas() {
    return Sql.schemas(table, table.identityKey());
  }

  /** {@return K0, K1 ...} */
  List<String> keyNames() {
    return keyNames(table.identityKey().columns().size());
  }

  private static List<String> keyNames(int columns) {
    return IntStream.range(0, columns).mapToObj(cell -> Names.quote("K" + cell)).toList();
  }

  /** {@return what a drain reads: the row's own number first, last KEPT and the deltas} */
  String columns() {
    List<String> last = new ArrayList<>(keyNames());
    last.add(extras.keepsRows() ? Extras.KEPT : "NULL");
    extras.deltas().forEach(cell -> last.add(Names.quote(cell.name())));
    return "_ROWID_, \"NUMBER\", \"KIND\", \"MASK\", \"LAYOUT\", \"WALL\", " + Sql.list(last);
  }

  /** {@return index of KEPT in {@link #columns}, behind which the deltas stand} */
  int keptAt() {
    return FIRST_KEY + table.identityKey().columns().size();
  }

  /**
   * {@return the statement that reads the removed row kept by an entry; a generated cell is NULL}
   */
  String readKept() {
    List<String> cells = new ArrayList<>(Collections.nCopies(table.columns().size(), "NULL"));
    extras.kept().forEach(cell -> cells.set(cell.column(), Names.quote(cell.name())));
    return "SELECT " + Sql.list(cells) + " FROM " + name() + " WHERE _ROWID_ = ?";
  }

  /** {@return the columns that every entry has, for an INSERT} */
  static String entryColumns(int keyColumns) {
    return "(\"NUMBER\", \"KIND\", \"MASK\", \"LAYOUT\", \"WALL\", "
        + Sql.list(keyNames(keyColumns));
  }

  /** {@return the types of the key's cells, to notice when they change} */
  static String keyTypes(TableSchema table) {
    return String.join(
        ", ",
        Sql.schemas(table, table.identityKey()).stream()
            .map(column -> H2Type.of(column).journalType())
            .toList());
  }

  static List<String> ddl(int id, TableSchema table) {
    List<String> parts = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (ColumnSchema column : Sql.schemas(table, table.identityKey())) {
      String cell = Names.quote("K" + keys.size());
      keys.add(cell);
      parts.add(cell + " " + H2Type.of(column).journalType() + " NOT NULL");
    }
    String journal = Names.qualified(Names.journal(id));
    return List.of(
        "CREATE TABLE "
            + journal
            + " (\"NUMBER\" BIGINT NOT NULL, \"KIND\" SMALLINT NOT NULL, \"MASK\" BIGINT NOT NULL,"
            + " \"LAYOUT\" BIGINT NOT NULL, \"WALL\" BIGINT NOT NULL, "
            + Sql.list(parts)
            + ")",
        "CREATE INDEX "
            + Names.qualified(Names.journal(id) + "_BY_KEY")
            + " ON "
            + journal
            + " ("
            + Sql.list(keys)
            + ", \"NUMBER\")",
        "GRANT INSERT ON " + journal + " TO PUBLIC");
  }

  /**
   * {@return a statement that notes every row of the table}
   *
   * @param kind as {@link CaptureTrigger} names them
   * @param unlessNoted leave out rows that have entries
   */
  String noteAll(int kind, H2Dialect dialect, boolean unlessNoted) {
    List<String> keys = Sql.columns(dialect, table, table.identityKey());
    List<String> cells = new ArrayList<>();
    List<String> same = new ArrayList<>();
    List<String> names = keyNames();
    for (int cell = 0; cell < names.size(); cell++) {
      cells.add("T." + keys.get(cell));
      ColumnSchema column = keySchemas().get(cell);
      same.add(
          dialect.comparesBits(column, column.kind())
              ? "J." + names.get(cell) + " = T." + keys.get(cell)
              : "CAST(J."
                  + names.get(cell)
                  + " AS BINARY VARYING) = CAST(T."
                  + keys.get(cell)
                  + " AS BINARY VARYING)");
    }
    return "INSERT INTO "
        + name()
        + " "
        + entryColumns(names.size())
        + ") SELECT NEXT VALUE FOR "
        + Names.qualified(Names.SEQUENCE)
        + ", "
        + kind
        + ", -1, "
        + layout()
        + ", "
        + System.currentTimeMillis()
        + ", "
        + Sql.list(cells)
        + " FROM "
        + Names.qualified(table.name())
        + " T"
        + (unlessNoted
            ? " WHERE NOT EXISTS (SELECT 1 FROM "
                + name()
                + " J WHERE "
                + String.join(" AND ", same)
                + ")"
            : "");
  }
}
