package dev.blazesync;

import dev.blazesync.spi.Finding;
import dev.blazesync.spi.Nullable;
import java.util.List;

/**
 * Whether and how a database can sync.
 *
 * @param findings about the database as a whole
 */
public record DoctorReport(List<Table> tables, List<Finding> findings) {
  /**
   * @param syncs whether it can
   * @param key columns that identify its records, in order; null = none
   */
  public record Table(
      String table, boolean syncs, @Nullable List<String> key, List<Finding> findings) {}

  public DoctorReport {
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }

  /** {@return whether anything cannot sync} */
  public boolean blocked() {
    return findings.stream().anyMatch(f -> f.severity() == Finding.Severity.BLOCKER)
        || tables.stream()
            .flatMap(t -> t.findings().stream())
            .anyMatch(f -> f.severity() == Finding.Severity.BLOCKER);
  }
}
