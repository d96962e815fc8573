package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Claims rows that a decision writes though nothing arrived for them (decision D3): what the
 * application has written into one of them since the last drain must not be overwritten.
 */
final class Holding {
  private final StoreTransaction tx;

  Holding(StoreTransaction tx) {
    this.tx = tx;
  }

  /**
   * @throws BusyException if the application holds such a row, or has just changed it: all is to be
   *     drained and decided again
   */
  void hold(Decision decision, Collection<Pending> pendings) {
    Map<SyncedTable, List<ValueRow>> keys = new LinkedHashMap<>();
    for (Pending pending : pendings) {
      SyncedTable table = pending.change.table();
      if (!pending.done
          && pending.change.before().row() != null
          && decision.holdNow(new RecordName(table.name(), pending.change.key()))) {
        keys.computeIfAbsent(table, unused -> new ArrayList<>())
            .add(ValueRow.of(PortableKey.toLocal(table.schema(), pending.change.key())));
      }
    }
    boolean[] captured = new boolean[1];
    keys.forEach(
        (table, rows) ->
            tx.drain(
                new DrainScope.Claim(table.schema(), Rows.of(rows)),
                (change, key, current) -> captured[0] = true));
    if (captured[0]) {
      throw new BusyException(
          "the application has just changed a row that was to be parked or shown again");
    }
  }
}
