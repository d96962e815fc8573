package dev.blazesync.engine.merge;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import java.util.Map;

/**
 * One of two changes that did not know of each other and could not both stay.
 *
 * @param column null = the whole record: it was deleted on one side
 * @param winner what is there now; null = nothing, it is deleted
 * @param winnerTime when that was written, and by whom
 * @param loser what gave way, by column; empty = a delete
 * @param loserTime when that was written, and by whom
 */
public record Conflict(
    @Nullable String column,
    @Nullable Value winner,
    HybridTimestamp winnerTime,
    Map<String, Value> loser,
    HybridTimestamp loserTime) {
  public Conflict {
    loser = Map.copyOf(loser);
  }
}
