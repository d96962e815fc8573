package dev.blazesync.engine.crypto;

import java.nio.charset.StandardCharsets;

/**
 * What a key, a hash or a signature is for. Its label goes into each, so that none can pass for one
 * of another purpose. Labels never change: a new meaning is a new purpose.
 */
public enum Purpose {
  /** The key of one batch, from the secret of its epoch. */
  BATCH_KEY("batch key"),
  /** The code over what is inside a batch. */
  OPERATION_TAGS("operation tags"),
  /** The salt of a batch, from the device's sealing key. */
  BATCH_SALT("batch salt"),
  /** The key of one stored object: a snapshot chunk or manifest. */
  OBJECT_KEY("object key"),
  /** The code over what is inside a stored object. */
  OBJECT_TAG("object tag"),
  /** The salt of a stored object, from the device's sealing key. */
  OBJECT_SALT("object salt"),
  /** The wrap of an epoch's secret for one device. */
  EPOCH_WRAP("epoch wrap"),
  /** The code that binds an epoch to its secret, from that secret. */
  EPOCH_COMMITMENT("epoch commitment"),
  /** The key that seals the secret of the epoch before, from the secret of an epoch. */
  EARLIER_EPOCH("earlier epoch"),
  /** The seed of an invite's key for signing. */
  INVITE_SIGNING("invite signing"),
  /** An invite's key for secrets that are wrapped. */
  INVITE_AGREEMENT("invite agreement"),
  /** What two peers share before their handshake, from the secret of an epoch. */
  PEER_CHANNEL("peer channel"),
  /** What a node and a hub share before their handshake: no secret. */
  HUB_CHANNEL("hub channel"),
  /** A signature over a sealed batch. */
  BATCH_SIGNATURE("batch signature"),
  /** A signature over a stored object. */
  OBJECT_SIGNATURE("object signature"),
  /** A signature over an entry of the membership. */
  MEMBERSHIP_SIGNATURE("membership signature"),
  /** A device's signature over the entry that adds it: it has the key. */
  MEMBERSHIP_POSSESSION("membership possession"),
  /** The hash of an entry of the membership. */
  MEMBERSHIP_ENTRY("membership entry"),
  /** The hash of the first entry of a membership. */
  GROUP_ID("group id"),
  /** A signature over the hash of a handshake. */
  HANDSHAKE_SIGNATURE("handshake signature"),
  /** The hash of a device's public keys. */
  NODE_ID("node id"),
  /** The hash of a hub's public key. */
  HUB_KEY("hub key"),
  /** The checksum of a key file. */
  KEY_FILE("key file");

  private final String label;
  private final byte[] prefix;

  Purpose(String label) {
    this.label = "blazesync/" + label + "/1";
    this.prefix = (this.label + '\0').getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return the label, ASCII without NUL} */
  public String label() {
    return label;
  }

  /**
   * {@return the label, a NUL and the parts}
   *
   * @param parts put one behind the other; lengths that vary must be in them
   */
  public byte[] prefixed(byte[]... parts) {
    int length = prefix.length;
    for (byte[] part : parts) {
      length = Math.addExact(length, part.length);
    }
    byte[] whole = new byte[length];
    System.arraycopy(prefix, 0, whole, 0, prefix.length);
    int at = prefix.length;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  /**
   * {@return SHA-256 over the label, a NUL and the parts}
   *
   * @param parts put one behind the other; lengths that vary must be in them
   */
  public byte[] hash(byte[]... parts) {
    return Sha256.of(prefixed(parts));
  }
}
