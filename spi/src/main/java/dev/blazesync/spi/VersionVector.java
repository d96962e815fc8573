package dev.blazesync.spi;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node or a relay holds: for each origin's log, how far. Immutable.
 *
 * @param positions sorted by origin log; a log that is absent is held up to nothing
 */
public record VersionVector(Map<OriginLog, Position> positions) {
  /** Nothing held of anyone. */
  public static final VersionVector EMPTY = new VersionVector(Map.of());

  public VersionVector {
    positions = Collections.unmodifiableMap(new TreeMap<>(positions));
  }

  /** {@return the sequence held of {@code log}, 0 when none} */
  public long sequence(OriginLog log) {
    return position(log).sequence();
  }

  /** {@return the position held of {@code log}, {@link Position#START} when none} */
  public Position position(OriginLog log) {
    return positions.getOrDefault(log, Position.START);
  }

  /** {@return whether everything {@code other} holds is held here too, by sequence} */
  public boolean covers(VersionVector other) {
    boolean[] missing = new boolean[1];
    // unlike its entries, which are wrapped one by one, this makes no objects
    other.positions.forEach(
        (log, position) -> missing[0] = missing[0] || sequence(log) < position.sequence());
    return !missing[0];
  }
}
