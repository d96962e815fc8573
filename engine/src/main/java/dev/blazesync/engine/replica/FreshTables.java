package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables that were empty when a load came to them, and have nothing since but records it put there
 * in ascending order of their keys: of the next ones in that order there is nothing here, so they
 * need no look and no merge. For one load.
 */
final class FreshTables {
  /** The greatest key that is there; empty = none. */
  private final Map<SyncedTable, List<Value>> greatest = new HashMap<>();

  private final Set<SyncedTable> others = new HashSet<>();

  /** What the transaction under way adds. */
  private final Map<SyncedTable, List<Value>> added = new HashMap<>();

  /** A transaction begins; what one before it added and did not keep is forgotten. */
  void begin() {
    added.clear();
  }

  /** The transaction was committed. */
  void keep() {
    greatest.putAll(added);
    added.clear();
  }

  /** Something else is done to the table. */
  void leave(SyncedTable table) {
    others.add(table);
  }

  /**
   * {@return whether nothing of these records is here; then they are being put there}
   *
   * @param keys portable
   */
  boolean add(StoreTransaction tx, SyncedTable table, List<List<Value>> keys) {
    if (others.contains(table)) {
      return false;
    }
    List<Value> last = added.getOrDefault(table, greatest.get(table));
    if (last == null) {
      if (!isEmpty(tx, table.schema()) || !isEmpty(tx, table.metadata())) {
        others.add(table);
        return false;
      }
      last = List.of();
    }
    for (List<Value> key : keys) {
      if (!isAfter(key, last)) {
        return false;
      }
      last = key;
    }
    added.put(table, last);
    return true;
  }

  private static boolean isEmpty(StoreTransaction tx, TableSchema table) {
    boolean[] empty = {true};
    tx.scan(
        table,
        null,
        1,
        row -> {
          empty[0] = false;
          return false;
        });
    return empty[0];
  }

  /** {@return whether a key is surely greater; any order does as long as it is one} */
  private static boolean isAfter(List<Value> key, List<Value> last) {
    for (int cell = 0; cell < last.size(); cell++) {
      Integer order = compare(key.get(cell), last.get(cell));
      if (order == null || order != 0) {
        return order != null && order > 0;
      }
    }
    return last.isEmpty();
  }

  /** {@return how these are ordered; null = not known} */
  private static @Nullable Integer compare(Value a, Value b) {
    if (a instanceof Value.Int64 one && b instanceof Value.Int64 other) {
      return Long.compare(one.value(), other.value());
    }
    if (a instanceof Value.Text one && b instanceof Value.Text other) {
      return one.value().compareTo(other.value());
    }
    return a instanceof Value.Bytes one && b instanceof Value.Bytes other
        ? Arrays.compareUnsigned(one.value(), other.value())
        : null;
  }
}
