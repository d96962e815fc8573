package dev.blazesync.cli.view;

import dev.blazesync.Status;
import java.io.PrintStream;

/** One JSON document a line, for programs. */
final class JsonProgress implements ProgressView {
  private final PrintStream err;

  JsonProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public void progress(Progress progress) {
    write(Json.progress(progress));
  }

  @Override
  public void peer(Status.Peer peer) {
    write(Json.peerEvent(peer));
  }

  @Override
  public void applied(long records) {
    write(Json.applied(records));
  }

  @Override
  public void conflicts(long decided) {
    write(Json.conflictsEvent(decided));
  }

  @Override
  public void notice(String message) {
    write(Json.notice(message));
  }

  private void write(String line) {
    err.println(line);
    err.flush();
  }
}
