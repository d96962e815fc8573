package dev.blazesync.benchmarks;

import dev.blazesync.benchmarks.guard.Contest;
import dev.blazesync.benchmarks.guard.Work;
import dev.blazesync.spi.SealedBatch;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What does it cost to drain what was captured of 1,000 updates, and to merge them at another
 * database? Both on SQLite files, beside a plain file: a select of the same rows, and a batch of
 * upserts of them. By turns and not in JMH, since each run needs other updates to be there.
 */
final class SyncCost implements AutoCloseable {
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final CapturedTable plain = new CapturedTable(false);
  private final CapturedTable from = new CapturedTable(false);
  private final CapturedTable to = new CapturedTable(false);
  private final SteppedNode sender;
  private final SteppedNode receiver;

  SyncCost() throws IOException, SQLException {
    SecureRandom random = new SecureRandom();
    LocalGroup group = new LocalGroup(random);
    sender = new SteppedNode(from.file(), group, random);
    receiver = new SteppedNode(to.file(), group, random);
    sender.meet(group);
  }

  /** Prints a line of JSON for each. */
  static void measure() throws Exception {
    try (SyncCost cost = new SyncCost()) {
      for (Contest contest : cost.contests()) {
        Contest.Result result = contest.measure(PATIENCE_NANOS);
        System.out.printf(
            Locale.ROOT,
            "{\"benchmark\":\"sync-cost\",\"work\":\"%s\",\"microseconds\":%.2f,\"ratio\":%.2f,"
                + "\"bytes\":%.0f}%n",
            contest.name(),
            result.nanos() / 1_000,
            result.ratio(),
            result.bytes());
      }
    }
  }

  List<Contest> contests() {
    return List.of(
        new Contest("drain", CapturedTable.ROWS, new Draining(), plain::readAll),
        new Contest("apply", CapturedTable.ROWS, new Applying(), plain::upsertAll));
  }

  private final class Draining implements Work {
    @Override
    public void prepare() throws SQLException {
      sender.seal();
      from.updateAll();
    }

    @Override
    public long run() {
      return sender.drain();
    }
  }

  private final class Applying implements Work {
    private List<SealedBatch> batches = List.of();

    @Override
    public void prepare() throws SQLException {
      // of what was only drained so far, too
      receiver.apply(sealed());
      from.updateAll();
      batches = sealed();
    }

    private List<SealedBatch> sealed() {
      sender.drain();
      sender.seal();
      return sender.lackedBy(receiver);
    }

    @Override
    public long run() {
      return receiver.apply(batches);
    }
  }

  /** {@return rows at the receiver that hold what the sender wrote last} */
  int arrived() throws SQLException {
    return to.having(from.round());
  }

  @Override
  public void close() throws IOException, SQLException {
    receiver.close();
    sender.close();
    plain.close();
    from.close();
    to.close();
  }
}
