package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.ProtocolException;

/**
 * What a node says of itself in the third message of a handshake:
 *
 * <pre>
 * offset bytes
 *      0    32  group
 *     32    64  public keys of the device
 *     96    64  its signature over the transcript: the handshake's hash behind message 2
 * </pre>
 *
 * @param keys of the device, which has signed
 */
public record Introduction(GroupId group, DevicePublicKeys keys) {
  /** {@return all but the group, by the device itself} */
  public static byte[] prove(DeviceKeys device, byte[] transcript) {
    return new WireWriter(DevicePublicKeys.BYTES + Ed25519PublicKey.SIGNATURE_BYTES)
        .raw(device.publicKeys().toBytes())
        .raw(device.sign(Purpose.HANDSHAKE_SIGNATURE, transcript))
        .toBytes();
  }

  /**
   * @param proof of {@link #prove}
   */
  public static byte[] encode(GroupId group, byte[] proof) {
    return new WireWriter(GroupId.BYTES + proof.length).raw(group.toBytes()).raw(proof).toBytes();
  }

  /**
   * @throws ProtocolException if it is none, or not of this handshake
   */
  public static Introduction read(byte[] bytes, byte[] transcript) {
    WireReader in = new WireReader(bytes, "introduction");
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    DevicePublicKeys keys = DevicePublicKeys.of(in.raw(DevicePublicKeys.BYTES));
    byte[] signature = in.raw(Ed25519PublicKey.SIGNATURE_BYTES);
    in.end();
    if (!keys.verify(Purpose.HANDSHAKE_SIGNATURE, signature, transcript)) {
      throw new ProtocolException("the device did not sign this handshake");
    }
    return new Introduction(group, keys);
  }

  public NodeId node() {
    return keys.nodeId();
  }
}
