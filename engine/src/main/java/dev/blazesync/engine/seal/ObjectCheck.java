package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Checks sealed objects without any secret: for a hub, and for whoever only forwards. */
public final class ObjectCheck {
  private final Function<NodeId, @Nullable DevicePublicKeys> members;

  /** An object of the right form and name, and what its signature is worth. */
  public record Checked(ObjectHeader header, BatchCheck.Verdict verdict) {}

  /**
   * @param members public keys of a device that is or was a member; null = not known
   */
  public ObjectCheck(Function<NodeId, @Nullable DevicePublicKeys> members) {
    this.members = members;
  }

  /**
   * @param name under which it is kept
   * @param sealed from position to limit; left as it is
   * @throws ProtocolException if it is not exactly one sealed object that this program knows, or a
   *     chunk that has another name
   */
  public Checked check(String name, ByteBuffer sealed) {
    ObjectHeader header = ObjectHeader.read(sealed);
    if (header.kind() == ObjectKind.CHUNK && !ObjectKind.chunkName(sealed).equals(name)) {
      throw new ProtocolException(header + " is not what its name says");
    }
    DevicePublicKeys keys = Signatures.keys(members, header.maker());
    if (keys == null) {
      return new Checked(header, BatchCheck.Verdict.UNKNOWN_ORIGIN);
    }
    byte[] bound = header.kind().bound(name);
    boolean sound = Signatures.verify(keys, Purpose.OBJECT_SIGNATURE, bound, sealed);
    return new Checked(header, sound ? BatchCheck.Verdict.SOUND : BatchCheck.Verdict.BAD_SIGNATURE);
  }
}
