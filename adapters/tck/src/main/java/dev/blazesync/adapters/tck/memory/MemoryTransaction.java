package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The engine's transaction: alone on the database until it ends, like SQLite's. */
final class MemoryTransaction implements StoreTransaction {
  private record Handed(CapturedChange change, ValueRow key, @Nullable ValueRow current) {}

  private final MemoryDatabase database;
  private final Draft draft;
  private final TableReader reader;
  private final Set<StoreCapability> capabilities;
  private boolean over;

  MemoryTransaction(MemoryDatabase database, Set<StoreCapability> capabilities) {
    this.database = database;
    this.capabilities = capabilities;
    draft = new Draft(database.acquire(this), (table, before, after) -> {});
    reader = new TableReader(draft.tables(), draft.captures());
  }

  @Override
  public boolean drain(DrainScope scope, CaptureSink sink) {
    check();
    List<Handed> handed = new ArrayList<>();
    if (scope instanceof DrainScope.UpTo upTo) {
      takeUpTo(upTo, handed);
    } else if (scope instanceof DrainScope.Claim claim) {
      takeClaimed(claim, handed);
    }
    Set<String> except = scope instanceof DrainScope.UpTo upTo ? upTo.except() : Set.of();
    boolean cut =
        draft.captures().entrySet().stream()
            .filter(entry -> !except.contains(entry.getKey()))
            .allMatch(entry -> entry.getValue().records().size() == 0);
    handed.forEach(one -> sink.change(one.change, one.key, one.current));
    return cut;
  }

  private void takeUpTo(DrainScope.UpTo scope, List<Handed> handed) {
    int records = 0;
    long bytes = 0;
    for (Map.Entry<String, TableCapture> entry : List.copyOf(draft.captures().entrySet())) {
      if (scope.except().contains(entry.getKey())) {
        continue;
      }
      List<ValueRow> keys = new ArrayList<>();
      int room = scope.maxRecords() - records;
      entry.getValue().records().forEach((key, record) -> keys.size() < room && keys.add(key));
      for (ValueRow key : keys) {
        if (records >= scope.maxRecords() || bytes >= scope.maxBytes()) {
          return;
        }
        bytes += take(entry.getKey(), key, handed);
        records++;
      }
    }
  }

  private void takeClaimed(DrainScope.Claim claim, List<Handed> handed) {
    for (int index = 0; index < claim.keys().count(); index++) {
      take(claim.table().name(), ValueRow.copyOf(claim.keys().at(index)), handed);
    }
  }

  /** {@return about how many bytes the row has} */
  private long take(String name, ValueRow key, List<Handed> handed) {
    TableCapture capture = draft.captures().get(name);
    RecordCapture record = capture == null ? null : capture.records().get(key);
    if (capture == null || record == null) {
      return 0;
    }
    TableState table = draft.table(name);
    ValueRow current = table.rows().get(key);
    boolean masks = capabilities.contains(StoreCapability.COLUMN_MASK);
    for (RecordCapture.Entry entry : record.entries()) {
      CapturedChange change = record.handOver(table.schema(), capture.knownColumns(), masks, entry);
      handed.add(new Handed(change, key, current));
    }
    draft.captures().put(name, capture.with(capture.records().without(key)));
    return current == null ? 1 : CellSize.of(current);
  }

  @Override
  public void write(TableSchema table, Rows rows, RefusalSink refused) {
    check();
    for (int index = 0; index < rows.count(); index++) {
      Refusal refusal = writeRow(table, rows.at(index));
      if (refusal != null) {
        refused.refused(index, refusal);
      }
    }
  }

  private @Nullable Refusal writeRow(TableSchema known, Row row) {
    TableState table = draft.table(known.name());
    if (row.size() != known.columns().size()) {
      throw new IllegalArgumentException(
          "a row of "
              + known.name()
              + " has "
              + known.columns().size()
              + " cells, not "
              + row.size());
    }
    Shape shape = Shape.of(known, table);
    ValueRow after = shape.inward(row, null);
    ValueRow place = TableState.cells(table.schema().identityKey(), after);
    ValueRow before = place == null ? null : table.rows().get(place);
    if (before != null) {
      after = shape.inward(row, before);
    }
    return after.equals(before) ? null : draft.replace(table.schema().name(), before, after);
  }

  @Override
  public void delete(TableSchema table, Rows keys, RefusalSink refused) {
    check();
    for (int index = 0; index < keys.count(); index++) {
      TableState state = draft.table(table.name());
      ValueRow row = state.rows().get(ValueRow.copyOf(keys.at(index)));
      Refusal refusal = row == null ? null : draft.replace(table.name(), row, null);
      if (refusal != null) {
        refused.refused(index, refusal);
      }
    }
  }

  @Override
  public void captureAll(TableSchema table) {
    check();
    TableCapture capture = draft.captures().get(table.name());
    if (capture == null) {
      throw new ConfigurationException(
          "table " + table.name() + " is not captured; set its capture first");
    }
    draft
        .captures()
        .put(
            table.name(),
            Capture.everyRow(
                draft.table(table.name()), capture, true, database.wallMillis.getAsLong()));
  }

  @Override
  public long allocateKey(TableSchema table) {
    check();
    TableState state = draft.table(table.name());
    KeySchema identity = state.schema().identity();
    if (!capabilities.contains(StoreCapability.GENERATED_KEYS)
        || identity == null
        || identity.kind() != KeySchema.Kind.PRIMARY_GENERATED) {
      throw new ConfigurationException("the database hands out no keys for table " + table.name());
    }
    long key = Math.max(state.nextGenerated(), state.lastAllocated() + 1);
    draft.put(state.allocated(key));
    return key;
  }

  @Override
  public void commit() {
    check();
    Refusal broken = draft.brokenAtCommit();
    if (broken != null) {
      throw new RefusedException("not committed: " + broken.message());
    }
    database.commit(this, draft.finish());
    over = true;
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    check();
    reader.read(table, key, wanted, sink);
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    check();
    reader.scan(table, after, limit, sink);
  }

  @Override
  public long count(TableSchema table) {
    check();
    return reader.count(table);
  }

  @Override
  public long pending(TableSchema table) {
    check();
    return reader.pending(table);
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
    check();
    reader.claims(table, key, rows, sink);
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
    check();
    reader.claimants(table, key, claims, sink);
  }

  @Override
  public void close() {
    over = true;
    database.release(this);
  }

  private void check() {
    if (over) {
      throw new IllegalStateException("this transaction is over; begin another");
    }
    database.check(this);
  }
}
