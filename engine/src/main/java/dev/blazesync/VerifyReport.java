package dev.blazesync;

import java.util.List;

/**
 * Two databases compared, record by record.
 *
 * @param equal whether every table that syncs is the same in both
 */
public record VerifyReport(boolean equal, List<Table> tables) {
  /**
   * @param different records that differ or are in one database only
   * @param examples up to ten of them, for a person: key and what differs
   */
  public record Table(String table, long rowsA, long rowsB, long different, List<String> examples) {
    public Table {
      examples = List.copyOf(examples);
    }
  }

  public VerifyReport {
    tables = List.copyOf(tables);
  }
}
