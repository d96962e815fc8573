package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a store can do wrong in writing and with transactions. */
final class WritingFaults {
  private WritingFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.transaction(
            "leaves rows that exist as they are",
            InsertOnly::new,
            "13 15 16 18 21 25 26 48 57 74 83 105"),
        Fault.transaction(
            "does not delete", DeletesNothing::new, "13 17 32 33 97 98 99 100 101 102 105"),
        Fault.transaction(
            "makes negative zero positive",
            tx -> new Changing(tx, WritingFaults::positive),
            "18 92"),
        Fault.transaction(
            "captures what it writes itself",
            CapturesItself::new,
            "19 20 30 36 37 40 41 48 49 57 69 71 72 74 76 77 82 83 84 87 94 107"),
        Fault.transaction("deletes and inserts what it overwrites", DeletesFirst::new, "21"),
        Fault.transaction("hands a key out twice", KeysTwice::new, "22"),
        Fault.transaction("hands out keys the database does not", KeyOne::new, "22 23"),
        Fault.store("commits every call for itself", CommitsEveryCall::new, "15 34 71 73 107"),
        Fault.transaction("stops at the first refused row", StopsAtRefusal::new, "24 27 28 29"),
        Fault.transaction(
            "says nothing of refused rows",
            KeepsQuiet::new,
            "24 25 26 27 28 29 30 31 97 98 99 100 101 102 103 104"),
        Fault.transaction(
            "says the wrong index",
            tx -> new Telling(tx, 1, null),
            "24 25 26 27 28 29 30 31 97 98 99 100 101 102"),
        Fault.transaction(
            "calls every refusal OTHER",
            tx -> new Telling(tx, 0, Refusal.Kind.OTHER),
            "24 27 28 29 98"),
        Fault.transaction("leaves half of a refused row", HalfRows::new, "24 25 26 30"),
        Fault.transaction("rolls back after a refusal", RefusalAborts::new, "24 26 27 28 29 30"),
        Fault.transaction("tells row contents in a refusal", Talkative::new, "31"),
        Fault.store("snapshots see later commits", FreshViews::new, "14 77"),
        Fault.transaction("does not see what it wrote", Blind::new, "15"),
        Fault.transaction("commits when it is closed", CommitsOnClose::new, "52 55 59 71 107"),
        Fault.transaction("fails when it is closed twice", ClosesOnce::new, "75"),
        Fault.store("waits for the application and then writes anyway", NeverBusy::new, "74"),
        Fault.store("forgets what it need not write at once", ForgetsRelaxed::new, "107"));
  }

  private static ValueRow positive(ValueRow row) {
    List<Value> cells = new ArrayList<>();
    for (Value cell : row.values()) {
      cells.add(cell.equals(new Value.Float64(-0.0)) ? new Value.Float64(0.0) : cell);
    }
    return ValueRow.of(cells);
  }

  private static final class InsertOnly extends ForwardingTransaction {
    InsertOnly(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      for (int index = 0; index < rows.count(); index++) {
        ValueRow row = ValueRow.copyOf(rows.at(index));
        List<Value> key = new ArrayList<>();
        table.identityKey().columns().forEach(column -> key.add(row.value(column)));
        int at = index;
        if (StoreBench.read(view, table, table.identityKey(), ValueRow.of(key)).isEmpty()) {
          transaction().write(table, Rows.of(row), (zero, refusal) -> refused.refused(at, refusal));
        }
      }
    }
  }

  private static final class DeletesNothing extends ForwardingTransaction {
    DeletesNothing(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void delete(TableSchema table, Rows keys, RefusalSink refused) {
      count(table);
    }
  }

  private static final class Changing extends ForwardingTransaction {
    private final UnaryOperator<ValueRow> change;

    Changing(StoreTransaction transaction, UnaryOperator<ValueRow> change) {
      super(transaction);
      this.change = change;
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      List<ValueRow> changed = new ArrayList<>();
      for (int index = 0; index < rows.count(); index++) {
        changed.add(change.apply(ValueRow.copyOf(rows.at(index))));
      }
      super.write(table, Rows.of(changed), refused);
    }
  }

  private static final class CapturesItself extends ForwardingTransaction {
    private final List<TableSchema> written = new ArrayList<>();

    CapturesItself(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      super.write(table, rows, refused);
      written.add(table);
    }

    @Override
    public void commit() {
      for (TableSchema table : written) {
        if (table.name().equals(KitTables.PERSON.name())) {
          try {
            captureAll(table);
          } catch (ConfigurationException notCaptured) {
            continue;
          }
        }
      }
      super.commit();
    }
  }

  private static final class DeletesFirst extends ForwardingTransaction {
    DeletesFirst(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      for (int index = 0; index < rows.count(); index++) {
        ValueRow row = ValueRow.copyOf(rows.at(index));
        List<Value> key = new ArrayList<>();
        table.identityKey().columns().forEach(column -> key.add(row.value(column)));
        int at = index;
        List<ValueRow> before =
            key.contains(Value.NULL)
                ? List.of()
                : StoreBench.read(view, table, table.identityKey(), ValueRow.of(key));
        transaction().delete(table, Rows.of(ValueRow.of(key)), (zero, refusal) -> {});
        boolean[] failed = {false};
        transaction()
            .write(
                table,
                Rows.of(row),
                (zero, refusal) -> {
                  failed[0] = true;
                  refused.refused(at, refusal);
                });
        if (failed[0]) {
          transaction().write(table, Rows.of(before), (zero, refusal) -> {});
        }
      }
    }
  }

  private static final class KeysTwice extends ForwardingTransaction {
    private long last;

    KeysTwice(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public long allocateKey(TableSchema table) {
      if (last == 0) {
        last = super.allocateKey(table);
      }
      return last;
    }
  }

  private static final class KeyOne extends ForwardingTransaction {
    KeyOne(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public long allocateKey(TableSchema table) {
      return count(table) + 1;
    }
  }

  private static final class CommitsEveryCall extends ForwardingStore {
    CommitsEveryCall(MemoryStore memory) {
      super(memory);
    }

    @Override
    public StoreTransaction begin() {
      return new ForwardingTransaction(memory.begin()) {
        @Override
        public void write(TableSchema table, Rows rows, RefusalSink refused) {
          super.write(table, rows, refused);
          super.commit();
          view = memory.begin();
        }
      };
    }
  }

  private static final class StopsAtRefusal extends ForwardingTransaction {
    StopsAtRefusal(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      boolean[] stopped = {false};
      for (int index = 0; index < rows.count() && !stopped[0]; index++) {
        int at = index;
        super.write(
            table,
            Rows.of(ValueRow.copyOf(rows.at(index))),
            (zero, refusal) -> {
              stopped[0] = true;
              refused.refused(at, refusal);
            });
      }
    }
  }

  private static final class KeepsQuiet extends ForwardingTransaction {
    KeepsQuiet(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      super.write(table, rows, (index, refusal) -> {});
    }
  }

  private static final class Telling extends ForwardingTransaction {
    private final int shift;
    private final Refusal.@Nullable Kind kind;

    Telling(StoreTransaction transaction, int shift, Refusal.@Nullable Kind kind) {
      super(transaction);
      this.shift = shift;
      this.kind = kind;
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      super.write(
          table,
          rows,
          (index, refusal) ->
              refused.refused(
                  index + shift,
                  new Refusal(
                      kind == null ? refusal.kind() : kind,
                      refusal.constraint(),
                      refusal.message())));
    }
  }

  private static final class HalfRows extends ForwardingTransaction {
    HalfRows(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      super.write(
          table,
          rows,
          (index, refusal) -> {
            ValueRow row = ValueRow.copyOf(rows.at(index));
            if (refusal.kind() == Refusal.Kind.UNIQUE) {
              List<Value> half = new ArrayList<>(row.values());
              half.set(KitTables.MAIL, Value.NULL);
              super.write(table, Rows.of(ValueRow.of(half)), (zero, again) -> {});
            }
            refused.refused(index, refusal);
          });
    }
  }

  private static final class RefusalAborts extends ForwardingTransaction {
    private boolean refusedOne;

    RefusalAborts(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      super.write(
          table,
          rows,
          (index, refusal) -> {
            refusedOne = true;
            refused.refused(index, refusal);
          });
    }

    @Override
    public void commit() {
      if (!refusedOne) {
        super.commit();
      }
    }
  }

  private static final class Talkative extends ForwardingTransaction {
    Talkative(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      super.write(
          table,
          rows,
          (index, refusal) ->
              refused.refused(
                  index,
                  new Refusal(
                      refusal.kind(),
                      refusal.constraint(),
                      refusal.message() + ": " + ValueRow.copyOf(rows.at(index)))));
    }
  }

  private static final class FreshViews extends ForwardingStore {
    FreshViews(MemoryStore memory) {
      super(memory);
    }

    @Override
    public StoreView snapshot() {
      return new ForwardingTransaction(memory.snapshot()) {
        @Override
        public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
          memory.snapshot().scan(table, after, limit, sink);
        }

        @Override
        public long count(TableSchema table) {
          return memory.snapshot().count(table);
        }
      };
    }
  }

  private static final class Blind extends ForwardingTransaction {
    private final List<Runnable> later = new ArrayList<>();

    Blind(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void write(TableSchema table, Rows rows, RefusalSink refused) {
      if (table.name().equals(KitTables.PERSON.name()) && rows.count() == 2) {
        later.add(() -> super.write(table, rows, refused));
      } else {
        super.write(table, rows, refused);
      }
    }

    @Override
    public void commit() {
      later.forEach(Runnable::run);
      super.commit();
    }
  }

  private static final class CommitsOnClose extends ForwardingTransaction {
    private boolean over;

    CommitsOnClose(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void commit() {
      over = true;
      super.commit();
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        super.commit();
      }
      super.close();
    }
  }

  private static final class ClosesOnce extends ForwardingTransaction {
    private boolean closed;

    ClosesOnce(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed twice");
      }
      closed = true;
      super.close();
    }
  }

  /** What a relaxed transaction commits is gone at once. */
  private static final class ForgetsRelaxed extends ForwardingStore {
    ForgetsRelaxed(MemoryStore memory) {
      super(memory);
    }

    @Override
    public StoreTransaction beginRelaxed() {
      return new ForwardingTransaction(memory.begin()) {
        @Override
        public void commit() {}
      };
    }
  }

  /** A store that does not get the lock pretends that it worked. */
  private static final class NeverBusy extends ForwardingStore {
    NeverBusy(MemoryStore memory) {
      super(memory);
    }

    @Override
    public StoreTransaction begin() {
      try {
        return super.begin();
      } catch (BusyException busy) {
        return new ForwardingTransaction(memory.crashCopy().begin());
      }
    }
  }
}
