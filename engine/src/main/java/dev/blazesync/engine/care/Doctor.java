package dev.blazesync.engine.care;

import dev.blazesync.DoctorReport;
import dev.blazesync.TableSelection;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says whether and how a database can sync. Pure. */
public final class Doctor {
  private Doctor() {}

  /** {@return what a store found in its database, table by table} */
  public static DoctorReport examine(DatabaseSchema schema, TableSelection selection) {
    Set<String> named = new TreeSet<>();
    List<DoctorReport.Table> tables = new ArrayList<>();
    for (TableSchema table : schema.tables()) {
      named.add(table.name());
      if (Selections.selected(selection, table.name())) {
        tables.add(report(schema, table.name(), table.identity(), table));
      }
    }
    for (Finding finding : schema.findings()) {
      String table = finding.table();
      if (table != null && named.add(table) && Selections.selected(selection, table)) {
        tables.add(report(schema, table, null, null));
      }
    }
    List<Finding> whole =
        schema.findings().stream().filter(finding -> finding.table() == null).toList();
    return new DoctorReport(tables, whole);
  }

  private static DoctorReport.Table report(
      DatabaseSchema schema,
      String name,
      @Nullable KeySchema identity,
      @Nullable TableSchema table) {
    List<Finding> findings =
        schema.findings().stream().filter(finding -> name.equals(finding.table())).toList();
    boolean blocked =
        findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.BLOCKER);
    List<String> key =
        identity == null || table == null
            ? null
            : identity.columns().stream().map(c -> table.columns().get(c).name()).toList();
    return new DoctorReport.Table(name, key != null && !blocked, key, findings);
  }
}
