package dev.blazesync.cli.view;

import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import java.io.PrintStream;

/** Shows what sync does, on standard error. */
public interface ProgressView extends SyncListener, AutoCloseable {
  /** How to show it. */
  enum Mode {
    /** A bar on a terminal, else plain lines. */
    AUTO,
    PLAIN,
    JSON,
    NONE
  }

  /**
   * @param terminal whether a person watches {@code err}
   */
  static ProgressView of(Mode mode, PrintStream err, boolean terminal) {
    return switch (mode) {
      case AUTO -> terminal ? new BarProgress(err) : new PlainProgress(err);
      case PLAIN -> new PlainProgress(err);
      case JSON -> new JsonProgress(err);
      case NONE -> new NoProgress(err);
    };
  }

  /** {@return the state of a peer, for a person} */
  static String words(Status.Peer peer) {
    String problem = peer.problem() == null ? "" : ": " + peer.problem();
    String retry = peer.nextTryMillis() == 0 ? "" : " (will try again)";
    return peer.uri() + " " + Json.lower(peer.state()) + problem + retry;
  }

  /** Ends the line of the work shown now; showing more work begins another. */
  @Override
  default void close() {}

  /** Notices only: those are no progress, and somebody should see them. */
  final class NoProgress implements ProgressView {
    private final PrintStream err;

    private NoProgress(PrintStream err) {
      this.err = err;
    }

    @Override
    public void notice(String message) {
      err.println("blazesync: " + message);
      err.flush();
    }
  }
}
