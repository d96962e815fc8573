package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One table: its rows by identity key, and an index per other declared key. Immutable. Rows of a
 * table without an identity key have a hidden number.
 *
 * @param indexes one per key of the schema, in that order: (key cells, identity cells) to identity
 *     cells; empty for the identity key itself
 * @param computed what the unique keys that are not plain hold of a row
 * @param lastAllocated the greatest key handed out to the engine so far
 */
record TableState(
    TableSchema schema,
    SortedTree<ValueRow> rows,
    List<SortedTree<ValueRow>> indexes,
    List<Check> checks,
    List<MemoryTrigger> triggers,
    Map<KeySchema, MemoryIndex> computed,
    long lastAllocated) {

  /** A condition that every row has to meet. */
  record Check(String name, Predicate<ValueRow> condition) {}

  static TableState empty(TableSchema schema) {
    List<SortedTree<ValueRow>> indexes = new ArrayList<>();
    for (int index = 0; index < schema.keys().size(); index++) {
      indexes.add(SortedTree.empty());
    }
    return new TableState(schema, SortedTree.empty(), indexes, List.of(), List.of(), Map.of(), 0);
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

  /** {@return what the index of {@code key} holds of {@code row}, or null when it lets it be} */
  @Nullable
  ValueRow claim(KeySchema key, ValueRow row) {
    MemoryIndex index = computed.get(key);
    return index == null ? cells(key, row) : index.claim(row);
  }

  /** {@return identity keys of the rows that the index of {@code key} holds under this claim} */
  List<ValueRow> holders(KeySchema key, ValueRow claim) {
    return key.isPlain()
        ? find(key, claim)
        : indexes.get(schema.keys().indexOf(key)).startingWith(claim);
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
      KeySchema declared = schema.keys().get(index);
      if (declared.isPlain() && declared.columns().equals(key.columns())) {
        return indexes.get(index).startingWith(cells);
      }
    }
    if (computed.containsKey(key)) {
      List<ValueRow> found = new ArrayList<>();
      rows.forEach((place, row) -> !cells.equals(cells(key, row)) || found.add(place));
      return found;
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
    return new TableState(
        schema, rows.with(place, row), changed, checks, triggers, computed, lastAllocated);
  }

  TableState minus(ValueRow place, ValueRow row) {
    List<SortedTree<ValueRow>> changed = new ArrayList<>(indexes);
    for (int index = 0; index < changed.size(); index++) {
      ValueRow cells = indexed(index, row);
      if (cells != null) {
        changed.set(index, changed.get(index).without(joined(cells, place)));
      }
    }
    return new TableState(
        schema, rows.without(place), changed, checks, triggers, computed, lastAllocated);
  }

  TableState with(Check check) {
    List<Check> all = new ArrayList<>(checks);
    all.add(check);
    return new TableState(
        schema, rows, indexes, List.copyOf(all), triggers, computed, lastAllocated);
  }

  TableState computing(Map<KeySchema, MemoryIndex> indexesOfTheirOwn) {
    return new TableState(
        schema, rows, indexes, checks, triggers, indexesOfTheirOwn, lastAllocated);
  }

  /** {@return this with one more unique key; only while it holds no rows} */
  TableState with(KeySchema key, MemoryIndex index) {
    List<KeySchema> keys = new ArrayList<>(schema.keys());
    keys.add(key);
    TableSchema more =
        new TableSchema(
            schema.name(), schema.columns(), keys, schema.identity(), schema.originalDdl());
    List<SortedTree<ValueRow>> trees = new ArrayList<>(indexes);
    trees.add(SortedTree.empty());
    Map<KeySchema, MemoryIndex> all = new HashMap<>(computed);
    all.put(key, index);
    return new TableState(more, rows, trees, checks, triggers, Map.copyOf(all), lastAllocated);
  }

  TableState with(MemoryTrigger trigger) {
    List<MemoryTrigger> all = new ArrayList<>(triggers);
    all.add(trigger);
    return new TableState(schema, rows, indexes, checks, List.copyOf(all), computed, lastAllocated);
  }

  /** {@return this with the rows of {@code other}, which has another schema} */
  TableState rebuiltAs(TableState other) {
    return new TableState(
        other.schema, other.rows, other.indexes, checks, triggers, computed, lastAllocated);
  }

  TableState allocated(long key) {
    return new TableState(schema, rows, indexes, checks, triggers, computed, key);
  }

  /** {@return a key above every key of a row: what the database itself hands out next} */
  long nextGenerated() {
    ValueRow last = rows.lastKey();
    return last == null ? 1 : last.int64(0) + 1;
  }

  private @Nullable ValueRow indexed(int index, ValueRow row) {
    KeySchema key = schema.keys().get(index);
    return key.equals(schema.identity()) ? null : claim(key, row);
  }

  private static ValueRow joined(ValueRow cells, ValueRow place) {
    List<Value> joined = new ArrayList<>(cells.values());
    joined.addAll(place.values());
    return ValueRow.of(joined);
  }
}
