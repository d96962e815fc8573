package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a store can do wrong in capture, drains, schemas and wake-ups. */
final class CaptureFaults {
  private CaptureFaults() {}

  record Entry(CapturedChange change, ValueRow key, @Nullable ValueRow current) {}

  /** Changes what a drain hands over as a whole. */
  static Function<StoreTransaction, StoreTransaction> handing(UnaryOperator<List<Entry>> change) {
    return transaction ->
        new ForwardingTransaction(transaction) {
          @Override
          public boolean drain(DrainScope scope, CaptureSink sink) {
            List<Entry> entries = new ArrayList<>();
            boolean cut =
                transaction.drain(
                    scope,
                    (captured, key, current) ->
                        entries.add(
                            new Entry(
                                captured,
                                ValueRow.copyOf(key),
                                current == null ? null : ValueRow.copyOf(current))));
            change.apply(entries).forEach(one -> sink.change(one.change, one.key, one.current));
            return cut;
          }
        };
  }

  private static Function<StoreTransaction, StoreTransaction> each(UnaryOperator<Entry> change) {
    return handing(entries -> entries.stream().map(change).toList());
  }

  private static Entry with(
      Entry entry, @Nullable BitSet changed, boolean created, boolean removed, long millis) {
    CapturedChange change = entry.change;
    return new Entry(
        new CapturedChange(
            change.table(), changed, created, removed, millis, change.deltas(), change.removed()),
        entry.key,
        entry.current);
  }

  private static Entry flags(Entry entry, boolean created, boolean removed) {
    CapturedChange change = entry.change;
    return with(entry, change.changed(), created, removed, change.wallMillis());
  }

  private static List<Entry> separated(List<Entry> entries) {
    List<Entry> first = new ArrayList<>();
    List<Entry> rest = new ArrayList<>();
    for (Entry entry : entries) {
      boolean seen = first.stream().anyMatch(other -> other.key.equals(entry.key));
      (seen ? rest : first).add(entry);
    }
    first.addAll(rest);
    return first;
  }

  private static List<Entry> sharingTime(List<Entry> entries) {
    long latest = entries.stream().mapToLong(one -> one.change.wallMillis()).max().orElse(0);
    return entries.stream()
        .map(
            one ->
                with(
                    one,
                    one.change.changed(),
                    one.change.created(),
                    one.change.removedBetween(),
                    latest))
        .toList();
  }

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>(drains());
    faults.addAll(schemas());
    return faults;
  }

  private static List<Fault> drains() {
    return List.of(
        Fault.transaction(
            "calls everything updated", each(one -> flags(one, false, false)), "35 41 49"),
        Fault.transaction(
            "calls everything created", each(one -> flags(one, true, false)), "36 40 41 49 51 69"),
        Fault.transaction(
            "calls what came back created",
            each(
                one ->
                    flags(
                        one,
                        one.change.created() || one.change.removedBetween(),
                        one.change.removedBetween())),
            "40 41"),
        Fault.transaction(
            "does not tell what was removed in between",
            each(one -> flags(one, one.change.created(), false)),
            "41"),
        Fault.transaction("drains tables it is told to leave", TakesAll::new, "106"),
        Fault.transaction("has no masks", each(CaptureFaults::unmasked), "37 38 68"),
        Fault.transaction("keeps one time per record", handing(CaptureFaults::sharingTime), "38"),
        Fault.transaction(
            "dates in seconds",
            each(
                one ->
                    with(
                        one,
                        one.change.changed(),
                        one.change.created(),
                        one.change.removedBetween(),
                        one.change.wallMillis() / 1_000)),
            "38 39"),
        Fault.transaction(
            "loses deletes",
            handing(entries -> entries.stream().filter(one -> one.current != null).toList()),
            "40 44 45 46 52 56 68 88 89 90 91 92 93 94 95"),
        Fault.transaction(
            "shows ghosts", each(CaptureFaults::ghost), "40 42 44 46 88 89 90 91 92 93 94 95"),
        Fault.transaction(
            "hands key cells over in column order", each(CaptureFaults::sorted), "45"),
        Fault.transaction(
            "adds no deltas up", handing(CaptureFaults::lastDelta), "48 82 83 84 85 86"),
        Fault.transaction(
            "captures no rows that were there before", CapturesNothingMore::new, "49"),
        Fault.transaction(
            "separates the entries of a record", handing(CaptureFaults::separated), "50"),
        Fault.transaction(
            "hands everything over twice",
            HandsOverAgain::new,
            "14 30 45 48 51 55 57 68 69 72 84 85 94 106 107"),
        Fault.store(
            "loses what an unfinished transaction drained", LosesDrained::new, "52 55 59 71"),
        Fault.transaction("calls every drain a cut", AlwaysCut::new, "53 54 56"),
        Fault.transaction("never reaches a cut", NeverCut::new, "53"),
        Fault.transaction(
            "drains without limit", tx -> new Unlimited(tx, true, false), "53 54 106"),
        Fault.transaction(
            "drains without limit of bytes", tx -> new Unlimited(tx, false, false), "54 106"),
        Fault.transaction("claims everything", tx -> new Unlimited(tx, false, true), "56"),
        Fault.transaction("claims nothing", ClaimsNothing::new, "56"),
        Fault.reading("has nothing pending", NothingPending::new, "52 53 54 55 79 106"));
  }

  private static Entry unmasked(Entry entry) {
    CapturedChange change = entry.change;
    return with(entry, null, change.created(), change.removedBetween(), change.wallMillis());
  }

  /** As a trigger that was made for the four columns of the kit's table. */
  private static Entry oldMask(Entry entry) {
    CapturedChange change = entry.change;
    BitSet known = change.changed();
    if (known == null || known.length() <= 4) {
      return entry;
    }
    BitSet old = known.get(0, 4);
    return with(entry, old, change.created(), change.removedBetween(), change.wallMillis());
  }

  private static Entry ghost(Entry entry) {
    return entry.current == null && entry.change.removedBetween()
        ? new Entry(entry.change, entry.key, ghostRow(entry))
        : entry;
  }

  private static ValueRow ghostRow(Entry entry) {
    List<Value> cells = new ArrayList<>();
    entry.change.table().columns().forEach(column -> cells.add(Value.NULL));
    return ValueRow.of(cells);
  }

  private static Entry sorted(Entry entry) {
    TableSchema table = entry.change.table();
    List<Integer> order = table.identityKey().columns();
    List<Value> cells =
        order.stream().sorted().map(column -> entry.key.value(order.indexOf(column))).toList();
    return new Entry(entry.change, ValueRow.of(cells), entry.current);
  }

  private static List<Entry> lastDelta(List<Entry> entries) {
    return entries.stream()
        .map(
            one ->
                one.change.deltas() == null
                    ? one
                    : new Entry(
                        new CapturedChange(
                            one.change.table(),
                            one.change.changed(),
                            one.change.created(),
                            one.change.removedBetween(),
                            one.change.wallMillis(),
                            ValueRow.of(new Value.Int64(1)),
                            one.change.removed()),
                        one.key,
                        one.current))
        .toList();
  }

  private static List<Fault> schemas() {
    return List.of(
        Fault.store("forgets foreign keys", ForgetsForeignKeys::new, "2 34 60"),
        Fault.store("lists the engine's tables", ListsEngineTables::new, "61"),
        Fault.store("forgets what was captured while it was closed", StartsAnew::new, "47 73"),
        Fault.transaction("does not count new columns", each(CaptureFaults::oldMask), "67 68"),
        Fault.store("finds nothing wrong with any table", NoFindings::new, "62"),
        Fault.store("counts its own DDL", OwnDdl::new, "63"),
        Fault.store("makes tables anew", MakesAnew::new, "64"),
        Fault.store(
            "forgets what it captured when asked again", Forgetful::new, "65 68 69 87 94 95"),
        Fault.store("captures nothing when one table cannot be", AllOrNone::new, "66"),
        Fault.store("leaves a table behind", LeavesTable::new, "70"),
        Fault.store("never wakes", memory -> new Waking(memory, false), "78 79 80 81"),
        Fault.store("goes on waking", memory -> new Waking(memory, true), "81"));
  }

  private static final class CapturesNothingMore extends ForwardingTransaction {
    CapturesNothingMore(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void captureAll(TableSchema table) {
      pending(table);
    }
  }

  /** Rolls back what drained and calls it committed. */
  private static final class HandsOverAgain extends ForwardingTransaction {
    private boolean drained;

    HandsOverAgain(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      drained = true;
      return super.drain(scope, sink);
    }

    @Override
    public void commit() {
      if (!drained) {
        super.commit();
      }
    }
  }

  private static final class LosesDrained extends ForwardingStore {
    LosesDrained(MemoryStore memory) {
      super(memory);
    }

    @Override
    public StoreTransaction begin() {
      return new ForwardingTransaction(memory.begin()) {
        private boolean lost;

        @Override
        public boolean drain(DrainScope scope, CaptureSink sink) {
          lost = true;
          return super.drain(scope, sink);
        }

        @Override
        public void commit() {
          lost = false;
          super.commit();
        }

        @Override
        public void close() {
          super.close();
          if (lost) {
            lost = false;
            try (StoreTransaction again = memory.begin()) {
              again.drain(StoreBench.ALL, (change, key, current) -> {});
              again.commit();
            }
          }
        }
      };
    }
  }

  private static final class AlwaysCut extends ForwardingTransaction {
    AlwaysCut(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      return super.drain(scope, sink) || true;
    }
  }

  private static final class TakesAll extends ForwardingTransaction {
    TakesAll(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      return super.drain(
          scope instanceof DrainScope.UpTo upTo
              ? new DrainScope.UpTo(upTo.maxRecords(), upTo.maxBytes())
              : scope,
          sink);
    }
  }

  private static final class NeverCut extends ForwardingTransaction {
    NeverCut(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      boolean limited = scope instanceof DrainScope.UpTo upTo && upTo.maxRecords() < 100;
      return super.drain(scope, sink) && !limited;
    }
  }

  private static final class Unlimited extends ForwardingTransaction {
    private final boolean records;
    private final boolean claims;

    Unlimited(StoreTransaction transaction, boolean records, boolean claims) {
      super(transaction);
      this.records = records;
      this.claims = claims;
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      DrainScope taken = scope;
      if (claims) {
        taken = scope instanceof DrainScope.Claim ? StoreBench.ALL : scope;
      } else if (scope instanceof DrainScope.UpTo upTo) {
        int most = records ? Integer.MAX_VALUE : upTo.maxRecords();
        taken = new DrainScope.UpTo(most, Long.MAX_VALUE);
      }
      return super.drain(taken, sink);
    }
  }

  private static final class ClaimsNothing extends ForwardingTransaction {
    ClaimsNothing(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public boolean drain(DrainScope scope, CaptureSink sink) {
      DrainScope taken =
          scope instanceof DrainScope.Claim claim
              ? new DrainScope.Claim(claim.table(), Rows.of(List.of()))
              : scope;
      return super.drain(taken, sink);
    }
  }

  private static final class NothingPending extends ForwardingTransaction {
    NothingPending(StoreView view) {
      super(view);
    }

    @Override
    public long pending(TableSchema table) {
      return 0;
    }
  }

  private static final class ForgetsForeignKeys extends ForwardingStore {
    ForgetsForeignKeys(MemoryStore memory) {
      super(memory);
    }

    @Override
    public DatabaseSchema schema() {
      DatabaseSchema schema = super.schema();
      List<TableSchema> tables =
          schema.tables().stream().map(ForgetsForeignKeys::withoutForeign).toList();
      return new DatabaseSchema(
          schema.dialect(),
          schema.token(),
          schema.attached(),
          schema.capabilities(),
          tables,
          schema.extras(),
          schema.findings());
    }

    private static TableSchema withoutForeign(TableSchema table) {
      return new TableSchema(
          table.name(),
          table.columns(),
          table.keys().stream().filter(key -> key.kind() != KeySchema.Kind.FOREIGN).toList(),
          table.identity(),
          table.originalDdl());
    }
  }

  private static final class ListsEngineTables extends ForwardingStore {
    private final List<TableSchema> engine = new ArrayList<>();

    ListsEngineTables(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void createTables(List<TableSchema> tables, List<String> extras) {
      super.createTables(tables, extras);
      tables.stream().filter(table -> table.name().startsWith("blazesync_")).forEach(engine::add);
    }

    @Override
    public DatabaseSchema schema() {
      DatabaseSchema schema = super.schema();
      List<TableSchema> tables = new ArrayList<>(schema.tables());
      tables.addAll(engine);
      return new DatabaseSchema(
          schema.dialect(),
          schema.token(),
          schema.attached(),
          schema.capabilities(),
          tables,
          schema.extras(),
          schema.findings());
    }
  }

  /** Notices at opening that it has not seen what was captured, and drops it. */
  private static final class StartsAnew extends ForwardingStore {
    StartsAnew(MemoryStore memory) {
      super(memory);
      try (StoreTransaction transaction = memory.begin()) {
        transaction.drain(StoreBench.ALL, (change, key, current) -> {});
        transaction.commit();
      }
    }
  }

  private static final class NoFindings extends ForwardingStore {
    NoFindings(MemoryStore memory) {
      super(memory);
    }

    @Override
    public DatabaseSchema schema() {
      return withToken(super.schema(), 0, List.of());
    }
  }

  private static DatabaseSchema withToken(
      DatabaseSchema schema, long added, List<Finding> findings) {
    return new DatabaseSchema(
        schema.dialect(),
        schema.token() + added,
        schema.attached(),
        schema.capabilities(),
        schema.tables(),
        schema.extras(),
        findings);
  }

  private static final class OwnDdl extends ForwardingStore {
    private long own;

    OwnDdl(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void capture(List<CaptureSpec> wanted) {
      own++;
      super.capture(wanted);
    }

    @Override
    public DatabaseSchema schema() {
      return withToken(super.schema(), own, super.schema().findings());
    }
  }

  private static final class MakesAnew extends ForwardingStore {
    MakesAnew(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void createTables(List<TableSchema> tables, List<String> extras) {
      for (TableSchema table : tables) {
        if (schema().table(table.name()).isPresent()) {
          memory.application().dropTable(table.name());
        }
      }
      super.createTables(tables, extras);
    }
  }

  private static final class Forgetful extends ForwardingStore {
    Forgetful(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void capture(List<CaptureSpec> wanted) {
      super.capture(List.of());
      super.capture(wanted);
    }
  }

  private static final class AllOrNone extends ForwardingStore {
    AllOrNone(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void capture(List<CaptureSpec> wanted) {
      try {
        super.capture(wanted);
      } catch (RuntimeException refused) {
        super.capture(List.of());
        throw refused;
      }
    }
  }

  private static final class LeavesTable extends ForwardingStore {
    LeavesTable(MemoryStore memory) {
      super(memory);
    }

    @Override
    public void detach() {
      super.detach();
      super.createTables(List.of(KitTables.ENGINE), List.of());
    }
  }

  private static final class Waking extends ForwardingStore {
    private final boolean forEver;

    Waking(MemoryStore memory, boolean forEver) {
      super(memory);
      this.forEver = forEver;
    }

    @Override
    public AutoCloseable onChange(Runnable wake) {
      if (forEver) {
        AutoCloseable registration = super.onChange(wake);
        return () -> assertOpen(registration);
      }
      return () -> {};
    }

    private static void assertOpen(AutoCloseable registration) {
      if (registration == null) {
        throw new IllegalStateException("no registration");
      }
    }
  }
}
