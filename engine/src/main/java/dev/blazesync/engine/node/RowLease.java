package dev.blazesync.engine.node;

import dev.blazesync.engine.books.Cells;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * A row in the database: with a heartbeat for databases that have no path; without one beside a
 * lock file, so that an engine that was given a {@code DataSource} sees the one that was given the
 * path.
 */
final class RowLease implements Lease {
  private static final String NAME = "LEASE";
  private static final long BEAT_MILLIS = 10_000;
  static final long STALE_MILLIS = 35_000;

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
      refuseIfHeld(tx, holder, now);
      write(tx, holder, now);
      tx.commit();
    }
    return new RowLease(store, holder, now);
  }

  /**
   * Looks, and takes nothing.
   *
   * @throws BusyException as {@link #take}
   */
  static void refuseIfHeld(StoreView view, Holder self, long nowMillis) {
    view.read(
        EngineTables.STATE,
        EngineTables.STATE.identityKey(),
        Rows.of(Cells.key(NAME)),
        row -> {
          long age = Math.abs(nowMillis - row.int64(1));
          Holder other = Holder.parse(new String(Cells.bytes(row, 2), StandardCharsets.UTF_8));
          if (other.keepsOut(self, age)) {
            throw Lease.held(other + ", last seen " + age / 1_000 + " s ago");
          }
          return true;
        });
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
    if (holder.fileLocked()) {
      return;
    }
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
