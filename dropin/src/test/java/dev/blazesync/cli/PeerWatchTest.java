package dev.blazesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerWatchTest {
  @Test
  void onlyWhenEveryPeerRefusesIsThereNothingToWaitFor() {
    PeerWatch watch = new PeerWatch(new SyncListener() {});
    assertThat(watch.allRefused()).isFalse();
    watch.peer(new Status.Peer("a", Status.Peer.State.REFUSED, 0, 0, 0, "no"));
    assertThat(watch.allRefused()).isTrue();
    watch.peer(new Status.Peer("b", Status.Peer.State.SYNCED, 0, 0, 0, null));
    assertThat(watch.allRefused()).isFalse();
    assertThat(watch.summary()).contains("a refused: no").contains("b synced");
  }

  @Test
  void whatItHearsIsPassedOn() {
    List<String> heard = new ArrayList<>();
    PeerWatch watch =
        new PeerWatch(
            new SyncListener() {
              @Override
              public void progress(Progress progress) {
                heard.add("progress");
              }

              @Override
              public void peer(Status.Peer peer) {
                heard.add("peer");
              }

              @Override
              public void applied(long records) {
                heard.add("applied");
              }

              @Override
              public void conflicts(long decided) {
                heard.add("conflicts");
              }

              @Override
              public void notice(String message) {
                heard.add("notice");
              }
            });
    watch.progress(new SyncListener.Progress(SyncListener.Progress.Phase.PUSH, 1, 2));
    watch.peer(new Status.Peer("a", Status.Peer.State.SYNCED, 0, 0, 0, null));
    watch.applied(1);
    watch.conflicts(2);
    watch.conflicts(3);
    watch.notice("x");
    assertThat(heard)
        .containsExactly("progress", "peer", "applied", "conflicts", "conflicts", "notice");
    assertThat(watch.decided()).isEqualTo(5);
  }
}
