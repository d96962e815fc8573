package dev.blazesync;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;

/**
 * Two changes that did not know of each other and could not both stay.
 *
 * @param id to show or restore it by; on this database only
 * @param key of the record, for a person
 * @param column null = the whole record, which one side deleted
 * @param policy that decided
 * @param winner what is there now, for a person; null = deleted, or values are not kept
 * @param winnerNode who wrote it
 * @param winnerMillis when, milliseconds since 1970
 * @param loser what gave way, for a person; null = values are not kept
 * @param loserNode who wrote it
 * @param loserMillis when, milliseconds since 1970
 * @param decidedMillis when it was decided here, milliseconds since 1970
 * @param restored whether what lost was put back
 */
public record DecidedConflict(
    long id,
    String table,
    String key,
    @Nullable String column,
    String policy,
    @Nullable String winner,
    NodeId winnerNode,
    long winnerMillis,
    @Nullable String loser,
    NodeId loserNode,
    long loserMillis,
    long decidedMillis,
    boolean restored) {}
