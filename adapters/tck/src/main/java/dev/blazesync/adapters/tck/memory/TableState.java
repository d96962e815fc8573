package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One table: its rows by identity key, and an index per other declared key. Immutable. Rows of a
 * table without an identity key have a hidden number.
 *
 * @param indexes one per key of the schema, in that order: (key cells, identity cells) to identity
 *     cells; empty for the identity key itself
 * @param lastAllocated the greatest key handed out to the engine so far
 */
record TableState(
    TableSchema schema,
    SortedTree<ValueRow> rows,
    List<SortedTree<ValueRow>> indexes,
    List<Check> checks,
    List<MemoryTrigger> triggers,
    long lastAllocated) {

  /** A condition that every row has to meet. */
  record Check(String name, Predicate<ValueRow> condition) {}

  static TableState empty(TableSchema schema) {
    List<SortedTree<ValueRow>> indexes = new ArrayList<>();
    for (int index = 0; index < schema.keys().size(); index++) {
      indexes.add(SortedTree.empty());
    }
    return new TableState(schema, SortedTree.empty(), indexes, List.of(), List.of(), 0);
  }

  boolean isEngines() {
    return schema.name().startsWith(DatabaseState.ENGINE_PREFIX);
  }

  /** {@return the cells of {@code key} in {@code row}, or null when one of them is NULL} */
  static @Nullable ValueRow cells(KeySchema key, ValueRow row) {
    List<Value> cells = new ArrayList<>(key.columns().size());
    for (int column : key.columns()) {
      Value cell = row.value(column);
      if (cell.equals(Value.NULL)) {
        return null;
      }
      cells.add(cell);
    }
    return ValueRow.of(cells);
  }

  /** {@return where {@code row} is or will be kept} */
  ValueRow placeOf(ValueRow row) {
    KeySchema identity = schema.identity();
    if (identity == null) {
      ValueRow last = rows.lastKey();
      return ValueRow.of(new Value.Int64(last == null ? 1 : last.int64(0) + 1));
    }
    ValueRow place = cells(identity, row);
    if (place == null) {
      throw new IllegalStateException("a row of " + schema.name() + " without its identity key");
    }
    return place;
  }

  /** {@return identity keys of the rows whose {@code key} has exactly these cells} */
  List<ValueRow> find(KeySchema key, ValueRow cells) {
    KeySchema identity = schema.identity();
    if (identity != null && key.columns().equals(identity.columns())) {
      return rows.contains(cells) ? List.of(cells) : List.of();
    }
    for (int index = 0; index < indexes.size(); index++) {
      if (schema.keys().get(index).columns().equals(key.columns())) {
        return indexes.get(index).startingWith(cells);
      }
    }
    throw new IllegalArgumentException(
        "table " + schema.name() + " declares no key over columns " + key.columns());
  }

  TableState plus(ValueRow place, ValueRow row) {
    List<SortedTree<ValueRow>> changed = new ArrayList<>(indexes);
    for (int index = 0; index < changed.size(); index++) {
      ValueRow cells = indexed(index, row);
      if (cells != null) {
        changed.set(index, changed.get(index).with(joined(cells, place), place));
      }
    }
    return new TableState(schema, rows.with(place, row), changed, checks, triggers, lastAllocated);
  }

  TableState minus(ValueRow place, ValueRow row) {
    List<SortedTree<ValueRow>> changed = new ArrayList<>(indexes);
    for (int index = 0; index < changed.size(); index++) {
      ValueRow cells = indexed(index, row);
      if (cells != null) {
        changed.set(index, changed.get(index).without(joined(cells, place)));
      }
    }
    return new TableState(schema, rows.without(place), changed, checks, triggers, lastAllocated);
  }

  TableState with(Check check) {
    List<Check> all = new ArrayList<>(checks);
    all.add(check);
    return new TableState(schema, rows, indexes, List.copyOf(all), triggers, lastAllocated);
  }

  TableState with(MemoryTrigger trigger) {
    List<MemoryTrigger> all = new ArrayList<>(triggers);
    all.add(trigger);
    return new TableState(schema, rows, indexes, checks, List.copyOf(all), lastAllocated);
  }

  /** {@return this with the rows of {@code other}, which has another schema} */
  TableState rebuiltAs(TableState other) {
    return new TableState(other.schema, other.rows, other.indexes, checks, triggers, lastAllocated);
  }

  TableState allocated(long key) {
    return new TableState(schema, rows, indexes, checks, triggers, key);
  }

  /** {@return a key above every key of a row: what the database itself hands out next} */
  long nextGenerated() {
    ValueRow last = rows.lastKey();
    return last == null ? 1 : last.int64(0) + 1;
  }

  private @Nullable ValueRow indexed(int index, ValueRow row) {
    KeySchema key = schema.keys().get(index);
    return key.equals(schema.identity()) ? null : cells(key, row);
  }

  private static ValueRow joined(ValueRow cells, ValueRow place) {
    List<Value> joined = new ArrayList<>(cells.values());
    joined.addAll(place.values());
    return ValueRow.of(joined);
  }
}
