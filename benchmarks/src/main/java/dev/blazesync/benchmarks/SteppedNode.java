package dev.blazesync.benchmarks;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.node.Opened;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.SealedBatch;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * An engine on a database, step by step and without a relay. How much goes into a transaction does
 * not depend on the time. Not thread-safe.
 */
final class SteppedNode implements AutoCloseable {
  private final RecordStore store;
  private final DeviceKeys keys;
  private final Replica replica;

  /** Attaches a database whose rows are those the group began with. */
  SteppedNode(Path file, LocalGroup group, SecureRandom random) {
    Plugins plugins = Plugins.load();
    store = Opened.writing(plugins, Target.of(file), false);
    keys = DeviceKeys.generate(random);
    replica =
        new Replica(
            store, TableSelection.ALL, (table, row) -> {}, plugins::policy, keys, random, () -> 0);
    replica.open();
    replica.join(group.code(), Existing.GROUP);
    meet(group);
    replica.found();
    replica.followSchema(now());
    drain();
    seal();
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** Hears who else is in the group. */
  void meet(LocalGroup group) {
    group.meet(replica.roster(), now());
  }

  /**
   * Drains all that is captured into the outbox.
   *
   * @return operations there
   */
  long drain() {
    boolean cut = false;
    while (!cut) {
      cut = replica.drain(now(), false);
    }
    return replica.unsealed();
  }

  /** Numbers and seals what is in the outbox. */
  void seal() {
    boolean more = true;
    while (more) {
      more = replica.seal();
    }
  }

  /** {@return sealed batches that another lacks} */
  List<SealedBatch> lackedBy(SteppedNode other) {
    long after = replica.firstLacking(other.replica.vector());
    return replica.lacking(other.replica.vector(), after, Limits.PAYLOAD_BYTES).stream()
        .map(logged -> logged.batch())
        .toList();
  }

  /**
   * Logs batches of another, and merges them.
   *
   * @return rows that became different
   */
  long apply(List<SealedBatch> batches) {
    long[] rows = {0};
    replica.receive(batches, now(), more -> rows[0] += more);
    Replica.Merged merged = new Replica.Merged(0, 0, true);
    while (merged.more()) {
      merged = replica.merge(now());
      rows[0] += merged.rows();
    }
    return rows[0];
  }

  @Override
  public void close() {
    replica.close();
    keys.close();
    store.close();
  }
}
