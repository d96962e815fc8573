package dev.blazesync.benchmarks;

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

/** A group without a relay: its chain is here, and one code lets two devices in. */
final class LocalGroup {
  private static final int DEVICES = 2;

  private final List<Entry> chain = new ArrayList<>();
  private final JoinCode code;
  private Membership membership;

  LocalGroup(SecureRandom random) {
    try (DeviceKeys recovery = DeviceKeys.generate(random);
        InviteSeed unused = InviteSeed.generate(random);
        InviteSeed seed = InviteSeed.generate(random);
        InviteKeys keys = seed.keys()) {
      Entry genesis = Founding.create(unused, false, 0, recovery.publicKeys(), random);
      Standing client = new Standing(false, false);
      InviteTerms terms = new InviteTerms(keys.publicKeys(), DEVICES, 0, client);
      membership = Membership.begin(genesis);
      chain.add(genesis);
      Entry invite = new Administration(membership, recovery, random).invite(terms);
      add(invite);
      code =
          new JoinCode(
              List.of(),
              membership.group(),
              seed.toBytes(),
              invite.index(),
              invite.id(),
              0,
              DEVICES,
              Map.of());
    }
  }

  JoinCode code() {
    return code;
  }

  /** Tells a device what it lacks of the chain, and lets it in if it is not. */
  void meet(Roster roster, long nowMillis) {
    tell(roster, nowMillis);
    if (!roster.inGroup()) {
      add(roster.enrolment());
      tell(roster, nowMillis);
    }
  }

  private void tell(Roster roster, long nowMillis) {
    if (roster.length() < chain.size()) {
      roster.take(chain.subList(roster.length(), chain.size()), nowMillis);
    }
  }

  private void add(Entry entry) {
    membership = membership.apply(entry);
    chain.add(entry);
  }
}
