package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Sha256;
import java.util.HexFormat;

/**
 * The name of an entry: the labelled SHA-256 of all its bytes. An epoch goes by the name of the
 * entry that began it.
 *
 * @param hash 32 bytes
 */
public record EntryId(Octets hash) {
  /** Length of the byte form. */
  public static final int BYTES = Sha256.BYTES;

  /** No entry: what is before the first. */
  static final EntryId NONE = new EntryId(Octets.zeros(BYTES));

  /**
   * @throws IllegalArgumentException on another length
   */
  public EntryId {
    hash.checked(BYTES, "the name of an entry");
  }

  /**
   * @param bytes exactly {@value #BYTES} bytes
   * @throws IllegalArgumentException on another length
   */
  public static EntryId of(byte[] bytes) {
    return new EntryId(Octets.of(bytes));
  }

  static EntryId ofEntry(byte[] entry) {
    return of(Purpose.MEMBERSHIP_ENTRY.hash(entry));
  }

  public byte[] toBytes() {
    return hash.toBytes();
  }

  /** Sixty-four hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(hash.toBytes());
  }
}
