package dev.blazesync.engine.books;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.RecordBook.Saved;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Registers;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is saved of a record is what is loaded. */
class RecordBookTest {
  private static final List<Value> KEY = List.of(new Value.Int64(1));
  private static final List<String> COLUMNS = List.of("a", "b", "c");

  private final MemoryStore store = new MemoryStore(() -> 0);
  private Books books = new Books();

  private void open(String... columns) {
    List<ColumnSchema> all = new java.util.ArrayList<>();
    all.add(ColumnSchema.of("id", ValueKind.INT64, false));
    for (String column : columns) {
      all.add(ColumnSchema.of(column, ValueKind.INT64, true));
    }
    store.application().createTable(TableSchema.of("t", all, KeySchema.primary(0)));
    Books.create(store);
    reload();
  }

  /** Everything from the database again, as a new process would. */
  private void reload() {
    books = new Books();
    List<TableSchema> tables = store.schema().tables();
    try (StoreTransaction tx = store.begin()) {
      books.load(tx);
    }
    books.tables().prepare(store, tables);
    try (StoreTransaction tx = store.begin()) {
      books.tables().set(tx, tables, table -> TableRules.DEFAULT, GroupRules.DEFAULT);
      tx.commit();
    }
  }

  private SyncedTable table() {
    return Objects.requireNonNull(books.tables().find("t"));
  }

  private static Stamp stamp(Random random) {
    return random.nextInt(4) == 0
        ? Stamp.BASE
        : Stamp.of(
            new HybridTimestamp(
                10 + random.nextInt(5), new OriginLog(new NodeId(1, random.nextInt(3)), 1)));
  }

  private static RecordState state(Random random) {
    Stamp born = stamp(random);
    Stamp died = random.nextBoolean() ? Stamp.NEVER : stamp(random);
    Map<String, Version> registers = new TreeMap<>();
    for (String column : COLUMNS) {
      Stamp stamp = random.nextBoolean() ? born : stamp(random);
      registers.put(column, Version.of(new Value.Int64(random.nextInt(9)), stamp));
    }
    return Merge.state(TableRules.DEFAULT, born, died, Registers.of(registers));
  }

  /** Saves a state with the row that shows it. */
  private void save(RecordState state, boolean inTable, boolean touched) {
    try (StoreTransaction tx = store.begin()) {
      SyncedTable table = table();
      new RecordBook(books).save(tx, table, Map.of(KEY, new Saved(state, inTable, touched)));
      if (inTable && state.alive()) {
        List<Value> cells = new java.util.ArrayList<>(KEY);
        for (String column : COLUMNS) {
          Version register = state.registers().get(column);
          cells.add(register == null ? Value.NULL : register.value());
        }
        tx.write(table.schema(), dev.blazesync.spi.Rows.of(ValueRow.of(cells)), Cells.MUST_FIT);
      }
      tx.commit();
    }
  }

  private Loaded load() {
    try (StoreTransaction tx = store.begin()) {
      return Objects.requireNonNull(new RecordBook(books).load(tx, table(), List.of(KEY)).get(KEY));
    }
  }

  @Test
  void anyStateIsLoadedAsItWasSaved() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      RecordBookTest fresh = new RecordBookTest();
      fresh.open("a", "b", "c");
      RecordState state = state(random);
      boolean parked = random.nextInt(3) == 0;
      // a live row shows every column; one that its death took is NULL at base time
      if (state.alive() && !parked && state.registers().size() < COLUMNS.size()) {
        continue;
      }
      fresh.save(state, !parked, false);
      if (random.nextBoolean()) {
        fresh.reload();
      }
      Loaded loaded = fresh.load();
      assertThat(loaded.state()).as("seed %s", seed).isEqualTo(state);
      assertThat(loaded.parked()).as("seed %s", seed).isEqualTo(parked);
    }
  }

  @Test
  void aRowThatIsAsBaseTimeLeftItHasNoMetadata() {
    open("a", "b", "c");
    Map<String, Version> registers = new TreeMap<>();
    COLUMNS.forEach(column -> registers.put(column, Version.of(new Value.Int64(1), Stamp.BASE)));
    RecordState base = new RecordState(Stamp.BASE, Stamp.NEVER, registers);
    save(base, true, false);
    assertThat(load().touched()).isFalse();
    assertThat(load().state()).isEqualTo(base);
  }

  @Test
  void whatAnAddedColumnHoldsInATouchedRowHasBaseTime() {
    open("a", "b");
    Stamp written = Stamp.of(new HybridTimestamp(50, new OriginLog(new NodeId(1, 1), 1)));
    try (StoreTransaction tx = store.begin()) {
      Map<String, Version> registers =
          Map.of(
              "a", Version.of(new Value.Int64(1), written),
              "b", Version.of(new Value.Int64(2), written));
      new RecordBook(books)
          .save(
              tx,
              table(),
              Map.of(
                  KEY, new Saved(new RecordState(written, Stamp.NEVER, registers), true, false)));
      tx.write(
          table().schema(),
          dev.blazesync.spi.Rows.of(
              ValueRow.of(new Value.Int64(1), new Value.Int64(1), new Value.Int64(2))),
          Cells.MUST_FIT);
      tx.commit();
    }
    store
        .application()
        .addColumn("t", ColumnSchema.of("c", ValueKind.INT64, true), new Value.Int64(9));
    reload();
    RecordState state = load().state();
    assertThat(state.registers().get("a")).isEqualTo(Version.of(new Value.Int64(1), written));
    assertThat(state.registers().get("c")).isEqualTo(Version.of(new Value.Int64(9), Stamp.BASE));
    assertThat(books.tables().unseen()).containsOnlyKeys("t");
    try (StoreTransaction tx = store.begin()) {
      books.tables().cutDone(tx);
      tx.commit();
    }
    reload();
    assertThat(books.tables().unseen()).isEmpty();
    assertThat(load().state()).isEqualTo(state);
  }
}
