package dev.blazesync.spi;

/**
 * What a relay is opened for.
 *
 * @param node who asks
 * @param maxPageBytes largest page pushed or pulled, 64 KiB to 16 MiB
 * @param timeoutMillis how long a call may take
 */
public record RelayContext(GroupId group, NodeId node, int maxPageBytes, int timeoutMillis) {}
