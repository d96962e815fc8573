package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.RecordBook.Saved;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that a policy compares with: they have to be known before the first update. */
final class KeptValues {
  /** Read in one transaction. */
  private static final int ROWS = 500;

  private final Desk desk;

  KeptValues(Desk desk) {
    this.desk = desk;
  }

  /** Reads a whole table, in many transactions. */
  void keep(SyncedTable table) {
    if (table.keptColumns().isEmpty()) {
      return;
    }
    @Nullable ValueRow[] after = {null};
    boolean more = true;
    while (more) {
      more =
          desk.<Boolean>transaction(
              tx -> {
                Map<List<Value>, ValueRow> rows = new LinkedHashMap<>();
                tx.scan(
                    table.schema(),
                    after[0],
                    ROWS,
                    row -> {
                      ValueRow copy = ValueRow.copyOf(row);
                      rows.put(PortableKey.ofRow(table.schema(), copy), copy);
                      after[0] =
                          ValueRow.of(
                              table.schema().identityKey().columns().stream()
                                  .map(copy::value)
                                  .toList());
                      return true;
                    });
                Map<List<Value>, Saved> saved = new LinkedHashMap<>();
                desk.records()
                    .load(tx, table, rows.keySet(), rows)
                    .forEach(
                        (key, loaded) ->
                            saved.put(key, new Saved(loaded.state(), true, loaded.touched())));
                desk.records().save(tx, table, saved);
                return rows.size() == ROWS;
              });
    }
  }
}
