package dev.blazesync.spi;

import java.util.List;

/**
 * What a relay has.
 *
 * @param floor what was truncated away: a caller below it needs a snapshot
 * @param head the newest it holds of each log
 * @param objects names of the snapshot manifests on offer, newest first
 * @param wallMillis the relay's clock in milliseconds since 1970; 0 = it has none
 */
public record Holding(
    VersionVector floor, VersionVector head, List<String> objects, long wallMillis) {
  public Holding {
    objects = List.copyOf(objects);
  }
}
