package dev.blazesync.engine.replica;

import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.VersionVector;
import java.util.Map;

/** What of a join code lets this device into its group. Kept in memory, until it is in. */
final class Invitation {
  private final JoinCode code;

  Invitation(JoinCode code) {
    this.code = code;
  }

  /** {@return the seed, which the caller closes} */
  InviteSeed seed() {
    return InviteSeed.of(code.seed());
  }

  /**
   * Makes sure that a relay shows no less than when the code was made.
   *
   * @param shown all of the membership that it has
   * @throws RefusedException if it does
   */
  void check(Membership shown) {
    if (!shown.contains(code.headIndex(), code.head())) {
      throw less("membership");
    }
  }

  /**
   * The same for its batches. Logs of devices that were removed since may have become shorter.
   *
   * @throws RefusedException if it shows less
   */
  void check(VersionVector held, Membership membership) {
    for (Map.Entry<OriginLog, Long> log : code.frontier().entrySet()) {
      boolean counts = membership.member(log.getKey().origin()) != null;
      if (counts && held.sequence(log.getKey()) < log.getValue()) {
        throw less("changes");
      }
    }
  }

  private static RefusedException less(String what) {
    return new RefusedException(
        "the hub shows less of the group's "
            + what
            + ", or others, than when the join code was made: it was set back or restored, or it is"
            + " not the group's hub; ask who made the code");
  }
}
