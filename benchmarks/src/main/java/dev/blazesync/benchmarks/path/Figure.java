package dev.blazesync.benchmarks.path;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param work what was done, as a word for programs
 * @param value the figure
 * @param unit of it
 * @param baseline the same on a plain database in the same run, in the same unit; NaN = there is
 *     none
 */
record Figure(String work, double value, String unit, double baseline) {
  static Figure alone(String work, double value, String unit) {
    return new Figure(work, value, unit, Double.NaN);
  }

  boolean hasBaseline() {
    return !Double.isNaN(baseline);
  }

  double ratio() {
    return value / baseline;
  }

  String text() {
    return hasBaseline()
        ? String.format(
            Locale.ROOT,
            "%-44s %12.1f %-8s  plain %10.1f  ratio %6.2f",
            work,
            value,
            unit,
            baseline,
            ratio())
        : String.format(Locale.ROOT, "%-44s %12.1f %-8s", work, value, unit);
  }

  String json() {
    String plain =
        hasBaseline()
            ? String.format(Locale.ROOT, ",\"plain\":%.3f,\"ratio\":%.3f", baseline, ratio())
            : "";
    return String.format(
        Locale.ROOT,
        "{\"work\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"%s}",
        work,
        value,
        unit,
        plain);
  }
}
