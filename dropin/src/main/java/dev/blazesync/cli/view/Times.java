package dev.blazesync.cli.view;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Points in time, for people. */
public final class Times {
  private Times() {}

  /**
   * @param millis since 1970; 0 = {@code never}
   */
  public static String of(long millis, String never) {
    return millis == 0
        ? never
        : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
