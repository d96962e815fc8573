package dev.blazesync.engine.operation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Columns in the order of their names. Its arrays are shared, and never change.
 *
 * @param names sorted, each once
 * @param places of each name in the list it is from
 */
@SuppressWarnings("ArrayRecordComponent") // shared by all records of the columns, and not compared
public record SortedColumns(String[] names, int[] places) {
  /** {@return the columns of a list; of a name that occurs twice, the last} */
  public static SortedColumns of(List<String> columns) {
    Map<String, Integer> byName = new TreeMap<>();
    for (int place = 0; place < columns.size(); place++) {
      byName.put(columns.get(place), place);
    }
    return new SortedColumns(
        byName.keySet().toArray(String[]::new),
        byName.values().stream().mapToInt(Integer::intValue).toArray());
  }
}
