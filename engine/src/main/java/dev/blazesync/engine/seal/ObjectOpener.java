package dev.blazesync.engine.seal;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.Opening.UnknownEpoch;
import dev.blazesync.engine.seal.Opening.UnknownSigner;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Opens objects of snapshots, in this order: form of the header and lengths; the name of a chunk;
 * kind and group; signature; segments; the code inside; form of the content. The first that is
 * wrong ends it. That a chunk belongs to a snapshot, its manifest says; that both are of one maker
 * is for the caller.
 */
public final class ObjectOpener {
  private final GroupId group;
  private final Function<EpochId, @Nullable Secret> epochs;
  private final ObjectCheck check;

  /**
   * @param epochs secret of an epoch, which is not closed here; null = not known
   * @param members public keys of a device that is or was a member; null = not known
   */
  public ObjectOpener(
      GroupId group,
      Function<EpochId, @Nullable Secret> epochs,
      Function<NodeId, @Nullable DevicePublicKeys> members) {
    this.group = group;
    this.epochs = epochs;
    this.check = new ObjectCheck(members);
  }

  /**
   * @param name under which it was kept
   * @param sealed from position to limit; left as it is
   * @return the content, read-only, or why it can't be read yet
   * @throws ProtocolException if it is not exactly one object of this kind, name and group that
   *     this program knows, its signature is not of its maker, or it was not sealed under the epoch
   *     it names
   */
  public Opening<ObjectHeader, ByteBuffer> open(ObjectKind kind, String name, ByteBuffer sealed) {
    ObjectCheck.Checked checked = check.check(name, sealed);
    ObjectHeader header = checked.header();
    if (header.kind() != kind) {
      throw new ProtocolException(header + ": a " + kind + " was expected");
    }
    if (!header.group().equals(group)) {
      throw new ProtocolException(header + " is of group " + header.group() + ", not " + group);
    }
    return switch (checked.verdict()) {
      case UNKNOWN_ORIGIN -> new UnknownSigner<>(header);
      case BAD_SIGNATURE ->
          throw new ProtocolException(
              header
                  + " does not have the signature of its maker under this name: it was changed, or"
                  + " made by another");
      case SOUND -> open(header, kind.bound(name), sealed);
    };
  }

  private Opening<ObjectHeader, ByteBuffer> open(
      ObjectHeader header, byte[] bound, ByteBuffer sealed) {
    Secret secret = epochs.apply(header.epoch());
    if (secret == null) {
      return new UnknownEpoch<>(header);
    }
    byte[] body = Signatures.bytes(sealed, ObjectHeader.BYTES, header.length());
    return new Opened<>(header, content(decrypt(header, bound, secret, body), "" + header));
  }

  private static byte[] decrypt(ObjectHeader header, byte[] bound, Secret secret, byte[] body) {
    byte[] associated = ObjectSealer.joined(header.toBytes(), bound);
    try (ContentKeys keys = ContentKeys.ofObject(secret, header.salt(), associated)) {
      return keys.untagged(Segments.open(keys.cipher(), associated, body));
    } catch (ProtocolException e) {
      throw new ProtocolException(header + ", though signed: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer content(byte[] inside, String what) {
    WireReader in = new WireReader(inside, what);
    ByteBuffer content = in.view(in.i32());
    Padding.end(in, ContentKeys.TAG_BYTES + in.position());
    return content;
  }
}
