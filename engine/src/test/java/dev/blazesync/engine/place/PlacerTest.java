package dev.blazesync.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.OnDelete;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlacerTest {
  private static final OriginLog WRITER = new OriginLog(new NodeId(1, 2), 3);
  private static final TableSchema CHILD = child(OnDelete.RESTRICT);
  private static final TableSchema PARENT =
      TableSchema.of(
          "parent",
          List.of(column("id", false), column("up", true)),
          KeySchema.primary(0),
          foreign(1, "parent", OnDelete.RESTRICT));
  private static final TableSchema SEAT =
      TableSchema.of(
          "seat",
          List.of(column("id", false), column("place", false)),
          KeySchema.primary(0),
          KeySchema.unique(1));

  private final MemoryStore store = new MemoryStore(() -> 0);
  private final Books books = new Books();
  private final RecordBook records = new RecordBook(books);
  private long stamp = 100;

  private static ColumnSchema column(String name, boolean nullable) {
    return ColumnSchema.of(name, ValueKind.INT64, nullable);
  }

  private static KeySchema foreign(int column, String table, OnDelete onDelete) {
    return new KeySchema(
        null,
        KeySchema.Kind.FOREIGN,
        List.of(column),
        new Reference(table, List.of("id"), onDelete, false),
        null);
  }

  private static TableSchema child(OnDelete onDelete) {
    return TableSchema.of(
        "child",
        List.of(column("id", false), column("parent_id", true)),
        KeySchema.primary(0),
        foreign(1, "parent", onDelete));
  }

  private void open(TableSchema... tables) {
    for (TableSchema table : tables) {
      store.application().createTable(table);
    }
    List<TableSchema> ordered = References.parentsFirst(store.schema().tables());
    Books.create(store);
    books.tables().prepare(store, ordered);
    try (StoreTransaction tx = store.begin()) {
      books.load(tx);
      books.tables().set(tx, ordered, table -> TableRules.DEFAULT, GroupRules.DEFAULT);
      tx.commit();
    }
  }

  /** One change: the row (id, value), or the record's death if value is null. */
  private record Wanted(String table, long id, @Nullable Value value) {}

  private static Wanted row(String table, long id, long value) {
    return new Wanted(table, id, new Value.Int64(value));
  }

  private static Wanted empty(String table, long id) {
    return new Wanted(table, id, Value.NULL);
  }

  private static Wanted dead(String table, long id) {
    return new Wanted(table, id, null);
  }

  private int place(Wanted... wanted) {
    try (StoreTransaction tx = store.begin()) {
      List<Change> changes = new ArrayList<>();
      for (Wanted one : wanted) {
        SyncedTable table = Objects.requireNonNull(books.tables().find(one.table()));
        List<Value> key = List.of(new Value.Int64(one.id()));
        var before = Objects.requireNonNull(records.load(tx, table, List.of(key)).get(key));
        Stamp now = Stamp.of(new HybridTimestamp(stamp++, WRITER));
        Map<String, Version> registers = new TreeMap<>();
        if (one.value() != null) {
          registers.put(table.schema().columns().get(1).name(), Version.of(one.value(), now));
        }
        RecordState after =
            one.value() != null
                ? new RecordState(now, before.state().died(), registers)
                : new RecordState(before.state().born(), now, Map.of());
        changes.add(new Change(table, key, before, after));
      }
      int different = placer().place(tx, changes, 0);
      tx.commit();
      return different;
    }
  }

  private int retry() {
    try (StoreTransaction tx = store.begin()) {
      int different = placer().retry(tx, 0);
      tx.commit();
      return different;
    }
  }

  private Placer placer() {
    return new Placer(books, records, new References(store.schema()), new Retrying());
  }

  private List<List<Long>> rows(String table) {
    return store.application().rows(table).stream()
        .map(
            row ->
                row.values().stream()
                    .map(value -> value instanceof Value.Int64 number ? number.value() : -1L)
                    .toList())
        .toList();
  }

  @Test
  void parentsAreWrittenBeforeTheirChildrenWhateverTheOrderOfChanges() {
    open(PARENT, CHILD);
    place(row("child", 1, 7), empty("parent", 7));
    assertThat(rows("child")).containsExactly(List.of(1L, 7L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void aRowMayReferToItselfAndRowsToEachOther() {
    open(PARENT);
    place(row("parent", 1, 1), row("parent", 2, 3), row("parent", 3, 2));
    assertThat(rows("parent")).containsExactly(List.of(1L, 1L), List.of(2L, 3L), List.of(3L, 2L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void aRingThatLacksAParentIsParkedWhole() {
    open(PARENT);
    place(row("parent", 2, 3), row("parent", 3, 4));
    assertThat(rows("parent")).isEmpty();
    assertThat(books.parked().count()).isEqualTo(2);
    assertThat(place(empty("parent", 4))).isEqualTo(3);
    assertThat(rows("parent")).hasSize(3);
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void aRingIsDeletedWhole() {
    open(PARENT);
    place(row("parent", 2, 3), row("parent", 3, 2));
    place(dead("parent", 2), dead("parent", 3));
    assertThat(rows("parent")).isEmpty();
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void childrenAreDeletedBeforeTheirParents() {
    open(PARENT, CHILD);
    place(empty("parent", 7), row("child", 1, 7));
    place(dead("parent", 7), dead("child", 1));
    assertThat(rows("parent")).isEmpty();
    assertThat(rows("child")).isEmpty();
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void aUniqueValueFreedByADeleteIsTakenByAnInsert() {
    open(SEAT);
    place(row("seat", 1, 50));
    place(row("seat", 2, 50), dead("seat", 1));
    assertThat(rows("seat")).containsExactly(List.of(2L, 50L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void rowsThatTradeTheirUniqueValuesAreNotParked() {
    open(SEAT);
    place(row("seat", 1, 50), row("seat", 2, 60), row("seat", 3, 70));
    place(row("seat", 1, 60), row("seat", 2, 70), row("seat", 3, 50));
    assertThat(rows("seat")).containsExactly(List.of(1L, 60L), List.of(2L, 70L), List.of(3L, 50L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void aTradeGoesOnWithoutTheRowThatDoesNotFit() {
    open(SEAT);
    store.application().addCheck("seat", "low", row -> row.int64(1) < 100);
    place(row("seat", 1, 50), row("seat", 2, 60));
    place(row("seat", 1, 60), row("seat", 2, 500));
    assertThat(rows("seat")).containsExactly(List.of(1L, 60L));
    assertThat(books.parked().count()).isEqualTo(1);
  }

  @Test
  void aReferredRowUnderAnotherKeyTakesItsUniqueValueAndItsChildrenAlong() {
    TableSchema pass =
        TableSchema.of(
            "pass",
            List.of(column("id", false), column("seat_id", true)),
            KeySchema.primary(0),
            foreign(1, "seat", OnDelete.RESTRICT));
    open(SEAT, pass);
    place(row("seat", 1, 50), row("pass", 7, 1));
    place(dead("seat", 1), row("seat", 101, 50), row("pass", 7, 101));
    assertThat(rows("seat")).containsExactly(List.of(101L, 50L));
    assertThat(rows("pass")).containsExactly(List.of(7L, 101L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void whatDoesNotFitIsParkedAndComesBackByItself() {
    open(SEAT);
    place(row("seat", 1, 50));
    assertThat(place(row("seat", 2, 50))).isZero();
    assertThat(rows("seat")).containsExactly(List.of(1L, 50L));
    assertThat(books.parked().count()).isEqualTo(1);
    assertThat(retry()).isZero();
    place(dead("seat", 1));
    assertThat(retry()).isZero();
    assertThat(rows("seat")).containsExactly(List.of(2L, 50L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void theEarlierClaimWinsWhicheverComesFirst() {
    open(SEAT);
    place(row("seat", 2, 60), row("seat", 1, 50));
    place(row("seat", 2, 50));
    assertThat(rows("seat")).containsExactly(List.of(1L, 50L));
    place(row("seat", 1, 70));
    assertThat(rows("seat")).containsExactly(List.of(1L, 70L), List.of(2L, 50L));
    assertThat(books.parked().count()).isZero();
  }

  @Test
  void childrenOfADeletedRowAreParkedOrLetGoOfItAndComeBackWithIt() {
    for (OnDelete onDelete : List.of(OnDelete.RESTRICT, OnDelete.CASCADE, OnDelete.SET_NULL)) {
      PlacerTest fresh = new PlacerTest();
      fresh.open(PARENT, child(onDelete));
      fresh.place(empty("parent", 7), row("child", 1, 7));
      fresh.place(dead("parent", 7));
      assertThat(fresh.rows("parent")).as("%s", onDelete).isEmpty();
      List<List<Long>> without =
          onDelete == OnDelete.SET_NULL ? List.of(List.of(1L, -1L)) : List.of();
      assertThat(fresh.rows("child")).as("%s", onDelete).isEqualTo(without);
      assertThat(fresh.books.parked().count()).as("%s", onDelete).isEqualTo(1);
      fresh.place(empty("parent", 7));
      assertThat(fresh.rows("child")).as("%s", onDelete).containsExactly(List.of(1L, 7L));
      assertThat(fresh.books.parked().count()).as("%s", onDelete).isZero();
    }
  }

  @Test
  void aRowThatIsThereAlreadyIsNotDifferent() {
    open(SEAT);
    assertThat(place(row("seat", 1, 50))).isEqualTo(1);
    assertThat(place(row("seat", 1, 50))).isZero();
    assertThat(store.application().row("seat", new Value.Int64(1)))
        .isEqualTo(ValueRow.of(new Value.Int64(1), new Value.Int64(50)));
  }
}
