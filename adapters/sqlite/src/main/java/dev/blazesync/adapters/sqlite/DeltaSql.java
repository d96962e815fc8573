package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.Value;

/**
 * Expressions that add up what updates add to a column. NULL is a sum that is not known, and stays
 * so: SQLite turns an integer that overflows into a real, which is told by its type. Stateless.
 */
final class DeltaSql {
  private DeltaSql() {}

  /** {@return new minus old, where NULL counts as 0 and what is no number is unknown} */
  static String between(String column) {
    String before = "OLD." + column;
    String after = "NEW." + column;
    return "CASE WHEN "
        + isNoNumber(before)
        + " OR "
        + isNoNumber(after)
        + " THEN NULL "
        + exact("ifnull(" + after + ", 0) - ifnull(" + before + ", 0)", before, after);
  }

  /** {@return what is known already and what is added now} */
  static String plus(String cell) {
    String added = "excluded." + cell;
    return "CASE " + exact(cell + " + " + added, cell, added);
  }

  /** {@return what SQLite's quote() wrote; NULL for what is unknown or not finite} */
  static Value read(String quoted) {
    if (quoted.equals("NULL")) {
      return Value.NULL;
    }
    if (quoted.indexOf('.') < 0 && quoted.indexOf('e') < 0) {
      return new Value.Int64(Long.parseLong(quoted));
    }
    double real = Double.parseDouble(quoted);
    return Double.isFinite(real) ? new Value.Float64(real) : Value.NULL;
  }

  private static String isNoNumber(String value) {
    return "typeof(" + value + ") IN ('text', 'blob')";
  }

  private static String exact(String sum, String one, String other) {
    return "WHEN typeof("
        + sum
        + ") = 'integer' OR 'real' IN (typeof("
        + one
        + "), typeof("
        + other
        + ")) THEN "
        + sum
        + " END";
  }
}
