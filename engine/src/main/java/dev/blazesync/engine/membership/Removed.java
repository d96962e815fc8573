package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Position;
import java.util.SortedMap;

/**
 * A device that belongs to its group no more.
 *
 * @param keys verify what it wrote while it belonged to the group
 * @param since index of the entry that removed it
 * @param accepted by lineage: the last batch of its logs that counts; of others none does
 */
public record Removed(
    NodeId node, DevicePublicKeys keys, long since, SortedMap<Long, Position> accepted) {}
