package dev.blazesync.engine.node;

import dev.blazesync.spi.BusyException;

/**
 * The right to be the one engine that works on a database. Beside a path it is a lock file, which
 * the system releases when the process ends, however it ends; otherwise a row in the database with
 * a heartbeat.
 */
public interface Lease extends AutoCloseable {
  /** Shows that this engine lives; called often, writes seldom. */
  void beat(long nowMillis);

  @Override
  void close();

  /** {@return a lease of nothing, for short work on a database without a path} */
  static Lease none() {
    return new Lease() {
      @Override
      public void beat(long nowMillis) {}

      @Override
      public void close() {}
    };
  }

  /** {@return both as one; closed in this order} */
  static Lease both(Lease first, Lease second) {
    return new Lease() {
      @Override
      public void beat(long nowMillis) {
        first.beat(nowMillis);
        second.beat(nowMillis);
      }

      @Override
      public void close() {
        try {
          first.close();
        } finally {
          second.close();
        }
      }
    };
  }

  /** {@return the refusal that names the holder} */
  static BusyException held(String holder) {
    return new BusyException(
        "another engine works on this database ("
            + holder
            + "); one at a time can: end that one first, or ask it with 'blazesync status'");
  }
}
