package dev.blazesync.whole;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.Administration;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Founding;
import dev.blazesync.engine.membership.InviteKeys;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.InviteTerms;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.Standing;
import dev.blazesync.engine.replica.Roster;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A group whose membership this object keeps, and one code for all of its devices. */
final class GroupWithoutRelay {
  private static final int USES = 10;

  private final List<Entry> entries = new ArrayList<>();
  private final JoinCode code;
  private Membership membership;

  GroupWithoutRelay(SecureRandom random) {
    DeviceKeys recovery = DeviceKeys.generate(random);
    Entry first =
        Founding.create(InviteSeed.generate(random), false, 0, recovery.publicKeys(), random);
    entries.add(first);
    membership = Membership.begin(first);
    InviteSeed seed = InviteSeed.generate(random);
    try (InviteKeys keys = seed.keys()) {
      InviteTerms terms = new InviteTerms(keys.publicKeys(), USES, 0, new Standing(false, false));
      take(new Administration(membership, recovery, random).invite(terms));
    }
    Entry head = entries.get(1);
    code =
        new JoinCode(
            List.of(),
            membership.group(),
            seed.toBytes(),
            head.index(),
            head.id(),
            0,
            USES,
            Map.of());
  }

  JoinCode code() {
    return code;
  }

  /** A node hears what it lacks, and lets itself in. */
  void meet(Roster roster, long nowMillis) {
    if (roster.length() < entries.size()) {
      roster.take(entries.subList(roster.length(), entries.size()), nowMillis);
    }
    if (!roster.inGroup()) {
      take(roster.enrolment());
      meet(roster, nowMillis);
    }
  }

  private void take(Entry entry) {
    membership = membership.apply(entry);
    entries.add(entry);
  }
}
