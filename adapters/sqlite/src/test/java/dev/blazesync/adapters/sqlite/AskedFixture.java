package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What deltas and deleted rows are asked for, and what comes of it as text. */
final class AskedFixture {
  private AskedFixture() {}

  static CaptureSpec spec(Fixture db, String table, boolean keepDeleted, String... deltas) {
    TableSchema schema = db.table(table);
    BitSet columns = new BitSet();
    for (String delta : deltas) {
      columns.set(schema.column(delta));
    }
    return new CaptureSpec(schema, columns, keepDeleted);
  }

  static void capture(Fixture db, String table, boolean keepDeleted, String... deltas) {
    db.store.capture(List.of(spec(db, table, keepDeleted, deltas)));
  }

  /** {@return entries as "[key] columns +[deltas]", or "[key] was [removed row]"} */
  static List<String> drain(Fixture db) {
    List<String> lines = new ArrayList<>();
    try (StoreTransaction transaction = db.store.begin()) {
      transaction.drain(
          new DrainScope.UpTo(1_000_000, 1L << 40),
          (change, key, current) -> lines.add(line(change, key, current != null)));
      transaction.commit();
    }
    return lines;
  }

  private static String line(CapturedChange change, Row key, boolean present) {
    Row deltas = change.deltas();
    Row removed = change.removed();
    String columns = "*";
    if (change.changed() != null) {
      columns =
          String.join(
              ",",
              change.changed().stream()
                  .mapToObj(column -> change.table().columns().get(column).name())
                  .toList());
    }
    String said = present ? " " + columns + (deltas == null ? "" : " +" + text(deltas)) : " gone";
    return text(key) + said + (removed == null ? "" : " was " + text(removed));
  }

  private static String text(Row row) {
    return Fixture.text(ValueRow.copyOf(row));
  }
}
