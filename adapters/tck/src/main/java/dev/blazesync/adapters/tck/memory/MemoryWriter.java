package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * One transaction of the application: its changes are captured with the time they are made at. A
 * statement that violates a constraint throws {@link RefusedException}, has no effect, and leaves
 * the transaction usable. For one thread.
 */
public final class MemoryWriter implements AutoCloseable {
  private final MemoryDatabase database;
  private final Draft draft;
  private final Deque<Runnable> triggered = new ArrayDeque<>();
  private boolean overwriting;
  private boolean over;

  MemoryWriter(MemoryDatabase database) {
    this.database = database;
    draft = new Draft(database.acquire(this), this::capture);
  }

  /** INSERT. */
  public void insert(String table, Value... cells) {
    apply(table, null, ValueRow.of(cells));
  }

  /**
   * INSERT into a table whose key the database hands out: one above the greatest there is, so that
   * the key of a deleted row comes back, as SQLite's rowids do.
   *
   * @param cells of all columns; the key's is not looked at
   * @return the key
   */
  public long insertGenerated(String table, Value... cells) {
    TableState state = state(table);
    KeySchema identity = state.schema().identityKey();
    if (identity.kind() != KeySchema.Kind.PRIMARY_GENERATED) {
      throw new IllegalArgumentException("the database hands out no keys for table " + table);
    }
    long key = state.nextGenerated();
    List<Value> row = new ArrayList<>(List.of(cells));
    row.set(identity.columns().get(0), new Value.Int64(key));
    apply(table, null, ValueRow.of(row));
    return key;
  }

  /**
   * UPDATE of one row.
   *
   * @param key identity key cells
   * @param changes new cells by column name
   * @return whether there is such a row
   */
  public boolean update(String table, List<Value> key, Map<String, Value> changes) {
    TableState state = state(table);
    ValueRow before = state.rows().get(ValueRow.of(key));
    if (before == null) {
      return false;
    }
    List<Value> cells = new ArrayList<>(before.values());
    changes.forEach(
        (name, value) -> {
          int column = state.schema().column(name);
          if (column < 0) {
            throw new IllegalArgumentException("table " + table + " has no column " + name);
          }
          cells.set(column, value);
        });
    apply(table, before, ValueRow.of(cells));
    return true;
  }

  /**
   * INSERT OR REPLACE: rows that hold one of its other unique keys are deleted; a row of the same
   * identity is overwritten, and all its columns count as changed.
   */
  public void replace(String table, Value... cells) {
    TableState state = state(table);
    ValueRow row = ValueRow.of(cells);
    ValueRow place = state.placeOf(row);
    for (KeySchema key : state.schema().keys()) {
      ValueRow held = key.kind() == KeySchema.Kind.FOREIGN ? null : state.claim(key, row);
      if (held == null) {
        continue;
      }
      for (ValueRow holder : state.holders(key, held)) {
        if (!holder.equals(place)) {
          delete(table, holder.values().toArray(Value[]::new));
        }
      }
    }
    ValueRow before = state.rows().get(place);
    overwriting = before != null;
    apply(table, before, row);
  }

  /**
   * DELETE of one row, and what the database's foreign keys do then.
   *
   * @param key identity key cells
   * @return whether there was such a row
   */
  public boolean delete(String table, Value... key) {
    ValueRow before = state(table).rows().get(ValueRow.of(key));
    if (before == null) {
      return false;
    }
    apply(table, before, null);
    return true;
  }

  /** {@return the row of that identity key as this transaction sees it, or null} */
  public @Nullable ValueRow row(String table, Value... key) {
    return state(table).rows().get(ValueRow.of(key));
  }

  /**
   * Commits and wakes those who wait for changes.
   *
   * @throws RefusedException when a deferred foreign key does not hold; nothing was committed
   */
  public void commit() {
    check();
    Refusal broken = draft.brokenAtCommit();
    if (broken != null) {
      throw new RefusedException("not committed: " + broken.message());
    }
    database.commit(this, draft.finish());
    over = true;
    database.wake();
  }

  /** Rolls back what was not committed. Idempotent. */
  @Override
  public void close() {
    over = true;
    database.release(this);
  }

  private void apply(String table, @Nullable ValueRow before, @Nullable ValueRow after) {
    int columns = state(table).schema().columns().size();
    if (after != null && after.size() != columns) {
      throw new IllegalArgumentException(
          "a row of " + table + " has " + columns + " cells, not " + after.size());
    }
    Refusal refusal = draft.replace(table, before, after);
    overwriting = false;
    if (refusal != null) {
      throw new RefusedException(refusal.message());
    }
    Runnable next = triggered.poll();
    while (next != null) {
      next.run();
      next = triggered.poll();
    }
  }

  private void capture(TableState table, @Nullable ValueRow before, @Nullable ValueRow after) {
    String name = table.schema().name();
    TableCapture capture = draft.captures().get(name);
    if (capture != null && !capture.lost()) {
      long now = database.wallMillis.getAsLong();
      draft.captures().put(name, Capture.row(capture, table, before, after, overwriting, now));
    }
    for (MemoryTrigger trigger : table.triggers()) {
      triggered.add(() -> trigger.fired(this, before, after));
    }
  }

  private TableState state(String table) {
    check();
    return draft.table(table);
  }

  private void check() {
    if (over) {
      throw new IllegalStateException("this transaction is over; begin another");
    }
    database.check(this);
  }
}
