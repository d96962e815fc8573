package dev.blazesync.spi;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * One attached database: 128 bits, compared as an unsigned number.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record NodeId(long high, long low) implements Comparable<NodeId> {
  /** Length of the byte form. */
  public static final int BYTES = 16;

  /** Nobody: the writer of base timestamps (rows that no node has touched). */
  public static final NodeId NONE = new NodeId(0, 0);

  /**
   * @param bytes exactly {@value #BYTES} bytes
   * @throws IllegalArgumentException on any other length
   */
  public static NodeId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a node id has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new NodeId(buffer.getLong(), buffer.getLong());
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(NodeId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Thirty-two hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
