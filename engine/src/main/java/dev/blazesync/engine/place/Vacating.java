package dev.blazesync.engine.place;

import dev.blazesync.engine.codec.KeyCodec;
import dev.blazesync.engine.place.References.Referrer;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Rows that trade unique values can't be written one by one: each is in the other's way. Such a row
 * gives up its value for a moment: NULL where that is allowed, else a value made of its key. Pure.
 */
final class Vacating {
  private Vacating() {}

  /**
   * {@return {@code before} without the unique values that {@code after} gives up; null if there
   * are none, or they cannot be given up}
   *
   * @param key portable
   * @param after null = the row goes, with all its values
   */
  static @Nullable ValueRow vacated(
      TableSchema table,
      List<Referrer> referrers,
      List<Value> key,
      ValueRow before,
      @Nullable ValueRow after) {
    List<Value> cells = new ArrayList<>(before.values());
    for (KeySchema unique : table.keys()) {
      boolean trades =
          unique.kind() == KeySchema.Kind.UNIQUE
              && !unique.equals(table.identity())
              && (after == null
                  || unique.columns().stream()
                      .anyMatch(column -> !before.value(column).equals(after.value(column))));
      if (trades && !isReferredTo(table, referrers, unique)) {
        giveUp(table, unique, key, before, cells);
      }
    }
    return cells.equals(before.values()) ? null : ValueRow.of(cells);
  }

  /** Rows that refer to the value would have to follow, or the database would change them. */
  private static boolean isReferredTo(
      TableSchema table, List<Referrer> referrers, KeySchema unique) {
    Set<String> columns = new HashSet<>();
    indexed(table, unique).forEach(column -> columns.add(table.columns().get(column).name()));
    return referrers.stream()
        .anyMatch(referrer -> columns.containsAll(referrer.reference().columns()));
  }

  private static void giveUp(
      TableSchema table, KeySchema unique, List<Value> key, ValueRow before, List<Value> cells) {
    List<Integer> indexed = indexed(table, unique);
    for (int column : indexed) {
      if (before.value(column).equals(Value.NULL)) {
        return;
      }
    }
    for (int column : indexed) {
      if (table.columns().get(column).nullable() && !isIdentity(table, column)) {
        cells.set(column, Value.NULL);
        return;
      }
    }
    for (int column : indexed) {
      Value value = isIdentity(table, column) ? null : standIn(table.columns().get(column), key);
      if (value != null) {
        cells.set(column, value);
        return;
      }
    }
  }

  /** The columns that are terms of the index themselves. */
  private static List<Integer> indexed(TableSchema table, KeySchema unique) {
    List<String> terms = unique.terms();
    return terms == null
        ? unique.columns()
        : unique.columns().stream()
            .filter(column -> !table.columns().get(column).generated())
            .filter(column -> terms.contains(quoted(table.columns().get(column))))
            .toList();
  }

  private static String quoted(ColumnSchema column) {
    return '"' + column.name().replace("\"", "\"\"") + '"';
  }

  private static boolean isIdentity(TableSchema table, int column) {
    return table.identityKey().columns().contains(column);
  }

  private static @Nullable Value standIn(ColumnSchema column, List<Value> key) {
    byte[] bytes = KeyCodec.encode(key);
    return switch (column.kind()) {
      case TEXT -> new Value.Text("blazesync-" + HexFormat.of().formatHex(bytes));
      case BYTES -> new Value.Bytes(bytes);
      case UUID -> new Value.Uuid(UUID.nameUUIDFromBytes(bytes));
      case INT64 ->
          new Value.Int64(
              Long.MIN_VALUE + (UUID.nameUUIDFromBytes(bytes).getMostSignificantBits() >>> 1));
      default -> null;
    };
  }
}
