package dev.blazesync.adapters.h2;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cells that a journal has besides, because its table's spec asked for them; their names say
 * what they are for, so that nothing else has to:
 *
 * <pre>
 * D0_INT64_9af2...      new minus old of the first delta column: how it is held, its name's hash
 * C0_TEXT C1_CLOB ...   the row of a removed record, by the column's index and how it is held
 * KEPT                  which columns that row has, as one number; NULL = there is no row
 * </pre>
 *
 * <p>A cell of a column that is gone, or is held another way now, is left NULL.
 *
 * @param deltas in the order in which they were asked for
 * @param kept cells for all columns that are not generated; empty = rows are not kept
 * @param shape the number that KEPT has for rows of these columns
 */
record Extras(List<Cell> deltas, List<Cell> kept, long shape) {
  static final Extras NONE = new Extras(List.of(), List.of(), 0);
  static final String KEPT = "KEPT";

  private static final Pattern DELTA = Pattern.compile("D(\\d+)_([A-Z0-9_]+)_([0-9a-f]+)");
  private static final Pattern ANY = Pattern.compile(KEPT + "|C\\d+_.*|" + DELTA.pattern());

  /**
   * @param name in the journal
   * @param column index in the table, or -1: it is not there
   * @param as how the journal holds it
   */
  record Cell(String name, int column, ColumnSchema as) {}

  /** How values are held in a journal: each kind in a type that changes none of its values. */
  private enum Held {
    BOOLEAN(ValueKind.BOOLEAN, "BOOLEAN"),
    INT64(ValueKind.INT64, "BIGINT"),
    FLOAT64(ValueKind.FLOAT64, "DOUBLE PRECISION"),
    DECIMAL(ValueKind.DECIMAL, "DECFLOAT(100000)"),
    TEXT(ValueKind.TEXT, "VARCHAR_CASESENSITIVE"),
    CLOB(ValueKind.TEXT, "CHARACTER LARGE OBJECT"),
    BYTES(ValueKind.BYTES, "BINARY VARYING"),
    BLOB(ValueKind.BYTES, "BINARY LARGE OBJECT"),
    DATE(ValueKind.DATE, "DATE"),
    TIME(ValueKind.TIME, "TIME(9)"),
    TIMESTAMP(ValueKind.TIMESTAMP, "TIMESTAMP(9)"),
    TIMESTAMP_TZ(ValueKind.TIMESTAMP_TZ, "TIMESTAMP(9) WITH TIME ZONE"),
    UUID(ValueKind.UUID, "UUID");

    private final ValueKind kind;
    private final String type;

    Held(ValueKind kind, String type) {
      this.kind = kind;
      this.type = type;
    }

    static Held of(ColumnSchema column) {
      String base = H2Type.of(column).base();
      return switch (column.kind()) {
        case NULL, TEXT ->
            base.equals(H2Type.TEXT)
                    || base.equals(H2Type.IGNORECASE)
                    || base.equals(H2Type.CHARACTER)
                ? TEXT
                : CLOB;
        case BYTES -> base.equals(H2Type.BYTES) || base.equals("BINARY") ? BYTES : BLOB;
        default -> valueOf(column.kind().name());
      };
    }
  }

  Extras {
    deltas = List.copyOf(deltas);
    kept = List.copyOf(kept);
  }

  boolean keepsRows() {
    return !kept.isEmpty();
  }

  /** {@return what a journal of these columns has for a table of these} */
  static Extras of(List<ColumnSchema> table, Collection<String> journal) {
    List<Cell> kept = journal.contains(KEPT) ? kept(table) : List.of();
    boolean whole = kept.stream().allMatch(cell -> journal.contains(cell.name));
    return new Extras(deltas(table, journal), whole ? kept : List.of(), shape(table));
  }

  private static List<Cell> kept(List<ColumnSchema> table) {
    List<Cell> cells = new ArrayList<>();
    for (int index = 0; index < table.size(); index++) {
      ColumnSchema column = table.get(index);
      if (!column.generated()) {
        Held held = Held.of(column);
        cells.add(new Cell("C" + index + "_" + held, index, as(column.name(), held)));
      }
    }
    return cells;
  }

  private static ColumnSchema as(String name, Held held) {
    return ColumnSchema.of(name, held.kind, true);
  }

  private static List<Cell> deltas(List<ColumnSchema> table, Collection<String> journal) {
    Map<String, Integer> places = new HashMap<>();
    for (int index = 0; index < table.size(); index++) {
      places.put(deltaName(table.get(index)), index);
    }
    Map<Integer, Cell> cells = new java.util.TreeMap<>();
    for (String name : journal) {
      Matcher delta = DELTA.matcher(name);
      if (delta.matches()) {
        int place = places.getOrDefault(name.substring(name.indexOf('_')), -1);
        Held held = Held.valueOf(delta.group(2));
        cells.put(Integer.valueOf(delta.group(1)), new Cell(name, place, as(name, held)));
      }
    }
    return List.copyOf(cells.values());
  }

  /** Without the D and its number. */
  private static String deltaName(ColumnSchema column) {
    return "_" + Held.of(column) + "_" + Long.toHexString(Names.layout(List.of(column.name())));
  }

  private static long shape(List<ColumnSchema> table) {
    List<String> names = new ArrayList<>();
    table.forEach(column -> names.add(Held.of(column) + " " + column.name()));
    return Names.layout(names);
  }

  /** {@return whether a column of a journal is one of these} */
  static boolean isExtra(String journalColumn) {
    return ANY.matcher(journalColumn).matches();
  }

  /** {@return names and types of the cells that a spec asks for} */
  static Map<String, String> wanted(CaptureSpec spec) {
    Map<String, String> cells = new LinkedHashMap<>();
    TableSchema table = spec.table();
    int number = 0;
    for (int index : spec.deltaColumns().stream().toArray()) {
      ColumnSchema column = table.columns().get(index);
      cells.put("D" + number++ + deltaName(column), Held.of(column).type);
    }
    if (spec.keepDeleted()) {
      cells.put(KEPT, "BIGINT");
      for (Cell cell : kept(table.columns())) {
        cells.put(cell.name, Held.of(table.columns().get(cell.column)).type);
      }
    }
    return cells;
  }
}
