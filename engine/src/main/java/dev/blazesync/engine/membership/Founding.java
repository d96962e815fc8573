package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Begins groups before they have a device, and then their data. */
public final class Founding {
  private Founding() {}

  /**
   * {@return the first entry of a new group} The device that joins by this invite is its first
   * admin.
   *
   * @param founder the seed of the first join code; still the caller's
   * @param server whether the first device's writes count as a server's
   * @param expiresMillis see {@link InviteTerms}
   * @param recovery an admin key for the day when every admin device is lost; null for none
   */
  public static Entry create(
      InviteSeed founder,
      boolean server,
      long expiresMillis,
      @Nullable DevicePublicKeys recovery,
      SecureRandom random) {
    byte[] nonce = new byte[Body.Genesis.NONCE_BYTES];
    random.nextBytes(nonce);
    try (InviteKeys invite = founder.keys();
        Secret secret = Secret.random(random)) {
      InviteTerms terms =
          new InviteTerms(invite.publicKeys(), 1, expiresMillis, new Standing(server, true));
      List<DevicePublicKeys> recipients = new ArrayList<>(List.of(terms.keys()));
      if (recovery != null) {
        recipients.add(recovery);
      }
      Octets unique = Octets.of(nonce);
      Rotation rotation =
          Wrapping.rotation(Epoch.Origin.first(unique), secret, null, recipients, random);
      Entry entry =
          Entry.sign(
              Entry.Place.FIRST,
              invite.author(),
              new Body.Genesis(unique, terms, recovery, rotation),
              invite::sign);
      Rules.checkFirst(entry);
      return entry;
    }
  }

  /**
   * {@return the entry by which a device's rows are the group's first} It is done when the group's
   * hub has accepted it on the head.
   *
   * @param membership up to the head
   * @param device still the caller's
   * @param lineage of its log
   * @throws RefusedException if the device is not in the group, or the group's data has begun
   */
  public static Entry found(Membership membership, DeviceKeys device, long lineage) {
    return Acts.checked(
        membership,
        Entry.sign(
            membership.roll().next(),
            new Author(Author.Kind.DEVICE, device.publicKeys().verification()),
            new Body.Found(lineage),
            message -> device.sign(Purpose.MEMBERSHIP_SIGNATURE, message)));
  }
}
