package dev.blazesync.cli.view;

import dev.blazesync.Status;
import dev.blazesync.spi.Nullable;
import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for the work under way, on a terminal; what else happens is a line above it. */
final class BarProgress implements ProgressView {
  /** Every terminal has as many columns; asking for more would start a process. */
  private static final int WIDTH = 79;

  private final PrintStream err;
  private final PeerNews news = new PeerNews();
  private @Nullable ProgressBar bar;
  private Progress.@Nullable Phase phase;

  BarProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public synchronized void progress(Progress progress) {
    ProgressBar current = bar;
    if (current == null || progress.phase() != phase) {
      close();
      phase = progress.phase();
      current = open(progress);
      bar = current;
    }
    if (progress.total() > 0) {
      current.maxHint(progress.total());
    }
    current.stepTo(progress.done());
    if (progress.total() > 0 && progress.done() >= progress.total()) {
      close();
    }
  }

  private ProgressBar open(Progress progress) {
    return new ProgressBarBuilder()
        .setTaskName(PlainProgress.words(progress.phase()))
        .setInitialMax(progress.total() == 0 ? -1 : progress.total())
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .setConsumer(new DelegatingProgressBarConsumer(text -> err.print("\r" + text), WIDTH))
        .build();
  }

  @Override
  public synchronized void peer(Status.Peer peer) {
    if (news.worthTelling(peer)) {
      line(ProgressView.words(peer));
    }
  }

  @Override
  public synchronized void notice(String message) {
    line("blazesync: " + message);
  }

  private void line(String text) {
    close();
    err.println(text);
    err.flush();
  }

  @Override
  public synchronized void close() {
    ProgressBar current = bar;
    bar = null;
    if (current != null) {
      current.close();
      err.println();
    }
  }
}
