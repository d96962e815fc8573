package dev.blazesync.cli;

import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import dev.blazesync.cli.view.ProgressView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Remembers the peers' states while it passes everything on, so that {@code sync} can end when
 * every peer refuses: nothing would change by itself. Counts decided conflicts. Thread-safe.
 */
final class PeerWatch implements SyncListener {
  private final SyncListener next;
  private final Map<String, Status.Peer> peers = new LinkedHashMap<>();
  private long decided;

  PeerWatch(SyncListener next) {
    this.next = next;
  }

  synchronized boolean allRefused() {
    return !peers.isEmpty()
        && peers.values().stream().allMatch(peer -> peer.state() == Status.Peer.State.REFUSED);
  }

  /** {@return the peers' states, for a person; empty when none was heard of} */
  synchronized String summary() {
    return peers.values().stream().map(ProgressView::words).collect(Collectors.joining("; "));
  }

  /** {@return how many conflicts were decided} */
  synchronized long decided() {
    return decided;
  }

  @Override
  public void peer(Status.Peer peer) {
    synchronized (this) {
      peers.put(peer.uri(), peer);
    }
    next.peer(peer);
  }

  @Override
  public void progress(Progress progress) {
    next.progress(progress);
  }

  @Override
  public void applied(long records) {
    next.applied(records);
  }

  @Override
  public void conflicts(long more) {
    synchronized (this) {
      decided += more;
    }
    next.conflicts(more);
  }

  @Override
  public void notice(String message) {
    next.notice(message);
  }
}
