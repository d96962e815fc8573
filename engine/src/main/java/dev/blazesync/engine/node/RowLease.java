package dev.blazesync.engine.node;

import dev.blazesync.engine.books.Cells;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** A row with a heartbeat in the database, for databases that have no path. */
final class RowLease implements Lease {
  private static final String NAME = "LEASE";
  private static final long BEAT_MILLIS = 10_000;
  private static final long STALE_MILLIS = 35_000;

  private final RecordStore store;
  private final Holder holder;
  private long lastBeat;

  private RowLease(RecordStore store, Holder holder, long lastBeat) {
    this.store = store;
    this.holder = holder;
    this.lastBeat = lastBeat;
  }

  /**
   * @param store with the engine's tables
   * @param holder who takes it
   * @throws BusyException if another engine has it, beat lately and is not known to have ended
   */
  static RowLease take(RecordStore store, Holder holder, LongSupplier clock) {
    long now = clock.getAsLong();
    try (StoreTransaction tx = store.begin()) {
      tx.read(
          EngineTables.STATE,
          EngineTables.STATE.identityKey(),
          Rows.of(Cells.key(NAME)),
          row -> {
            long beat = row.int64(1);
            Holder other = Holder.parse(new String(Cells.bytes(row, 2), StandardCharsets.UTF_8));
            if (Math.abs(now - beat) < STALE_MILLIS && !other.hasEnded(holder)) {
              throw Lease.held(other + ", last seen " + Math.abs(now - beat) / 1_000 + " s ago");
            }
            return true;
          });
      write(tx, holder, now);
      tx.commit();
    }
    return new RowLease(store, holder, now);
  }

  private static void write(StoreTransaction tx, Holder holder, long now) {
    tx.write(
        EngineTables.STATE,
        Rows.of(
            ValueRow.of(
                Cells.text(NAME),
                Cells.number(now),
                Cells.bytes(holder.toString().getBytes(StandardCharsets.UTF_8)))),
        Cells.MUST_FIT);
  }

  @Override
  public void beat(long nowMillis) {
    if (nowMillis - lastBeat < BEAT_MILLIS && nowMillis >= lastBeat) {
      return;
    }
    try (StoreTransaction tx = store.begin()) {
      write(tx, holder, nowMillis);
      tx.commit();
      lastBeat = nowMillis;
    } catch (BusyException e) {
      // the application holds the lock; the next step tries again, long before the lease is stale
      lastBeat = Math.min(lastBeat, nowMillis - BEAT_MILLIS);
    }
  }

  @Override
  public void close() {
    try (StoreTransaction tx = store.begin()) {
      tx.delete(EngineTables.STATE, Rows.of(Cells.key(NAME)), Cells.MUST_FIT);
      tx.commit();
    } catch (BusyException e) {
      // it goes stale by itself
      lastBeat = 0;
    }
  }
}
