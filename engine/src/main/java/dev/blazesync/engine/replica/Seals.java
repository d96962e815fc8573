package dev.blazesync.engine.replica;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.membership.Enrolment;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.membership.Founding;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.Member;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.seal.BatchCheck;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.EpochId;
import dev.blazesync.engine.seal.ObjectOpener;
import dev.blazesync.engine.seal.ObjectSealer;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.security.SecureRandom;

/**
 * What this device seals and opens with, as far as it has heard of its group's membership. Secrets
 * are in memory alone: the chain and the device's keys yield them. For the engine's thread.
 */
final class Seals implements AutoCloseable {
  private final DeviceKeys device;
  private final SecureRandom random;
  private @Nullable Membership membership;
  private @Nullable EpochKeys secrets;
  private @Nullable String trouble;

  /**
   * @param device not closed here
   * @param random for salts and wraps
   */
  Seals(DeviceKeys device, SecureRandom random) {
    this.device = device;
    this.random = random;
  }

  NodeId node() {
    return device.nodeId();
  }

  /** Goes on with another state of the membership. */
  void learn(@Nullable Membership now) {
    Membership before = membership;
    membership = now;
    if (now == null || now.equals(before) || now.member(node()) == null) {
      return;
    }
    EpochKeys known = secrets;
    if (known != null && known.currentEpoch().id().equals(now.epoch().id())) {
      return;
    }
    try {
      secrets = EpochKeys.open(now, device);
      trouble = null;
    } catch (ProtocolException | RefusedException e) {
      trouble =
          "what the membership holds for this device does not open ("
              + e.getMessage()
              + "): remove this device, and let it in again with a new join code";
      return;
    }
    if (known != null) {
      known.close();
    }
  }

  /** {@return why this device has not got the current secret though it is in the group} */
  @Nullable
  String trouble() {
    return trouble;
  }

  /** {@return this device as the group knows it; null = it is not in it, or not any more} */
  @Nullable
  Member self() {
    return membership == null ? null : membership.member(node());
  }

  /** {@return whether the group has removed this device} */
  boolean removed() {
    return membership != null && membership.removed().containsKey(node());
  }

  /** {@return the entry that lets this device in behind the chain as it is known} */
  Entry enrolment(InviteSeed seed) {
    return Enrolment.join(known(), seed, device, random);
  }

  /**
   * {@return the entry by which this device's rows are the group's first, behind the chain as it is
   * known}
   */
  Entry founding(long lineage) {
    return Founding.found(known(), device, lineage);
  }

  private Membership known() {
    if (membership == null) {
      throw new IllegalStateException("nothing is known of the group's membership yet");
    }
    return membership;
  }

  /**
   * {@return what seals this device's batches now}
   *
   * @throws RefusedException if it has no right to the group's secret, or could not open it
   */
  BatchSealer batches() {
    EpochKeys keys = keys();
    return new BatchSealer(device, known().group(), epoch(keys), keys.current(), random);
  }

  /**
   * {@return what seals this device's objects now}
   *
   * @throws RefusedException as {@link #batches}
   */
  ObjectSealer objects() {
    EpochKeys keys = keys();
    return new ObjectSealer(device, known().group(), epoch(keys), keys.current(), random);
  }

  private EpochKeys keys() {
    EpochKeys known = secrets;
    boolean current = known != null && known.currentEpoch().id().equals(known().epoch().id());
    if (known == null || !current || self() == null) {
      throw new RefusedException(
          trouble == null ? "device " + node() + " is not in the group" : trouble);
    }
    return known;
  }

  private static EpochId epoch(EpochKeys keys) {
    return EpochId.of(keys.currentEpoch().id().toBytes());
  }

  BatchCheck check() {
    return new BatchCheck(this::publicKeys);
  }

  BatchOpener opener() {
    return new BatchOpener(known().group(), this::secret, this::publicKeys);
  }

  /** {@return what opens objects by what is known now; for any thread, until secrets are wiped} */
  ObjectOpener objectOpener() {
    Membership now = known();
    EpochKeys keys = secrets;
    return new ObjectOpener(
        now.group(),
        epoch -> keys == null ? null : keys.find(EntryId.of(epoch.toBytes())),
        now::keys);
  }

  private @Nullable DevicePublicKeys publicKeys(NodeId node) {
    return membership == null ? null : membership.keys(node);
  }

  private @Nullable Secret secret(EpochId epoch) {
    return secrets == null ? null : secrets.find(EntryId.of(epoch.toBytes()));
  }

  @Override
  public void close() {
    if (secrets != null) {
      secrets.close();
    }
    secrets = null;
  }
}
