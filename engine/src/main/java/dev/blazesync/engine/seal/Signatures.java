package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The signature at the end of what is sealed: over the SHA-256 of all bytes before, and what else
 * is bound to it. Signing the hash keeps the cost of Ed25519 apart from the length.
 */
final class Signatures {
  private Signatures() {}

  /** {@return header, body and the signature over both} */
  static ByteBuffer sign(
      DeviceKeys device, Purpose purpose, byte[] bound, byte[] header, byte[] body) {
    byte[] signature = device.sign(purpose, Sha256.of(header, body), bound);
    return ByteBuffer.allocate(header.length + body.length + signature.length)
        .put(header)
        .put(body)
        .put(signature)
        .flip();
  }

  /**
   * @param sealed at least as long as a signature; left as it is
   */
  static boolean verify(DevicePublicKeys keys, Purpose purpose, byte[] bound, ByteBuffer sealed) {
    int covered = sealed.remaining() - Ed25519PublicKey.SIGNATURE_BYTES;
    byte[] signature = bytes(sealed, covered, Ed25519PublicKey.SIGNATURE_BYTES);
    byte[] hash = Sha256.of(sealed.slice(sealed.position(), covered));
    return keys.verify(purpose, signature, hash, bound);
  }

  /**
   * {@return the keys of a device; null = not known}
   *
   * @throws IllegalStateException if the lookup gives the keys of another
   */
  static @Nullable DevicePublicKeys keys(
      Function<NodeId, @Nullable DevicePublicKeys> members, NodeId device) {
    DevicePublicKeys keys = members.apply(device);
    if (keys != null && !keys.nodeId().equals(device)) {
      throw new IllegalStateException("these are not the keys of device " + device);
    }
    return keys;
  }

  /**
   * {@return a copy of some bytes}
   *
   * @param offset from the position
   */
  static byte[] bytes(ByteBuffer source, int offset, int length) {
    byte[] copy = new byte[length];
    source.get(source.position() + offset, copy);
    return copy;
  }
}
