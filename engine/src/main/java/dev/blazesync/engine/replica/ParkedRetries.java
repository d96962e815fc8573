package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.spi.BusyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries parked records again when their time has come. */
final class ParkedRetries {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedRetries.class);

  private final Desk desk;
  private final Outgoing outgoing;

  ParkedRetries(Desk desk, Outgoing outgoing) {
    this.desk = desk;
    this.outgoing = outgoing;
  }

  /** {@return when there is something to try, milliseconds since 1970} */
  long nextMillis() {
    return desk.books().parked().count() == 0 ? Long.MAX_VALUE : desk.placer().nextRetryMillis();
  }

  /** {@return how many rows became different} */
  int run(long nowMillis) {
    try {
      return desk.<Integer>transaction(
          tx -> outgoing.drainFully(tx, nowMillis) ? desk.placer().retry(tx, nowMillis) : 0);
    } catch (BusyException e) {
      throw e;
    } catch (RuntimeException e) {
      // one of them may be to blame
      return runEach(nowMillis);
    }
  }

  /** Each in a transaction of its own. */
  private int runEach(long nowMillis) {
    int rows = 0;
    for (RecordName name : desk.retrying().due(desk.books().parked(), nowMillis)) {
      try {
        rows +=
            desk.<Integer>transaction(
                tx ->
                    outgoing.drainFully(tx, nowMillis)
                        ? desk.placer().retry(tx, name, nowMillis)
                        : 0);
      } catch (BusyException e) {
        throw e;
      } catch (RuntimeException e) {
        // a driver or a trigger may throw anything: this record waits, the others go on
        LOG.warn("{} {} cannot be written: {}", name.table(), name.key(), e.toString());
        desk.retrying().refused(name, nowMillis);
      }
    }
    return rows;
  }
}
