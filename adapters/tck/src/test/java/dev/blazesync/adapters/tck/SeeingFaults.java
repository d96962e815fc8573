package dev.blazesync.adapters.tck;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.List;

/** What a store can do wrong in telling what the application committed from what it did not. */
final class SeeingFaults {
  private SeeingFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.seeing("captures what was rolled back", CapturesRollbacks::new, "43 93"),
        Fault.seeing("sees what is not committed", SeesTooMuch::new, "43 56 58 93"));
  }

  static class Forwarding implements ApplicationTransaction {
    private final ApplicationTransaction transaction;

    Forwarding(ApplicationTransaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public void insert(TableSchema table, ValueRow row) {
      transaction.insert(table, row);
    }

    @Override
    public long insertGenerated(TableSchema table, ValueRow row) {
      return transaction.insertGenerated(table, row);
    }

    @Override
    public void update(TableSchema table, ValueRow key, int column, Value value) {
      transaction.update(table, key, column, value);
    }

    @Override
    public void delete(TableSchema table, ValueRow key) {
      transaction.delete(table, key);
    }

    @Override
    public void commit() {
      transaction.commit();
    }

    @Override
    public void close() {
      transaction.close();
    }
  }

  /** Remembers the key of what was inserted, whether or not it was committed. */
  private static final class CapturesRollbacks extends Forwarding {
    private final MemoryDatabaseUnderTest database;
    private boolean inserted;
    private boolean committed;

    CapturesRollbacks(MemoryDatabaseUnderTest database, ApplicationTransaction transaction) {
      super(transaction);
      this.database = database;
    }

    @Override
    public void insert(TableSchema table, ValueRow row) {
      inserted = true;
      super.insert(table, row);
    }

    @Override
    public void commit() {
      committed = true;
      super.commit();
    }

    @Override
    public void close() {
      super.close();
      if (inserted && !committed) {
        committed = true;
        TableSchema table = database.memory().schema().table(KitTables.PERSON.name()).orElseThrow();
        database.memory().capture(List.of(CaptureSpec.of(table)));
        ValueRow ghost = KitTables.person(99, "ghost");
        database.application().transaction(tx -> tx.insert(table.name(), cells(ghost)));
        try (StoreTransaction engine = database.memory().begin()) {
          StoreBench.delete(engine, table, Cells.key(99));
          engine.commit();
        }
      }
    }
  }

  private static Value[] cells(ValueRow row) {
    return row.values().toArray(Value[]::new);
  }

  /** Every statement counts at once. */
  private static final class SeesTooMuch extends Forwarding {
    private final MemoryDatabaseUnderTest database;

    SeesTooMuch(MemoryDatabaseUnderTest database, ApplicationTransaction transaction) {
      super(transaction);
      this.database = database;
    }

    @Override
    public void insert(TableSchema table, ValueRow row) {
      close();
      database.application().transaction(tx -> tx.insert(table.name(), cells(row)));
    }

    @Override
    public void commit() {
      // what was inserted is committed already, and then there is nothing else
      try {
        super.commit();
      } catch (IllegalStateException over) {
        close();
      }
    }
  }
}
