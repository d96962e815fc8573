package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.Aead;
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
 * Opens batches, in this order: form of the header and lengths; group; signature; ciphertext; the
 * code inside; form of the contents. The first that is wrong ends it. That a batch continues its
 * chain, and that its origin was a member then, is for the caller.
 */
public final class BatchOpener {
  private final GroupId group;
  private final Function<EpochId, @Nullable Secret> epochs;
  private final BatchCheck check;

  /**
   * @param epochs secret of an epoch, which is not closed here; null = not known
   * @param members public keys of a device that is or was a member; null = not known
   */
  public BatchOpener(
      GroupId group,
      Function<EpochId, @Nullable Secret> epochs,
      Function<NodeId, @Nullable DevicePublicKeys> members) {
    this.group = group;
    this.epochs = epochs;
    this.check = new BatchCheck(members);
  }

  /**
   * @param sealed from position to limit; left as it is
   * @return the contents, or why they can't be read yet
   * @throws ProtocolException if it is not exactly one batch of this group that this program knows,
   *     its signature is not of its origin, or it was not sealed under the epoch it names
   */
  public Opening<SealedHeader, BatchContents> open(ByteBuffer sealed) {
    BatchCheck.Checked checked = check.check(sealed);
    SealedHeader header = checked.header();
    if (!header.group().equals(group)) {
      throw foreign(header);
    }
    return switch (checked.verdict()) {
      case UNKNOWN_ORIGIN -> new UnknownSigner<>(header);
      case BAD_SIGNATURE -> throw BatchCheck.badSignature(header);
      case SOUND -> open(header, sealed);
    };
  }

  /**
   * As {@link #open(ByteBuffer)}, of a batch whose signature was found sound when it arrived.
   *
   * @throws ProtocolException if it is not a batch of this group, or was not sealed under the epoch
   *     it names
   */
  public Opening<SealedHeader, BatchContents> openChecked(ByteBuffer sealed) {
    SealedHeader header = SealedHeader.read(sealed);
    if (!header.group().equals(group)) {
      throw foreign(header);
    }
    return open(header, sealed);
  }

  private ProtocolException foreign(SealedHeader header) {
    return new ProtocolException(header + " is of group " + header.group() + ", not " + group);
  }

  private Opening<SealedHeader, BatchContents> open(SealedHeader header, ByteBuffer sealed) {
    byte[] body = Signatures.bytes(sealed, SealedHeader.BYTES, header.length());
    Secret secret = epochs.apply(header.epoch());
    if (secret == null) {
      return new UnknownEpoch<>(header);
    }
    return new Opened<>(header, BatchContents.decode(decrypt(header, secret, body), "" + header));
  }

  private static byte[] decrypt(SealedHeader header, Secret secret, byte[] body) {
    byte[] head = header.toBytes();
    try (ContentKeys keys = ContentKeys.ofBatch(secret, header.salt(), head)) {
      return keys.untagged(Aead.open(keys.cipher(), BatchSealer.NONCE, head, body));
    } catch (ProtocolException e) {
      throw new ProtocolException(header + ", though signed: " + e.getMessage(), e);
    }
  }
}
