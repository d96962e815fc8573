package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The program whose database it is: writes, which are captured, and changes to the schema.
 * Thread-safe but for the writers it hands out.
 */
public final class MemoryApplication {
  private final MemoryDatabase database;

  MemoryApplication(MemoryDatabase database) {
    this.database = database;
  }

  /**
   * Runs {@code work} in one transaction and commits it; when {@code work} throws, nothing of it
   * happened and the exception goes on.
   *
   * @throws BusyException when another transaction is open; nothing was done
   */
  public void transaction(Consumer<MemoryWriter> work) {
    try (MemoryWriter writer = begin()) {
      work.accept(writer);
      writer.commit();
    }
  }

  /**
   * Begins a transaction; nobody else can until it ends.
   *
   * @throws BusyException when another transaction is open
   */
  public MemoryWriter begin() {
    return new MemoryWriter(database);
  }

  /** {@return all rows of the last commit, in key order} */
  public List<ValueRow> rows(String table) {
    List<ValueRow> rows = new ArrayList<>();
    database.committed().table(table).rows().forEach((key, row) -> rows.add(row));
    return rows;
  }

  /** {@return the row of that identity key at the last commit, or null} */
  public @Nullable ValueRow row(String table, Value... key) {
    return database.committed().table(table).rows().get(ValueRow.of(key));
  }

  /**
   * Creates a table.
   *
   * @throws ConfigurationException if it exists or is more than a database in memory can keep
   */
  public void createTable(TableSchema table) {
    Schemas.alter(database, state -> Schemas.create(state, table));
  }

  /** Drops a table, its rows and what was captured of it. */
  public void dropTable(String table) {
    Schemas.alter(database, state -> Schemas.drop(state, table));
  }

  /**
   * Appends a column.
   *
   * @param fill what the rows that are there get
   */
  public void addColumn(String table, ColumnSchema column, Value fill) {
    Schemas.alter(database, state -> Schemas.addColumn(state, table, column, fill));
  }

  /** Removes a column that is part of no key. */
  public void dropColumn(String table, String column) {
    Schemas.alter(database, state -> Schemas.dropColumn(state, table, column));
  }

  /**
   * Rebuilds a table as migrations do (create another, copy, drop, rename): the rows stay, the
   * triggers are gone, so nothing is captured until capture is set again.
   */
  public void rebuildTable(String table) {
    Schemas.alter(database, state -> Schemas.rebuild(state, table));
  }

  /**
   * Adds a condition that rows written from now on have to meet.
   *
   * @param name the constraint's, as refusals tell it
   */
  public void addCheck(String table, String name, Predicate<ValueRow> condition) {
    TableState.Check check = new TableState.Check(name, condition);
    Schemas.alter(database, state -> Schemas.with(state, state.table(table).with(check)));
  }

  /**
   * Adds a unique key that is not plain, to a table without rows.
   *
   * @param key UNIQUE, with a predicate or terms
   * @throws ConfigurationException if the table has rows
   */
  public void addUnique(String table, KeySchema key, MemoryIndex index) {
    Schemas.alter(database, state -> Schemas.addUnique(state, table, key, index));
  }

  /** Adds a trigger of the application's own; what it does is captured like everything else. */
  public void addTrigger(String table, MemoryTrigger trigger) {
    Schemas.alter(database, state -> Schemas.with(state, state.table(table).with(trigger)));
  }

  /** {@return all that the database holds but rows, as text: tables, checks, what is captured} */
  public String catalogue() {
    DatabaseState state = database.committed();
    StringBuilder text = new StringBuilder();
    for (TableState table : state.tables().values()) {
      text.append(table.schema()).append(", triggers ").append(table.triggers().size());
      table.checks().forEach(check -> text.append(", check ").append(check.name()));
      text.append('\n');
    }
    return text.append("captured ").append(state.captures().keySet()).toString();
  }
}
