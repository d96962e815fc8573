package dev.blazesync.cli.view;

import dev.blazesync.spi.Finding;
import dev.blazesync.spi.Nullable;
import java.io.PrintStream;
import java.util.List;

/** Findings as lines for a person. */
public final class Findings {
  private Findings() {}

  public static void print(List<Finding> findings, PrintStream out) {
    for (Finding finding : findings) {
      out.println(
          "  " + Json.lower(finding.severity()) + " " + finding.code() + ": " + finding.message());
    }
  }

  public static String key(@Nullable List<String> columns) {
    return columns == null ? "-" : String.join(", ", columns);
  }
}
