package dev.blazesync.cli;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long something is good for, as a person types it. */
final class Lifetime {
  private static final String NEVER = "never";
  private static final Pattern FORM = Pattern.compile("(\\d{1,10})([smhd])");

  private Lifetime() {}

  /**
   * {@return the time; null = for ever}
   *
   * @param text such as 90s, 30m, 1h, 7d or never
   * @throws ConfigurationException if it is none
   */
  static @Nullable Duration parse(String option, String text) {
    if (text.equals(NEVER)) {
      return null;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new ConfigurationException(
          option + " " + text + ": expected a time such as 90s, 30m, 1h or 7d, or never");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
