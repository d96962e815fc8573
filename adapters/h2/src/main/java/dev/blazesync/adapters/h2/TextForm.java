package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Collator;
import org.h2.value.CompareMode;

/**
 * How the database compares texts: texts that it takes for equal have one form. Thread-safe.
 *
 * @param collator null = by characters, or the characters in one case
 * @param ignoringCase the same for columns that ignore case
 */
record TextForm(@Nullable Collator collator, @Nullable Collator ignoringCase) {
  private static final String STRENGTH = " STRENGTH ";

  /** {@return null when nothing tells how this database compares} */
  static @Nullable TextForm read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                    + " WHERE SETTING_NAME = 'COLLATION'")) {
      String setting = results.next() ? results.getString(1) : CompareMode.OFF;
      return of(setting);
    }
  }

  private static @Nullable TextForm of(String setting) {
    if (setting.startsWith(CompareMode.OFF)) {
      return new TextForm(null, null);
    }
    int at = setting.indexOf(STRENGTH);
    String name = at < 0 ? setting : setting.substring(0, at);
    if (name.startsWith(CompareMode.ICU4J) || name.startsWith(CompareMode.CHARSET)) {
      return null;
    }
    if (name.startsWith(CompareMode.DEFAULT)) {
      name = name.substring(CompareMode.DEFAULT.length());
    }
    int strength = strength(at < 0 ? "" : setting.substring(at + STRENGTH.length()));
    return collated(name, strength);
  }

  private static @Nullable TextForm collated(String name, int strength) {
    Collator collator = CompareMode.getCollator(name);
    Collator ignoring = CompareMode.getCollator(name);
    if (collator == null || ignoring == null) {
      return null;
    }
    collator.setStrength(strength);
    ignoring.setStrength(Math.min(strength, Collator.SECONDARY));
    return new TextForm(collator, ignoring);
  }

  private static int strength(String word) {
    return switch (word) {
      case "PRIMARY" -> Collator.PRIMARY;
      case "SECONDARY" -> Collator.SECONDARY;
      case "TERTIARY" -> Collator.TERTIARY;
      default -> Collator.IDENTICAL;
    };
  }

  /** {@return whether a form is no text that can be looked for} */
  boolean isCollated() {
    return collator != null;
  }

  Value of(String text, boolean ignoresCase) {
    Collator by = ignoresCase ? ignoringCase : collator;
    if (by != null) {
      return new Value.Bytes(by.getCollationKey(text).toByteArray());
    }
    return new Value.Text(ignoresCase ? folded(text) : text);
  }

  /** As {@link String#compareToIgnoreCase} compares. */
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }
}
