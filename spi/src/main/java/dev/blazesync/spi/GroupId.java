package dev.blazesync.spi;

import java.util.Arrays;
import java.util.HexFormat;

/** The set of nodes that share data: 256 bits. Immutable. */
public final class GroupId implements Comparable<GroupId> {
  /** Length of the byte form. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private GroupId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param bytes exactly {@value #BYTES} bytes; copied
   * @throws IllegalArgumentException on any other length
   */
  public static GroupId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a group id has 32 bytes, not " + bytes.length);
    }
    return new GroupId(bytes.clone());
  }

  /**
   * @param hex sixty-four hexadecimal digits
   * @throws IllegalArgumentException on anything else
   */
  public static GroupId ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(GroupId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Sixty-four hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
