package dev.blazesync.engine.replica;

import dev.blazesync.engine.place.Retrying;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DamagedException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that makes its transaction fail for a reason nobody foresaw must not hold up the others:
 * the work is done again without writing rows, and what was not written is tried record by record.
 */
final class Isolation {
  private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

  private final Retrying retrying;

  Isolation(Retrying retrying) {
    this.retrying = retrying;
  }

  /** {@return what {@code work} returns} */
  <T> T run(Supplier<T> work) {
    try {
      return work.get();
    } catch (BusyException | DamagedException e) {
      throw e;
    } catch (RuntimeException e) {
      // a driver or a trigger may throw anything; if it was not a row, it fails again
      LOG.warn("what arrived cannot be written at once: {}", e.toString());
      retrying.careful(String.valueOf(e.getMessage()));
      try {
        return work.get();
      } catch (BusyException busy) {
        throw busy;
      } catch (RuntimeException again) {
        // no row was written this time: what failed first is what is wrong
        throw e;
      } finally {
        retrying.careful(null);
      }
    }
  }
}
