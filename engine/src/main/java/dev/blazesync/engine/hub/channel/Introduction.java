package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * What a node says of itself in the third message of a handshake:
 *
 * <pre>
 * offset bytes
 *      0    32  group
 *     32    64  public keys of the device
 *     96    64  its signature over the transcript: the handshake's hash behind message 2
 *    160        access token, sized, at most 64 bytes; empty = none
 * </pre>
 *
 * @param keys of the device, which has signed
 * @param token the secret of the access token it shows; empty = none. Never in {@link #toString}
 */
public record Introduction(GroupId group, DevicePublicKeys keys, byte[] token) {
  private static final byte[] NONE = {};

  public Introduction {
    token = token.clone();
  }

  @Override
  public byte[] token() {
    return token.clone();
  }

  /** {@return all but the group and the token, by the device itself} */
  public static byte[] prove(DeviceKeys device, byte[] transcript) {
    return new WireWriter(DevicePublicKeys.BYTES + Ed25519PublicKey.SIGNATURE_BYTES)
        .raw(device.publicKeys().toBytes())
        .raw(device.sign(Purpose.HANDSHAKE_SIGNATURE, transcript))
        .toBytes();
  }

  /**
   * Without a token.
   *
   * @param proof of {@link #prove}
   */
  public static byte[] encode(GroupId group, byte[] proof) {
    return encode(group, proof, NONE);
  }

  /**
   * @param proof of {@link #prove}
   * @param token at most {@link HubLimits#TOKEN_BYTES}; empty = none
   */
  public static byte[] encode(GroupId group, byte[] proof, byte[] token) {
    return new WireWriter(GroupId.BYTES + proof.length + 1 + token.length)
        .raw(group.toBytes())
        .raw(proof)
        .sized(token)
        .toBytes();
  }

  /**
   * @throws ProtocolException if it is none, or not of this handshake
   */
  public static Introduction read(byte[] bytes, byte[] transcript) {
    WireReader in = new WireReader(bytes, "introduction");
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    DevicePublicKeys keys = DevicePublicKeys.of(in.raw(DevicePublicKeys.BYTES));
    byte[] signature = in.raw(Ed25519PublicKey.SIGNATURE_BYTES);
    byte[] token = in.sized(HubLimits.TOKEN_BYTES);
    in.end();
    if (!keys.verify(Purpose.HANDSHAKE_SIGNATURE, signature, transcript)) {
      throw new ProtocolException("the device did not sign this handshake");
    }
    return new Introduction(group, keys, token);
  }

  public boolean hasToken() {
    return token.length > 0;
  }

  public NodeId node() {
    return keys.nodeId();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Introduction that
        && group.equals(that.group)
        && keys.equals(that.keys)
        && MessageDigest.isEqual(token, that.token);
  }

  @Override
  public int hashCode() {
    return Objects.hash(group, keys);
  }

  @Override
  public String toString() {
    return "introduction of node " + node() + " of group " + group;
  }
}
