package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.VersionVector;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version vector as bytes: a varint of the number of logs, then each, in ascending order: 16
 * bytes of origin, 8 of lineage, a varint of the sequence, 32 of hash.
 */
public final class VectorCodec {
  private static final int MIN_ENTRY_BYTES = 57;

  private VectorCodec() {}

  /**
   * @throws IllegalArgumentException over {@link Limits#ORIGIN_LOGS}
   */
  public static void write(WireWriter out, VersionVector vector) {
    if (vector.positions().size() > Limits.ORIGIN_LOGS) {
      throw new IllegalArgumentException(
          vector.positions().size() + " logs are over the limit of " + Limits.ORIGIN_LOGS);
    }
    out.varint(vector.positions().size());
    vector
        .positions()
        .forEach(
            (log, position) -> {
              OriginLogs.write(out, log);
              out.varint(position.sequence()).raw(position.hash());
            });
  }

  public static VersionVector read(WireReader in) {
    int count = in.count(Limits.ORIGIN_LOGS, MIN_ENTRY_BYTES);
    TreeMap<OriginLog, Position> positions = new TreeMap<>();
    for (int index = 0; index < count; index++) {
      OriginLog log = OriginLogs.read(in);
      if (!positions.isEmpty() && positions.lastKey().compareTo(log) >= 0) {
        throw in.bad("the logs of a version vector are not in order");
      }
      long sequence = in.varint();
      if (sequence < 0) {
        throw in.bad("a sequence is over 63 bits");
      }
      positions.put(log, new Position(sequence, in.raw(Position.HASH_BYTES)));
    }
    return new VersionVector(Map.copyOf(positions));
  }
}
