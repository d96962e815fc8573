package dev.blazesync.cli.view;

import dev.blazesync.Status;
import dev.blazesync.Status.Peer.State;
import java.util.HashMap;
import java.util.Map;

/**
 * Which changes of a peer's state a person wants to read: not that every edit makes it {@code
 * syncing} and {@code synced} again, and not the same problem twice. Not thread-safe.
 */
final class PeerNews {
  private final Map<String, Status.Peer> told = new HashMap<>();

  boolean worthTelling(Status.Peer peer) {
    Status.Peer last = told.get(peer.uri());
    boolean news = last == null || !follows(last, peer);
    if (news) {
      told.put(peer.uri(), peer);
    }
    return news;
  }

  private static boolean follows(Status.Peer last, Status.Peer now) {
    return switch (now.state()) {
      case SYNCING -> last.state() == State.SYNCING || last.state() == State.SYNCED;
      case CONNECTING -> last.state() == State.CONNECTING || last.state() == State.WAITING;
      default ->
          last.state() == now.state()
              && String.valueOf(last.problem()).equals(String.valueOf(now.problem()));
    };
  }
}
