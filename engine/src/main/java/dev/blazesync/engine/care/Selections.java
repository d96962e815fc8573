package dev.blazesync.engine.care;

import dev.blazesync.TableSelection;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.TableSchema;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which tables take part. Pure. */
public final class Selections {
  private Selections() {}

  /** {@return the tables of {@code schema} that can sync and are selected} */
  public static List<TableSchema> taking(DatabaseSchema schema, TableSelection selection) {
    Set<String> blocked =
        schema.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.BLOCKER)
            .map(finding -> String.valueOf(finding.table()))
            .collect(Collectors.toSet());
    return schema.tables().stream()
        .filter(table -> table.identity() != null && !blocked.contains(table.name()))
        .filter(table -> selected(selection, table.name()))
        .toList();
  }

  static boolean selected(TableSelection selection, String table) {
    boolean in =
        selection.include().isEmpty()
            || selection.include().stream().anyMatch(glob -> matches(glob, table));
    return in && selection.exclude().stream().noneMatch(glob -> matches(glob, table));
  }

  private static boolean matches(String glob, String name) {
    StringBuilder pattern = new StringBuilder();
    for (char c : glob.toLowerCase(Locale.ROOT).toCharArray()) {
      pattern.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return name.toLowerCase(Locale.ROOT).matches(pattern.toString());
  }
}
