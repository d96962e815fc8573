package dev.blazesync.spi;

/**
 * What a version is compared by.
 *
 * @param time when it was written
 * @param authority timestamp of the latest server write its writer had seen in this register's
 *     history; null = none
 */
public record Stamp(HybridTimestamp time, @Nullable HybridTimestamp authority) {}
