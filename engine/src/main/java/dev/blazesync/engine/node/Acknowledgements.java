package dev.blazesync.engine.node;

import dev.blazesync.Status.Peer;
import dev.blazesync.engine.books.Cells;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers in the database what each relay acknowledged, for {@code status} while no engine runs.
 */
final class Acknowledgements {
  /** At most so often while running: a write of its own beside every change would cost. */
  private static final long EVERY_MILLIS = 2_000;

  private final RecordStore store;
  private final Map<String, Long> written = new HashMap<>();
  private long writtenMillis;

  Acknowledgements(RecordStore store) {
    this.store = store;
  }

  /**
   * Everything of this node is at all these relays.
   *
   * @param last whether there will be no later call
   */
  void note(List<Peer> peers, Replica replica, long nowMillis, boolean last) {
    if (!last && Math.abs(nowMillis - writtenMillis) < EVERY_MILLIS) {
      return;
    }
    long sequence = replica.vector().sequence(replica.own());
    List<ValueRow> rows =
        peers.stream()
            .filter(peer -> written.getOrDefault(peer.uri(), -1L) != sequence)
            .map(
                peer ->
                    ValueRow.of(
                        Cells.text(peer.uri()),
                        Cells.number(sequence),
                        Cells.number(nowMillis),
                        Cells.number(1)))
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    try (StoreTransaction tx = store.begin()) {
      tx.write(EngineTables.RELAY, Rows.of(rows), Cells.MUST_FIT);
      tx.commit();
      writtenMillis = nowMillis;
      peers.forEach(peer -> written.put(peer.uri(), sequence));
    } catch (BusyException e) {
      // the application holds the lock; the next time everything is synced will do
      written.clear();
    }
  }
}
