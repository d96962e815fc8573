package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Checks batches without any secret: for a hub, and for whoever only forwards. That a batch
 * continues its chain, and that its origin was a member then, is for the caller.
 */
public final class BatchCheck {
  /** What a signature is worth. */
  public enum Verdict {
    /** It is of the batch's origin, over these bytes. */
    SOUND,
    /** The keys of the origin are not known: nothing was verified. */
    UNKNOWN_ORIGIN,
    BAD_SIGNATURE
  }

  /** A batch of the right form, and what its signature is worth. */
  public record Checked(SealedHeader header, Verdict verdict) {}

  private final Function<NodeId, @Nullable DevicePublicKeys> members;

  /**
   * @param members public keys of a device that is or was a member; null = not known
   */
  public BatchCheck(Function<NodeId, @Nullable DevicePublicKeys> members) {
    this.members = members;
  }

  /**
   * @param sealed from position to limit; left as it is
   * @throws ProtocolException if it is not exactly one batch that this program knows
   */
  public Checked check(ByteBuffer sealed) {
    SealedHeader header = SealedHeader.read(sealed);
    DevicePublicKeys keys = Signatures.keys(members, header.log().origin());
    if (keys == null) {
      return new Checked(header, Verdict.UNKNOWN_ORIGIN);
    }
    boolean sound = Signatures.verify(keys, Purpose.BATCH_SIGNATURE, new byte[0], sealed);
    return new Checked(header, sound ? Verdict.SOUND : Verdict.BAD_SIGNATURE);
  }

  /**
   * As {@link #check}, for who takes nothing else than a sound batch.
   *
   * @throws ProtocolException also if the origin is not known or the signature is not its own
   */
  public SealedHeader require(ByteBuffer sealed) {
    Checked checked = check(sealed);
    return switch (checked.verdict()) {
      case SOUND -> checked.header();
      case UNKNOWN_ORIGIN ->
          throw new ProtocolException(checked.header() + " is of a device that is no member");
      case BAD_SIGNATURE -> throw badSignature(checked.header());
    };
  }

  static ProtocolException badSignature(SealedHeader header) {
    return new ProtocolException(
        header + " does not have the signature of its origin: it was changed, or made by another");
  }
}
