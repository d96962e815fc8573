package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Hpke;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How an epoch's secret is carried. A wrap is HPKE whose info is the label of {@link
 * Purpose#EPOCH_WRAP}, a NUL, the epoch's {@link Epoch.Origin} and the recipient's public keys. The
 * commitment is an HMAC with the secret over the origin. The secret before is sealed with a key
 * that is derived from this one with the origin as context: a key for one use, so its nonce is
 * zero.
 */
final class Wrapping {
  private static final byte[] NONCE = new byte[Aead.NONCE_BYTES];
  private static final byte[] NOTHING = new byte[0];

  private Wrapping() {}

  /**
   * @param earlier the secret of the epoch before, null if there is none
   */
  static Rotation rotation(
      Epoch.Origin origin,
      Secret secret,
      @Nullable Secret earlier,
      List<DevicePublicKeys> recipients,
      SecureRandom random) {
    List<Octets> wraps = new ArrayList<>(recipients.size());
    for (DevicePublicKeys recipient : recipients) {
      wraps.add(wrap(origin, secret, recipient, random));
    }
    return new Rotation(
        commitment(origin, secret),
        earlier == null ? null : sealEarlier(origin, secret, earlier),
        wraps);
  }

  static Octets wrap(
      Epoch.Origin origin, Secret secret, DevicePublicKeys recipient, SecureRandom random) {
    byte[] plaintext = secret.toBytes();
    try {
      return Octets.of(
          Hpke.seal(recipient.agreement(), info(origin, recipient), NOTHING, plaintext, random));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * @param who names the recipient, for messages
   * @throws ProtocolException if it is no wrap of this epoch for these keys
   */
  static Secret unwrap(
      Epoch epoch, Octets wrap, DevicePublicKeys recipient, X25519KeyPair keys, String who) {
    byte[] plaintext;
    try {
      plaintext = Hpke.open(keys, info(epoch.origin(), recipient), NOTHING, wrap.toBytes());
    } catch (ProtocolException e) {
      throw new ProtocolException(
          "the wrap of epoch "
              + epoch.number()
              + " for "
              + who
              + " does not open: it was changed, or made for another recipient, epoch or group",
          e);
    }
    return committed(epoch, plaintext, "the wrap of epoch " + epoch.number() + " for " + who);
  }

  /**
   * @param before the epoch before {@code epoch}
   * @throws ProtocolException if the secret before cannot be had from this one's
   */
  static Secret openEarlier(Epoch epoch, Secret secret, Epoch before) {
    Octets earlier = epoch.earlier();
    String what = "the secret of epoch " + before.number() + " under that of " + epoch.number();
    if (earlier == null) {
      throw new ProtocolException(what + " is missing");
    }
    byte[] associated = epoch.origin().toBytes();
    byte[] plaintext;
    try (Secret key = secret.derive(Purpose.EARLIER_EPOCH, NOTHING, associated)) {
      plaintext = Aead.open(key, NONCE, associated, earlier.toBytes());
    } catch (ProtocolException e) {
      throw new ProtocolException(
          what + " does not open: it was changed, or sealed by somebody who did not have it", e);
    }
    return committed(before, plaintext, what);
  }

  private static Secret committed(Epoch epoch, byte[] plaintext, String what) {
    Secret secret = Secret.of(plaintext);
    Arrays.fill(plaintext, (byte) 0);
    if (!commitment(epoch.origin(), secret).equals(epoch.commitment())) {
      secret.close();
      throw new ProtocolException(
          what + " holds another secret than the group's epoch " + epoch.number() + " has");
    }
    return secret;
  }

  private static Octets sealEarlier(Epoch.Origin origin, Secret secret, Secret earlier) {
    byte[] associated = origin.toBytes();
    byte[] plaintext = earlier.toBytes();
    try (Secret key = secret.derive(Purpose.EARLIER_EPOCH, NOTHING, associated)) {
      return Octets.of(Aead.seal(key, NONCE, associated, plaintext));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private static Octets commitment(Epoch.Origin origin, Secret secret) {
    return Octets.of(secret.authenticate(Purpose.EPOCH_COMMITMENT, origin.toBytes()));
  }

  private static byte[] info(Epoch.Origin origin, DevicePublicKeys recipient) {
    return Purpose.EPOCH_WRAP.prefixed(origin.toBytes(), recipient.toBytes());
  }
}
