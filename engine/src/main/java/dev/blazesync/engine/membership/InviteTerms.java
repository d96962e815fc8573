package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DevicePublicKeys;

/**
 * What the chain says of an invite.
 *
 * @param keys the public halves of the keys that its seed yields
 * @param uses how many devices it lets in, 1 to {@link Limits#INVITE_USES}
 * @param expiresMillis milliseconds since 1970 after which nobody should use it, 0 for never. For
 *     people, for the reader of the code and for a hub's own clock: a chain knows no time, and what
 *     it has accepted stays accepted
 * @param standing what the devices become
 */
public record InviteTerms(DevicePublicKeys keys, int uses, long expiresMillis, Standing standing) {
  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public InviteTerms {
    if (uses < 1 || uses > Limits.INVITE_USES || expiresMillis < 0) {
      throw new IllegalArgumentException(
          "an invite has 1 to "
              + Limits.INVITE_USES
              + " uses and an expiry from 0, not "
              + uses
              + " and "
              + expiresMillis);
    }
  }

  /**
   * @param wallMillis milliseconds since 1970
   */
  public boolean expired(long wallMillis) {
    return expiresMillis != 0 && wallMillis >= expiresMillis;
  }
}
