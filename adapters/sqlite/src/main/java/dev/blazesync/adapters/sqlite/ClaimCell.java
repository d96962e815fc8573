package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

/**
 * One cell of a claim: values that an index compares as equal become the same {@link Value}.
 * Numbers of both storage classes compare as numbers (sqlite.org/datatype3.html, 4), texts by their
 * collation. Not thread-safe.
 */
final class ClaimCell implements CellTarget {
  /** Collations every SQLite has; others exist only in the program that defines them. */
  static final Set<String> COLLATIONS = Set.of("BINARY", "NOCASE", "RTRIM");

  private static final double LONG_LIMIT = 0x1p63;

  private final Affinity affinity;
  private final String collation;
  private Value value = Value.NULL;

  private ClaimCell(Affinity affinity, String collation) {
    this.affinity = affinity;
    this.collation = collation;
  }

  /**
   * {@return what an index of this collation over the column holds of a cell; null when the column
   * holds no such cell}
   */
  static @Nullable Value of(ColumnSchema column, Row row, int cell, String collation)
      throws SQLException {
    ClaimCell claim = new ClaimCell(Affinity.of(column), collation);
    return SqliteValues.bind(claim, row, cell, column) ? claim.value : null;
  }

  /**
   * {@return the same of a value that SQLite computed}
   *
   * @param computed as the driver gives it
   */
  static Value of(@Nullable Object computed, String collation) {
    ClaimCell claim = new ClaimCell(Affinity.BLOB, collation);
    if (computed instanceof Double real) {
      claim.setDouble(real);
    } else if (computed instanceof Number number) {
      claim.setLong(number.longValue());
    } else if (computed instanceof byte[] bytes) {
      claim.setBytes(bytes);
    } else if (computed != null) {
      claim.setString(Objects.requireNonNull(computed).toString());
    }
    return claim.value;
  }

  @Override
  public void setNull() {
    value = Value.NULL;
  }

  @Override
  public void setLong(long number) {
    if (affinity == Affinity.TEXT) {
      setString(Long.toString(number));
    } else {
      value = new Value.Int64(number);
    }
  }

  @Override
  public void setDouble(double real) {
    boolean whole = real == Math.rint(real) && real >= -LONG_LIMIT && real < LONG_LIMIT;
    value = whole ? new Value.Int64((long) real) : new Value.Float64(real);
  }

  @Override
  public void setString(String text) {
    value =
        new Value.Text(
            switch (collation) {
              case "NOCASE" -> folded(text);
              case "RTRIM" -> trimmed(text);
              default -> text;
            });
  }

  @Override
  public void setBytes(byte[] bytes) {
    value = new Value.Bytes(bytes);
  }

  /** NOCASE knows ASCII letters only, and looks no further than a NUL but for the length. */
  private static String folded(String text) {
    int end = text.indexOf('\0');
    int length = end < 0 ? text.length() : end;
    StringBuilder folded = new StringBuilder(text.length());
    for (int index = 0; index < length; index++) {
      char c = text.charAt(index);
      folded.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    if (end >= 0) {
      int unseen = text.substring(end).getBytes(StandardCharsets.UTF_8).length;
      folded.append("\0".repeat(unseen));
    }
    return folded.toString();
  }

  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
