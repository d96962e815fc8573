package dev.blazesync.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Status;
import dev.blazesync.Status.Peer.State;
import dev.blazesync.SyncListener.Progress;
import dev.blazesync.SyncListener.Progress.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final Status.Peer WAITING =
      new Status.Peer("tcp://h:1", Status.Peer.State.WAITING, 0, 0, 5, "connection refused");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void plainLinesAreFewAndTellTheEnd() {
    PlainProgress view = new PlainProgress(err);
    for (int done = 0; done <= 1000; done++) {
      view.progress(new Progress(Phase.SNAPSHOT_OUT, done, 1000));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .hasSize(11)
        .startsWith("sending existing rows: 0 of 1000")
        .endsWith("sending existing rows: 1000 of 1000");
  }

  @Test
  void workOfUnknownLengthIsToldOnce() {
    PlainProgress view = new PlainProgress(err);
    view.progress(new Progress(Phase.PULL, 1, 0));
    view.progress(new Progress(Phase.PULL, 2, 0));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("receiving changes: 1");
  }

  @Test
  void aPeerThatIsTriedAgainSaysWhy() {
    new PlainProgress(err).peer(WAITING);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("tcp://h:1 waiting: connection refused (will try again)");
  }

  @Test
  void aPeerThatComesAndGoesIsToldOnceEachTime() {
    PlainProgress view = new PlainProgress(err);
    for (State state :
        new State[] {
          State.CONNECTING,
          State.SYNCING,
          State.SYNCED,
          State.SYNCING,
          State.SYNCED,
          State.WAITING,
          State.CONNECTING,
          State.WAITING,
          State.SYNCING,
          State.SYNCED,
          State.SYNCING
        }) {
      view.peer(new Status.Peer("hub", state, 0, 0, 0, state == State.WAITING ? "away" : null));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "hub connecting",
            "hub syncing",
            "hub synced",
            "hub waiting: away",
            "hub syncing",
            "hub synced");
  }

  @Test
  void theBarEndsWithWhatItCounted() {
    try (BarProgress view = new BarProgress(err)) {
      view.progress(new Progress(Phase.SNAPSHOT_IN, 1, 200));
      view.progress(new Progress(Phase.SNAPSHOT_IN, 200, 200));
      view.peer(WAITING);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("receiving existing rows")
        .contains("200/200")
        .contains("tcp://h:1 waiting");
  }

  @Test
  void silenceStillTellsNotices() {
    try (ProgressView view = ProgressView.of(ProgressView.Mode.NONE, err, true)) {
      view.progress(new Progress(Phase.PUSH, 1, 2));
      view.peer(WAITING);
      view.applied(3);
      view.notice("the clock is wrong");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("blazesync: the clock is wrong");
  }
}
