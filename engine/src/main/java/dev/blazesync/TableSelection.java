package dev.blazesync;

import java.util.List;

/**
 * Which tables take part: those that match any include glob and no exclude glob ({@code *} and
 * {@code ?}, case-insensitive).
 *
 * @param include empty = all
 */
public record TableSelection(List<String> include, List<String> exclude) {
  /** Every table that can sync. */
  public static final TableSelection ALL = new TableSelection(List.of(), List.of());

  public TableSelection {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }
}
