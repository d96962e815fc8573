package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.books.TableBook;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.engine.replica.Joining.Arriving;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a merge claims before it writes (decision D3): every record it changes, and the parents they
 * refer to, so that no application can delete a parent between the check of a foreign key and the
 * commit. Pure.
 */
final class Claims {
  private Claims() {}

  /**
   * {@return portable keys by table}
   *
   * @param arriving what arrived, by table and portable key
   */
  static Map<SyncedTable, Set<List<Value>>> of(
      TableBook tables, Map<SyncedTable, Map<List<Value>, Arriving>> arriving) {
    Map<SyncedTable, Set<List<Value>>> claims = new LinkedHashMap<>();
    for (SyncedTable table : tables.synced()) {
      Map<List<Value>, Arriving> records = arriving.get(table);
      if (records != null) {
        claims.put(table, records.keySet());
      }
    }
    arriving.forEach(
        (table, records) -> {
          for (KeySchema key : table.schema().keys()) {
            Reference reference = key.reference();
            SyncedTable parent = reference == null ? null : tables.find(reference.table());
            if (reference != null && parent != null && pointsAtIdentity(parent, reference)) {
              Set<List<Value>> parents = parents(table.schema(), key, records);
              if (!parents.isEmpty()) {
                claims.merge(parent, parents, Claims::union);
              }
            }
          }
        });
    return claims;
  }

  private static Set<List<Value>> union(Set<List<Value>> a, Set<List<Value>> b) {
    Set<List<Value>> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all;
  }

  private static boolean pointsAtIdentity(SyncedTable parent, Reference reference) {
    TableSchema schema = parent.schema();
    return schema.identityKey().columns().stream()
        .map(column -> schema.columns().get(column).name())
        .toList()
        .equals(reference.columns());
  }

  private static Set<List<Value>> parents(
      TableSchema table, KeySchema key, Map<List<Value>, Arriving> records) {
    Set<List<Value>> parents = new LinkedHashSet<>();
    records.forEach(
        (child, some) -> {
          List<Value> cells = new ArrayList<>();
          for (int column : key.columns()) {
            Value cell = cell(table, column, child, some.state());
            if (cell == null || cell.kind() == ValueKind.NULL) {
              return;
            }
            cells.add(cell);
          }
          parents.add(PortableKey.ofCells(ValueRow.of(cells), cells.size()));
        });
    return parents;
  }

  /** The value that arrived, of a key column or a register; null = this column did not change. */
  private static @Nullable Value cell(
      TableSchema table, int column, List<Value> key, RecordState state) {
    int keyCell = table.identityKey().columns().indexOf(column);
    if (keyCell >= 0) {
      return key.get(keyCell);
    }
    Version register = state.registers().get(table.columns().get(column).name());
    return register == null ? null : register.value();
  }
}
