package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.security.SecureRandom;
import java.util.Arrays;

/** How a device with a join code lets itself in: nobody else has to be there. */
public final class Enrolment {
  private Enrolment() {}

  /**
   * {@return the entry that adds the device} It carries the current secret, wrapped anew for the
   * device itself, so that the code is needed no more. Of the seed it holds a signature alone.
   *
   * @param membership up to the head that the hub shows
   * @param seed from the join code; still the caller's
   * @param device still the caller's
   * @throws RefusedException if the invite is not open any more, or the group has no room
   * @throws ProtocolException if the chain does not give the invite the group's secrets
   */
  public static Entry join(
      Membership membership, InviteSeed seed, DeviceKeys device, SecureRandom random) {
    try (InviteKeys invite = seed.keys()) {
      if (membership.openInvite(invite.publicKeys()) == null) {
        throw new RefusedException(
            "the invite of this join code is used up or was ended: ask for a new one");
      }
      try (EpochKeys epochs = EpochKeys.open(membership, invite)) {
        Octets wrap =
            Wrapping.wrap(
                epochs.currentEpoch().origin(), epochs.current(), device.publicKeys(), random);
        return Acts.checked(membership, signed(membership, invite, device, wrap));
      }
    }
  }

  private static Entry signed(
      Membership membership, InviteKeys invite, DeviceKeys device, Octets wrap) {
    Octets blank = Octets.zeros(Ed25519PublicKey.SIGNATURE_BYTES);
    Entry.Place place = membership.roll().next();
    byte[] content =
        Entry.content(place, invite.author(), new Body.Add(device.publicKeys(), wrap, blank));
    byte[] unproven = Arrays.copyOf(content, content.length - blank.length());
    Octets possession = Octets.of(device.sign(Purpose.MEMBERSHIP_POSSESSION, unproven));
    return Entry.sign(
        place, invite.author(), new Body.Add(device.publicKeys(), wrap, possession), invite::sign);
  }
}
