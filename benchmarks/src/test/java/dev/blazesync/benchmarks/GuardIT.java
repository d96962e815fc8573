package dev.blazesync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.benchmarks.guard.Guard;
import dev.blazesync.benchmarks.guard.Guard.Finding;
import dev.blazesync.benchmarks.guard.Limit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Nothing takes more memory, or more time beside its baseline, than {@code guard.tsv} lets it.
 * Where that is meant to be so, {@code java -jar blazesync-benchmarks.jar guard} prints the lines
 * anew.
 */
class GuardIT {
  @Test
  void nothingGotWorse() throws Exception {
    List<Limit> limits =
        Limit.read(Path.of(System.getProperty("blazesync.root"), "benchmarks", "guard.tsv"));
    try (GuardedWorks works = new GuardedWorks()) {
      List<Finding> findings = Guard.check(limits, works.contests());
      List<String> all = findings.stream().map(Finding::text).toList();
      assertThat(findings).as(String.join("\n", all)).noneMatch(Finding::exceeded);
    }
  }
}
