package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What capture of one table is asked for besides its dirty set. The database remembers it by what
 * is there: a delta cell {@code d3} in the dirty table for column 3, and the table of removed rows.
 *
 * @param deltas indexes of the delta columns, ascending
 * @param keepsRows whether removed rows are kept
 */
record Asked(List<Integer> deltas, boolean keepsRows) {
  static final Asked NOTHING = new Asked(List.of(), false);

  private static final Pattern DELTA_CELL = Pattern.compile(", d(\\d+)(?=,)");

  Asked {
    deltas = List.copyOf(deltas);
  }

  /**
   * {@return what is asked for of a table, whose columns may have moved since its spec was made}
   */
  static Asked of(CaptureSpec spec, SqliteTable table) {
    List<Integer> deltas = new ArrayList<>();
    spec.deltaColumns().stream()
        .map(index -> table.schema().column(spec.table().columns().get(index).name()))
        .filter(column -> column >= 0)
        .forEach(deltas::add);
    Collections.sort(deltas);
    return new Asked(deltas, spec.keepDeleted());
  }

  /** {@return why this cannot be asked of the table, or null} */
  static @Nullable String problem(CaptureSpec spec, SqliteTable table) {
    for (int index : spec.deltaColumns().stream().toArray()) {
      if (index >= spec.table().columns().size()) {
        return "no column " + index + " to add up";
      }
      ColumnSchema column = spec.table().columns().get(index);
      if (table.schema().column(column.name()) < 0) {
        return "no column " + column.name() + " to add up; read the schema again";
      }
      if (Affinity.of(column) == Affinity.TEXT) {
        return "column " + column.name() + " holds text, which cannot be added up";
      }
    }
    return null;
  }

  /** {@return what the database says is captured under this number} */
  static Asked there(SchemaImage image, int number) {
    SchemaImage.OwnObject dirty = image.captureObjects().get(CaptureSql.dirtyTable(number));
    List<Integer> deltas = new ArrayList<>();
    Matcher cell = DELTA_CELL.matcher(dirty == null ? "" : dirty.sql());
    while (cell.find()) {
      deltas.add(Integer.valueOf(cell.group(1)));
    }
    return new Asked(deltas, image.captureObjects().containsKey(RemovedRows.name(number)));
  }

  /**
   * {@return the same of the columns as they are now} A column is known by its name, and by its
   * place where it was only renamed. If one is gone, or comes before another that it came after,
   * nothing is added up until it is asked for anew.
   *
   * @param before names of all columns when the triggers were made
   */
  Asked in(List<String> before, List<String> now) {
    List<Integer> moved = new ArrayList<>();
    int last = -1;
    for (int column : deltas) {
      int place = column < before.size() ? now.indexOf(before.get(column)) : -1;
      boolean mayBeRenamed = before.size() <= now.size() && column < now.size();
      if (place < 0 && mayBeRenamed && !before.contains(now.get(column))) {
        place = column;
      }
      if (place <= last) {
        return new Asked(List.of(), keepsRows);
      }
      last = place;
      moved.add(place);
    }
    return new Asked(moved, keepsRows);
  }

  /** {@return the cell of a delta column in a dirty table} */
  static String cell(int column) {
    return "d" + column;
  }
}
