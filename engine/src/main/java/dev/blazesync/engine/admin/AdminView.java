package dev.blazesync.engine.admin;

import dev.blazesync.engine.membership.Entry;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a database knows that it takes to act on its group.
 *
 * @param keyFile of its device
 * @param relays of the group, the first one decides
 * @param chain the membership as far as it is known here
 * @param held how far the logs of others are held
 * @param forked whether two histories of the membership were seen: nobody acts on it then
 */
public record AdminView(
    NodeId node,
    GroupId group,
    Path keyFile,
    List<URI> relays,
    List<Entry> chain,
    Map<OriginLog, Position> held,
    boolean forked) {
  public AdminView {
    relays = List.copyOf(relays);
    chain = List.copyOf(chain);
    held = Map.copyOf(held);
  }
}
