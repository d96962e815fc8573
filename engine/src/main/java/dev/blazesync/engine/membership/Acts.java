package dev.blazesync.engine.membership;

import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;

/** What all makers of entries share: what the group would not accept is not handed out. */
final class Acts {
  private Acts() {}

  /**
   * {@return the entry}
   *
   * @throws RefusedException if it breaks a rule
   */
  static Entry checked(Membership membership, Entry entry) {
    try {
      Rules.check(membership.roll(), entry);
      return entry;
    } catch (ProtocolException e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }
}
