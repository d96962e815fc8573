package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Hpke;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.Nullable;
import java.util.List;

/**
 * A new epoch, as it stands in the entry that begins it.
 *
 * @param commitment {@value #COMMITMENT_BYTES} bytes: an HMAC with the epoch's secret
 * @param earlier the secret of the epoch before, sealed under this one's, {@value #EARLIER_BYTES}
 *     bytes; null in the first
 * @param wraps the secret for each who has a right to it after the entry, {@value #WRAP_BYTES}
 *     bytes each: devices by ascending node id, open invites by ascending index, the recovery key
 */
public record Rotation(Octets commitment, @Nullable Octets earlier, List<Octets> wraps) {
  /** Length of the commitment. */
  public static final int COMMITMENT_BYTES = Sha256.BYTES;

  /** Length of the sealed secret before. */
  public static final int EARLIER_BYTES = Secret.BYTES + Aead.TAG_BYTES;

  /** Length of one wrap. */
  public static final int WRAP_BYTES = Secret.BYTES + Hpke.OVERHEAD_BYTES;

  /** Most wraps in one entry: every device, every open invite, the recovery key. */
  static final int MAX_WRAPS = Limits.DEVICES + Limits.OPEN_INVITES + 1;

  /**
   * @throws IllegalArgumentException on another length or too many wraps
   */
  public Rotation {
    wraps = List.copyOf(wraps);
    commitment.checked(COMMITMENT_BYTES, "a commitment");
    if (earlier != null) {
      earlier.checked(EARLIER_BYTES, "a sealed secret");
    }
    wraps.forEach(wrap -> wrap.checked(WRAP_BYTES, "a wrap"));
    if (wraps.size() > MAX_WRAPS) {
      throw new IllegalArgumentException(
          wraps.size() + " wraps are over the limit of " + MAX_WRAPS);
    }
  }
}
