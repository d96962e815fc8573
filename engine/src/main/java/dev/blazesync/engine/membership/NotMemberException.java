package dev.blazesync.engine.membership;

import dev.blazesync.spi.RefusedException;

/**
 * Refused since the other side does not know this device as one of the group. It may have heard
 * less of the membership, so a device that is in the group shows it what it knows, and tries again.
 */
public final class NotMemberException extends RefusedException {
  private static final long serialVersionUID = 1L;

  public NotMemberException(String message) {
    super(message);
  }
}
