package dev.blazesync.engine.hub;

import dev.blazesync.spi.ConfigurationException;

/**
 * What an access token allows.
 *
 * @param expiresMillis from when on it is good for nothing, milliseconds since 1970; {@link
 *     IssuedToken#NEVER} = it stays good
 * @param quotaBytes of batches and objects that may be stored with it, from 1; {@link
 *     Long#MAX_VALUE} = any number
 * @param maxDevices nodes that may come with it, from 1; {@link Integer#MAX_VALUE} = any number
 */
public record TokenTerms(long expiresMillis, long quotaBytes, int maxDevices) {
  /** No bounds. */
  public static final TokenTerms FREE =
      new TokenTerms(IssuedToken.NEVER, Long.MAX_VALUE, Integer.MAX_VALUE);

  public TokenTerms {
    if (quotaBytes < 1 || maxDevices < 1) {
      throw new ConfigurationException(
          "an access token lets at least 1 device store at least 1 byte, not "
              + maxDevices
              + " and "
              + quotaBytes);
    }
  }
}
