package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.spi.Value;
import java.util.List;

/**
 * One record that has to change.
 *
 * @param key portable
 */
public record Change(SyncedTable table, List<Value> key, Loaded before, RecordState after) {
  /** {@return the record's name} */
  RecordName name() {
    return new RecordName(table.name(), key);
  }
}
