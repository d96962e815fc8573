package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The secrets of all epochs of a group, for somebody who has a right to them: the current one from
 * its wrap, each earlier one from under the one behind it; every one checked against its
 * commitment. Never stored: a chain and a key file yield it again. Any thread may read it; whoever
 * closes it makes sure that nobody still does.
 */
public final class EpochKeys implements AutoCloseable {
  private final List<Epoch> epochs;
  private final List<Secret> secrets;

  private EpochKeys(List<Epoch> epochs, List<Secret> secrets) {
    this.epochs = epochs;
    this.secrets = secrets;
  }

  /**
   * {@return the secrets for a device, or for the holder of the recovery key}
   *
   * @throws RefusedException if the keys are of nobody in the group
   * @throws ProtocolException if a wrap, or a secret under another, is not what it must be
   */
  public static EpochKeys open(Membership membership, DeviceKeys keys) {
    DevicePublicKeys known = keys.publicKeys();
    String who =
        known.equals(membership.recovery()) ? "the recovery key" : "device " + known.nodeId();
    return open(membership, known, keys.agreement(), who);
  }

  /**
   * {@return the secrets for the holder of an open invite}
   *
   * @throws RefusedException if the invite is not open
   * @throws ProtocolException as {@link #open(Membership, DeviceKeys)}
   */
  public static EpochKeys open(Membership membership, InviteKeys keys) {
    return open(membership, keys.publicKeys(), keys.agreement(), "an invite");
  }

  private static EpochKeys open(
      Membership membership, DevicePublicKeys known, X25519KeyPair keys, String who) {
    Octets wrap = membership.roll().wraps.get(known);
    if (wrap == null) {
      throw new RefusedException(
          who
              + " has no right to the secrets of group "
              + membership.group()
              + ": it was never let in, or was let in no longer");
    }
    List<Epoch> epochs = List.copyOf(membership.epochs());
    List<Secret> newestFirst = new ArrayList<>(epochs.size());
    boolean whole = false;
    try {
      Secret secret = Wrapping.unwrap(membership.epoch(), wrap, known, keys, who);
      newestFirst.add(secret);
      for (int number = epochs.size() - 1; number > 0; number--) {
        secret = Wrapping.openEarlier(epochs.get(number), secret, epochs.get(number - 1));
        newestFirst.add(secret);
      }
      whole = true;
    } finally {
      if (!whole) {
        newestFirst.forEach(Secret::close);
      }
    }
    return new EpochKeys(epochs, newestFirst);
  }

  /** {@return how many epochs there are; the current one is the last} */
  public int count() {
    return secrets.size();
  }

  /** {@return the newest secret: what is sealed now is sealed under it} */
  public Secret current() {
    return secrets.get(0);
  }

  /** {@return the newest epoch} */
  public Epoch currentEpoch() {
    return epochs.get(epochs.size() - 1);
  }

  /** {@return the secret of the epoch that an entry began, closed with the others; null = none} */
  public @Nullable Secret find(EntryId epoch) {
    for (Epoch known : epochs) {
      if (known.id().equals(epoch)) {
        return secret(known.number());
      }
    }
    return null;
  }

  /**
   * {@return the secret of an epoch; closed with the others}
   *
   * @param number of the epoch
   * @throws ProtocolException if the chain has no such epoch, or not yet
   */
  public Secret secret(int number) {
    if (number < 0 || number >= secrets.size()) {
      throw new ProtocolException(
          "there is no epoch " + number + " in a chain with " + secrets.size() + " epochs");
    }
    return secrets.get(secrets.size() - 1 - number);
  }

  /** Wipes all secrets. */
  @Override
  public void close() {
    secrets.forEach(Secret::close);
  }

  @Override
  public String toString() {
    return "secrets of " + secrets.size() + " epochs";
  }
}
