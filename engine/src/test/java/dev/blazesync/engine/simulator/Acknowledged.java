package dev.blazesync.engine.simulator;

import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.operation.PortableKey;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** What one node's application committed: each must be visible in the end, or beaten. */
final class Acknowledged {
  /** Names a record. */
  record Name(String table, List<Value> key) {
    /** {@return the name of a record by its key as the application writes it} */
    static Name ofLocal(String table, List<Value> key) {
      return new Name(table, PortableKey.ofCells(ValueRow.of(key), key.size()));
    }
  }

  /** One statement. */
  static final class Edit {
    final Name name;
    final Map<String, Value> cells;
    final boolean delete;

    /** The record was surely not there before, as far as this node knew. */
    final boolean fresh;

    long wallMillis;

    Edit(Name name, Map<String, Value> cells, boolean delete, boolean fresh, long wallMillis) {
      this.name = name;
      this.cells = new TreeMap<>(cells);
      this.delete = delete;
      this.fresh = fresh;
      this.wallMillis = wallMillis;
    }

    @Override
    public String toString() {
      return (delete ? "delete " : fresh ? "insert " : "write ")
          + name
          + " at "
          + wallMillis
          + " "
          + cells.keySet();
    }
  }

  private final LongSupplier wallMillis;
  private final List<Edit> edits = new ArrayList<>();
  private final Set<Name> undrained = new HashSet<>();
  private final Set<Name> born = new HashSet<>();

  /** What it had before it joined, or was restored, has not been drained yet. */
  private boolean newcomer;

  Acknowledged(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  Edit write(String table, List<Value> key, Map<String, Value> cells, boolean created) {
    Name name = Name.ofLocal(table, key);
    boolean fresh = created && !newcomer && !undrained.contains(name);
    if (fresh) {
      born.add(name);
    }
    undrained.add(name);
    return new Edit(name, cells, false, fresh, wallMillis.getAsLong());
  }

  Edit delete(String table, List<Value> key) {
    Name name = Name.ofLocal(table, key);
    undrained.add(name);
    return new Edit(name, Map.of(), true, newcomer || born.contains(name), wallMillis.getAsLong());
  }

  void committed(List<Edit> some) {
    some.stream().filter(edit -> !Workload.clashes(edit.name.table())).forEach(edits::add);
  }

  /** Nothing captured is left. */
  void drained() {
    undrained.clear();
    born.clear();
    newcomer = false;
  }

  /** What was written before this node was a member gives way to the group's rows. */
  void forget() {
    edits.clear();
    newcomer = true;
  }

  /** {@return how many edits there are} */
  int count() {
    return edits.size();
  }

  /** The database was replaced by a backup made when there were {@code count} edits. */
  void rollBackTo(int count) {
    while (edits.size() > count) {
      edits.remove(edits.size() - 1);
    }
    newcomer = true;
  }

  /** The node's clock was set back to {@code millis}. */
  void clockSet(long millis) {
    edits.forEach(edit -> edit.wallMillis = Math.min(edit.wallMillis, millis));
  }

  /** {@return edits that are neither visible nor beaten} */
  List<String> lost(BiFunction<String, List<Value>, RecordState> states) {
    List<String> lost = new ArrayList<>();
    Set<Name> writtenLater = new HashSet<>();
    Set<Name> neverWas = new HashSet<>();
    for (int index = edits.size() - 1; index >= 0; index--) {
      Edit edit = edits.get(index);
      RecordState state = states.apply(edit.name.table(), edit.name.key());
      long packed = HybridTimestamp.pack(edit.wallMillis);
      boolean died = Long.compareUnsigned(state.died().time().packed(), packed) >= 0;
      boolean reborn = Long.compareUnsigned(state.born().time().packed(), packed) >= 0;
      if (edit.delete) {
        // made and deleted between two drains, it never was; deleted and made again, it was updated
        if (edit.fresh) {
          neverWas.add(edit.name);
        }
        if (!died && !reborn && !edit.fresh && !writtenLater.contains(edit.name)) {
          lost.add(edit + " but the record is " + state);
        }
        continue;
      }
      writtenLater.add(edit.name);
      if (neverWas.contains(edit.name)) {
        if (edit.fresh) {
          neverWas.remove(edit.name);
        }
        continue;
      }
      if (!died) {
        if (edit.fresh && !state.alive()) {
          lost.add(edit + " but the record is " + state);
        }
        edit.cells.forEach(
            (column, value) -> {
              Version register = state.registers().get(column);
              boolean there =
                  register != null
                      && (register.value().equals(value)
                          || Long.compareUnsigned(register.stamp().time().packed(), packed) >= 0);
              if (!there) {
                lost.add(edit + " column " + column + " but the record is " + state);
              }
            });
      }
    }
    return lost;
  }
}
