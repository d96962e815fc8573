package dev.blazesync.engine.hub;

/**
 * Counts of a {@link HubLog}.
 *
 * @param groups that have at least one batch or object
 * @param logs (origin, lineage) pairs
 * @param batchBytes of the batches
 * @param objectBytes of the objects
 * @param diskBytes of its files; 0 in memory
 */
public record HubLogStatus(
    long groups,
    long logs,
    long batches,
    long batchBytes,
    long objects,
    long objectBytes,
    long diskBytes) {}
