package dev.blazesync.spi;

/**
 * What a relay is opened for.
 *
 * @param node who asks
 * @param maxPageBytes largest page pushed or pulled, 64 KiB to 16 MiB
 * @param timeoutMillis how long a call may take
 * @param introducer proves to the other side who asks, where that wants to know
 */
public record RelayContext(
    GroupId group, NodeId node, int maxPageBytes, int timeoutMillis, Introducer introducer) {}
