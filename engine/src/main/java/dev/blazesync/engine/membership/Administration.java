package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an admin, or the holder of the recovery key, does behind a head. Each entry is done when the
 * group's hub has accepted it on that head; on another one it is thrown away and made again. Closes
 * nothing that it was given. Not thread-safe.
 */
public final class Administration {
  private final Membership membership;
  private final DeviceKeys keys;
  private final Author author;
  private final SecureRandom random;

  /**
   * @param membership up to the head
   * @param keys of a device that is an admin, or the recovery key
   * @throws RefusedException if the keys are neither
   */
  public Administration(Membership membership, DeviceKeys keys, SecureRandom random) {
    this.membership = membership;
    this.keys = keys;
    this.random = random;
    DevicePublicKeys known = keys.publicKeys();
    boolean recovers = known.equals(membership.recovery());
    Member member = membership.member(known.nodeId());
    if (!recovers && (member == null || !member.standing().admin())) {
      throw new RefusedException(
          "device "
              + new Fingerprint(known.nodeId())
              + " is no admin of group "
              + membership.group()
              + ": ask one that is");
    }
    this.author =
        new Author(recovers ? Author.Kind.RECOVERY : Author.Kind.DEVICE, known.verification());
  }

  /**
   * {@return the entry that opens an invite}
   *
   * @param terms with the public halves of a new seed's keys
   * @throws RefusedException if the group would not accept it
   * @throws ProtocolException if the chain does not yield the group's secrets
   */
  public Entry invite(InviteTerms terms) {
    try (EpochKeys epochs = EpochKeys.open(membership, keys)) {
      Octets wrap =
          Wrapping.wrap(epochs.currentEpoch().origin(), epochs.current(), terms.keys(), random);
      return sign(new Body.Invite(terms, wrap));
    }
  }

  /**
   * {@return the entry that removes a device, ends all open invites and begins an epoch}
   *
   * @param accepted by lineage, the last batch of the device's logs that counts: what the admin has
   *     of them when it decides
   * @throws RefusedException if the group would not accept it
   * @throws ProtocolException if the chain does not yield the group's secrets
   */
  public Entry remove(NodeId device, Map<Long, Position> accepted) {
    List<DevicePublicKeys> recipients = membership.roll().recipients(device, index -> false);
    return sign(new Body.Remove(device, new TreeMap<>(accepted), rotation(recipients)));
  }

  /**
   * {@return the entry that begins an epoch}
   *
   * @param ended invites that end with it, by index: their codes open nothing that is sealed later
   * @throws RefusedException if the group would not accept it
   * @throws ProtocolException if the chain does not yield the group's secrets
   */
  public Entry rotate(Set<Long> ended) {
    List<DevicePublicKeys> recipients =
        membership.roll().recipients(null, index -> !ended.contains(index));
    return sign(new Body.Rotate(new TreeSet<>(ended), rotation(recipients)));
  }

  private Rotation rotation(List<DevicePublicKeys> recipients) {
    Epoch.Origin origin = Epoch.Origin.of(membership.roll().next());
    try (EpochKeys epochs = EpochKeys.open(membership, keys);
        Secret secret = Secret.random(random)) {
      return Wrapping.rotation(origin, secret, epochs.current(), recipients, random);
    }
  }

  private Entry sign(Body body) {
    return Acts.checked(
        membership,
        Entry.sign(
            membership.roll().next(),
            author,
            body,
            message -> keys.sign(Purpose.MEMBERSHIP_SIGNATURE, message)));
  }
}
