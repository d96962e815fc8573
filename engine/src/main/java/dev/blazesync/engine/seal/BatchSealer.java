package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.security.SecureRandom;

/**
 * Seals the batches of one device under one epoch. A new epoch gets a new sealer; what was sealed
 * stays as it is. Keys and secret are not closed here.
 */
public final class BatchSealer {
  /** One call per key: the nonce need not tell calls apart. */
  static final byte[] NONCE = new byte[Aead.NONCE_BYTES];

  private static final byte[] NOTHING = new byte[0];
  private static final byte[] NO_SALT = new byte[Salt.BYTES];

  private final DeviceKeys device;
  private final GroupId group;
  private final EpochId epoch;
  private final Secret secret;
  private final SecureRandom random;

  /**
   * @param secret of that epoch
   */
  public BatchSealer(
      DeviceKeys device, GroupId group, EpochId epoch, Secret secret, SecureRandom random) {
    this.device = device;
    this.group = group;
    this.epoch = epoch;
    this.secret = secret;
    this.random = random;
  }

  /** {@return the epoch it seals under} */
  public EpochId epoch() {
    return epoch;
  }

  /**
   * Encrypts and signs.
   *
   * @param log of this device
   * @param after where the log stands
   * @param control whether it carries membership or configuration
   * @throws IllegalArgumentException if the log is another device's, or the payload is over {@link
   *     BatchContents#MAX_PAYLOAD}
   */
  public SealedBatch seal(OriginLog log, Position after, boolean control, BatchContents contents) {
    byte[] content = contents.encode();
    SealedHeader unsalted =
        new SealedHeader(
            control,
            group,
            epoch,
            ownLog(device, log),
            after.sequence() + 1,
            after.hash(),
            ContentKeys.TAG_BYTES + content.length + Aead.TAG_BYTES,
            NO_SALT);
    byte[] salt = Salt.of(device, Purpose.BATCH_SALT, random, unsalted.toBytes(), content);
    SealedHeader header = unsalted.salted(salt);
    byte[] head = header.toBytes();
    try (ContentKeys keys = ContentKeys.ofBatch(secret, salt, head)) {
      byte[] body = Aead.seal(keys.cipher(), NONCE, head, keys.tagged(content));
      return header.batch(Signatures.sign(device, Purpose.BATCH_SIGNATURE, NOTHING, head, body));
    }
  }

  private static OriginLog ownLog(DeviceKeys device, OriginLog log) {
    if (!log.origin().equals(device.nodeId())) {
      throw new IllegalArgumentException(
          "device " + device.nodeId() + " seals nothing of log " + log);
    }
    return log;
  }
}
