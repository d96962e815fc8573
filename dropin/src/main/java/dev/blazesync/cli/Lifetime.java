package dev.blazesync.cli;

import dev.blazesync.spi.ConfigurationException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long something is good, as a person types it: {@code 90d}, {@code 12h}, {@code 30m}. */
final class Lifetime {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

  private Lifetime() {}

  /**
   * @param option for the message
   * @throws ConfigurationException if it is none
   */
  static Duration parse(String option, String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new ConfigurationException(
          option + " " + text + ": expected a number and s, m, h or d, such as 12h or 90d");
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
