package dev.blazesync.spi;

import java.util.HexFormat;

/**
 * What is numbered and hash-chained: one life of one node's database. A restored or cloned database
 * starts another lineage.
 *
 * @param origin the node that wrote the batches
 * @param lineage of 64 bits, compared unsigned; that of a later life is greater
 */
public record OriginLog(NodeId origin, long lineage) implements Comparable<OriginLog> {
  /** Nobody's: the writer of base timestamps. Sorts before every other. */
  public static final OriginLog NONE = new OriginLog(NodeId.NONE, 0);

  @Override
  public int compareTo(OriginLog other) {
    int byOrigin = origin.compareTo(other.origin);
    return byOrigin != 0 ? byOrigin : Long.compareUnsigned(lineage, other.lineage);
  }

  @Override
  public String toString() {
    return origin + "/" + HexFormat.of().toHexDigits(lineage);
  }
}
