package dev.blazesync.cli;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Where a join code comes from: the option, standard input, or the environment. */
final class JoinCode {
  private static final String VARIABLE = "BLAZESYNC_JOIN";
  private static final int MAX_BYTES = 8192;

  private JoinCode() {}

  /** {@return the code as it was given, or null when none was} */
  static @Nullable String read(@Nullable String option, Surroundings surroundings) {
    if (option == null) {
      String variable = surroundings.variables().get(VARIABLE);
      return variable == null || variable.isBlank() ? null : variable.strip();
    }
    if (!option.equals("-")) {
      return option.strip();
    }
    try {
      byte[] bytes = surroundings.in().readNBytes(MAX_BYTES + 1);
      String code = new String(bytes, StandardCharsets.UTF_8).strip();
      if (code.isEmpty() || bytes.length > MAX_BYTES) {
        throw new ConfigurationException(
            "--join -: standard input holds "
                + (code.isEmpty() ? "nothing" : "more than " + MAX_BYTES + " bytes")
                + "; expected one join code, as 'blazesync group invite' prints it");
      }
      return code;
    } catch (IOException e) {
      throw new UnavailableException(
          "--join -: standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
