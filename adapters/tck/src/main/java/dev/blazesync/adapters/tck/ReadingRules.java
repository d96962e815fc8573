package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.bytes;
import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;
import static dev.blazesync.adapters.tck.KitTables.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading by key and by range. */
public interface ReadingRules extends StoreRules {
  @Test
  @DisplayName("store.R01 read gives exactly the rows of the wanted keys; absent ones are silent")
  default void readsTheWantedRows() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"), person(3, "c"));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.read(view, table, table.identityKey(), key(3), key(9), key(1)))
          .containsExactlyInAnyOrder(person(1, "a"), person(3, "c"));
      assertThat(StoreBench.read(view, table, table.identityKey())).isEmpty();
    }
  }

  @Test
  @DisplayName("store.R02 read takes any declared key and gives every row that matches it")
  default void readsByAnyDeclaredKey() {
    TableSchema table = bench().create(KitTables.PERSON);
    TableSchema child = bench().create(KitTables.child(KeySchema.OnDelete.RESTRICT, false));
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench()
        .engineWrites(child, KitTables.task(10, 1), KitTables.task(11, 2), KitTables.task(12, 1));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.read(view, table, StoreBench.key(table, 1), row(text("mail2"))))
          .containsExactly(person(2, "b"));
      assertThat(StoreBench.read(view, child, StoreBench.key(child, 1), key(1), key(2)))
          .containsExactlyInAnyOrder(
              KitTables.task(10, 1), KitTables.task(11, 2), KitTables.task(12, 1));
      assertThat(StoreBench.read(view, child, StoreBench.key(child, 1), key(1)))
          .containsExactlyInAnyOrder(KitTables.task(10, 1), KitTables.task(12, 1));
    }
  }

  @Test
  @DisplayName("store.R03 read gives a row once, however often its key is wanted")
  default void readsEachRowOnce() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.read(view, table, table.identityKey(), key(2), key(1), key(2), key(2)))
          .containsExactlyInAnyOrder(person(1, "a"), person(2, "b"));
    }
  }

  @Test
  @DisplayName("store.R04 a NULL cell of a wanted key matches nothing, not even NULL")
  default void nullMatchesNothing() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, row(number(1), Value.NULL, text("a"), number(0)));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.read(view, table, StoreBench.key(table, 1), row(Value.NULL))).isEmpty();
    }
  }

  @Test
  @DisplayName("store.R05 key cells compare bit for bit: case, trailing blanks and accents count")
  default void keysCompareAsValues() {
    TableSchema table = bench().create(KitTables.BADGE);
    bench()
        .engineWrites(
            table,
            row(text("1"), text("code")),
            row(text("2"), text("Code")),
            row(text("3"), text("code ")),
            row(text("4"), text("c\u00f6de")));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.read(view, table, table.identityKey(), row(text("code"))))
          .containsExactly(row(text("1"), text("code")));
      assertThat(StoreBench.read(view, table, table.identityKey(), row(text("CODE")))).isEmpty();
      assertThat(StoreBench.read(view, table, table.identityKey(), row(text("co\u0308de"))))
          .isEmpty();
    }
  }

  @Test
  @DisplayName("store.R06 a row has all columns in the table's order, and its forms agree")
  default void rowsHaveAllColumnsInOrder() {
    TableSchema table = bench().create(KitTables.PLACE);
    bench().engineWrites(table, row(text("note"), number(7), text("hall")));
    List<ValueRow> seen = new ArrayList<>();
    try (StoreView view = bench().store().snapshot()) {
      view.read(
          table,
          table.identityKey(),
          Rows.of(row(text("hall"), number(7))),
          row -> {
            assertThat(row.size()).isEqualTo(3);
            assertThat(row.kind(1)).isEqualTo(ValueKind.INT64);
            assertThat(row.int64(1)).isEqualTo(7);
            assertThat(row.text(2)).isEqualTo("hall");
            assertThat(row.text(0)).isEqualTo("note");
            assertThat(row.value(1)).isEqualTo(number(7));
            return seen.add(ValueRow.copyOf(row));
          });
    }
    assertThat(seen).containsExactly(row(text("note"), number(7), text("hall")));
  }

  @Test
  @DisplayName("store.R07 bytes come as a read-only view; copies of rows outlive the call")
  default void bytesAreAReadOnlyView() {
    TableSchema table = KitTables.ENGINE;
    bench().store().createTables(List.of(table), List.of());
    ValueRow first = row(bytes(1, 2), number(1), text("a"), bytes(0, 255, 128));
    ValueRow second = row(bytes(1, 2), number(2), text("b"), bytes(9));
    bench().engineWrites(table, first, second);
    List<ValueRow> copies = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    try (StoreView view = bench().store().snapshot()) {
      view.scan(
          table,
          null,
          10,
          row -> {
            ByteBuffer cell = row.bytes(3);
            assertThat(cell.isReadOnly()).isTrue();
            assertThat(new Value.Bytes(remaining(cell))).isEqualTo(row.value(3));
            assertThat(row.bytes(3).remaining()).isGreaterThan(0);
            values.add(row.value(3));
            return copies.add(ValueRow.copyOf(row));
          });
    }
    assertThat(copies).containsExactly(first, second);
    assertThat(values).containsExactly(bytes(0, 255, 128), bytes(9));
  }

  private static byte[] remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  @DisplayName("store.R08 a sink that returns false gets no more rows")
  default void aSinkCanStop() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(2, "b"), person(3, "c"));
    List<Row> seen = new ArrayList<>();
    try (StoreView view = bench().store().snapshot()) {
      view.scan(table, null, 10, row -> seen.add(ValueRow.copyOf(row)) && seen.size() < 2);
      assertThat(seen).hasSize(2);
      seen.clear();
      view.read(
          table,
          table.identityKey(),
          Rows.of(List.of(key(1), key(2), key(3))),
          row -> !seen.add(ValueRow.copyOf(row)));
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  @DisplayName("store.R09 scan gives every row once, in one order, whatever the size of the pages")
  default void scansInOneOrder() {
    TableSchema table = bench().create(KitTables.PERSON);
    List<ValueRow> written = new ArrayList<>();
    for (int id : new int[] {5, -3, 12, 1, 100, 7, 0, 44, 2}) {
      written.add(person(id, "n" + id));
    }
    bench().engineWrites(table, written.toArray(ValueRow[]::new));
    try (StoreView view = bench().store().snapshot()) {
      List<ValueRow> whole = StoreBench.scan(view, table, null, Integer.MAX_VALUE);
      assertThat(whole).containsExactlyInAnyOrderElementsOf(written);
      assertThat(whole).extracting(row -> row.int64(0)).isSorted();
      for (int limit = 1; limit <= written.size() + 1; limit++) {
        assertThat(pages(view, table, limit)).containsExactlyElementsOf(whole);
      }
    }
  }

  @Test
  @DisplayName("store.R10 scan follows composite keys, in key order, with limits and from anywhere")
  default void scansCompositeKeys() {
    TableSchema table = bench().create(KitTables.PLACE);
    List<ValueRow> ordered = new ArrayList<>();
    for (String hall : List.of("a", "ab", "b")) {
      for (int seat = 1; seat <= 3; seat++) {
        ordered.add(row(Value.NULL, number(seat), text(hall)));
      }
    }
    List<ValueRow> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    bench().engineWrites(table, shuffled.toArray(ValueRow[]::new));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(pages(view, table, 2)).containsExactlyElementsOf(ordered);
      assertThat(StoreBench.scan(view, table, row(text("ab"), number(2)), 2))
          .containsExactly(ordered.get(5), ordered.get(6));
      assertThat(StoreBench.read(view, table, table.identityKey(), row(text("b"), number(3))))
          .containsExactly(ordered.get(8));
    }
  }

  /** {@return the whole table, read in pages} */
  private static List<ValueRow> pages(StoreView view, TableSchema table, int limit) {
    List<ValueRow> all = new ArrayList<>();
    List<ValueRow> page = StoreBench.scan(view, table, null, limit);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page);
      assertThat(all).as("paging does not end").hasSizeLessThan(100);
      page = StoreBench.scan(view, table, keyOf(table, page.get(page.size() - 1)), limit);
    }
    return all;
  }

  private static ValueRow keyOf(TableSchema table, ValueRow row) {
    return ValueRow.of(table.identityKey().columns().stream().map(row::value).toList());
  }

  @Test
  @DisplayName("store.R11 scan goes on behind a key whose row is gone (snapshots by key ranges)")
  default void scanResumesBehindADeletedRow() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"), person(3, "c"), person(5, "e"));
    bench().engine(tx -> assertThat(StoreBench.delete(tx, table, key(3))).isEmpty());
    try (StoreView view = bench().store().snapshot()) {
      assertThat(StoreBench.scan(view, table, key(3), 10)).containsExactly(person(5, "e"));
      assertThat(StoreBench.scan(view, table, key(4), 10)).containsExactly(person(5, "e"));
      assertThat(StoreBench.scan(view, table, key(5), 10)).isEmpty();
    }
  }

  @Test
  @DisplayName("store.R12 count is the number of rows")
  default void countsRows() {
    TableSchema table = bench().create(KitTables.PERSON);
    try (StoreView view = bench().store().snapshot()) {
      assertThat(view.count(table)).isZero();
    }
    bench().engineWrites(table, person(1, "a"), person(2, "b"));
    bench().engineWrites(table, person(2, "c"));
    try (StoreView view = bench().store().snapshot()) {
      assertThat(view.count(table)).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("store.R13 the engine's own tables are reached by the same calls")
  default void engineTablesAreTables() {
    TableSchema table = KitTables.ENGINE;
    bench().store().createTables(List.of(table), List.of());
    ValueRow one = row(bytes(1), number(1), Value.NULL, Value.NULL);
    ValueRow two = row(bytes(1), number(2), text("x"), bytes());
    ValueRow other = row(bytes(2), number(1), text(""), bytes(5));
    bench().engineWrites(table, two, other, one);
    bench().engineWrites(table, row(bytes(1), number(1), text("new"), Value.NULL));
    bench()
        .engine(tx -> assertThat(StoreBench.delete(tx, table, row(bytes(2), number(1)))).isEmpty());
    try (StoreTransaction transaction = bench().store().begin()) {
      assertThat(StoreBench.scan(transaction, table, null, 10))
          .containsExactly(row(bytes(1), number(1), text("new"), Value.NULL), two);
      assertThat(StoreBench.read(transaction, table, table.identityKey(), row(bytes(1), number(2))))
          .containsExactly(two);
      assertThat(transaction.count(table)).isEqualTo(2);
      assertThat(transaction.pending(table)).isZero();
    }
  }

  @Test
  @DisplayName("store.R14 a snapshot does not see what is committed later, by anyone")
  default void snapshotsStayAsTheyWere() {
    bench().assume(StoreCapability.LONG_SNAPSHOT_READS);
    TableSchema table = bench().captured(KitTables.PERSON);
    bench().application(tx -> tx.insert(table, person(1, "a")));
    bench().drain();
    try (StoreView view = bench().store().snapshot()) {
      assertThat(view.count(table)).isOne();
      bench().application(tx -> tx.update(table, key(1), KitTables.NAME, text("b")));
      bench().engineWrites(table, person(2, "c"));
      assertThat(StoreBench.scan(view, table, null, 10)).containsExactly(person(1, "a"));
      assertThat(StoreBench.read(view, table, table.identityKey(), key(2))).isEmpty();
      assertThat(view.count(table)).isOne();
      assertThat(view.pending(table)).isZero();
    }
    assertThat(bench().rows(table)).containsExactly(person(1, "b"), person(2, "c"));
  }

  @Test
  @DisplayName("store.R15 a transaction sees what it wrote; nobody else does before it commits")
  default void transactionsSeeThemselves() {
    TableSchema table = bench().create(KitTables.PERSON);
    bench().engineWrites(table, person(1, "a"));
    try (StoreTransaction transaction = bench().store().begin()) {
      StoreBench.writes(transaction, table, person(1, "b"), person(2, "c"));
      assertThat(StoreBench.scan(transaction, table, null, 10))
          .containsExactly(person(1, "b"), person(2, "c"));
      assertThat(StoreBench.read(transaction, table, table.identityKey(), key(2))).hasSize(1);
      assertThat(transaction.count(table)).isEqualTo(2);
      try (StoreView view = bench().store().snapshot()) {
        assertThat(StoreBench.scan(view, table, null, 10)).containsExactly(person(1, "a"));
      }
      transaction.commit();
    }
    assertThat(bench().rows(table)).hasSize(2);
  }
}
