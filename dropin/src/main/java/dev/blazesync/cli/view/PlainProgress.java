package dev.blazesync.cli.view;

import dev.blazesync.Status;
import dev.blazesync.spi.Nullable;
import java.io.PrintStream;

/** One line a tenth of the way, and one when a peer's state changes. Not thread-safe. */
final class PlainProgress implements ProgressView {
  private static final int STEPS = 10;

  private final PrintStream err;
  private final PeerNews news = new PeerNews();
  private Progress.@Nullable Phase phase;
  private long step;

  PlainProgress(PrintStream err) {
    this.err = err;
  }

  /** {@return the work of a phase, for a person} */
  static String words(Progress.Phase phase) {
    return switch (phase) {
      case SNAPSHOT_OUT -> "sending existing rows";
      case SNAPSHOT_IN -> "receiving existing rows";
      case PUSH -> "sending changes";
      case PULL -> "receiving changes";
    };
  }

  @Override
  public void progress(Progress progress) {
    long reached = progress.total() == 0 ? 0 : progress.done() * STEPS / progress.total();
    if (progress.phase() != phase || reached < step) {
      phase = progress.phase();
      step = -1;
    }
    if (reached > step) {
      step = reached;
      err.println(
          words(progress.phase())
              + ": "
              + progress.done()
              + (progress.total() == 0 ? "" : " of " + progress.total()));
      err.flush();
    }
  }

  @Override
  public void peer(Status.Peer peer) {
    if (news.worthTelling(peer)) {
      err.println(ProgressView.words(peer));
      err.flush();
    }
  }

  @Override
  public void notice(String message) {
    err.println("blazesync: " + message);
    err.flush();
  }
}
