package dev.blazesync.engine.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation.Kind;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What captured changes of one record mean. Columns: 0 the key, 1 a, 2 b. */
class DraftingTest {
  private static final TableSchema NOTE =
      TableSchema.of(
          "note",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("a", ValueKind.INT64, true),
              ColumnSchema.of("b", ValueKind.INT64, true)),
          KeySchema.primary(0));
  private static final SyncedTable TABLE =
      new SyncedTable(1, NOTE, EngineTables.metadata(NOTE, 1), TableRules.DEFAULT, Map.of());
  private static final Loaded UNTOUCHED = new Loaded(RecordState.UNKNOWN, null, false, false);
  private static final Loaded ALIVE =
      new Loaded(new RecordState(Stamp.BASE, Stamp.NEVER, Map.of()), null, true, false);
  private static final Loaded DEAD =
      new Loaded(new RecordState(Stamp.NEVER, Stamp.BASE, Map.of()), null, true, false);

  private static Captured captured(boolean there, CapturedChange... changes) {
    Value one = new Value.Int64(1);
    Captured captured =
        new Captured(TABLE, List.of(one), there ? ValueRow.of(one, one, one) : null);
    for (CapturedChange change : changes) {
      captured.add(change);
    }
    return captured;
  }

  /** {@code columns} null = all. */
  private static CapturedChange change(
      boolean created, long wallMillis, @Nullable List<Integer> columns) {
    BitSet mask = null;
    if (columns != null) {
      mask = new BitSet();
      columns.forEach(mask::set);
    }
    return new CapturedChange(NOTE, mask, created, false, wallMillis, null, null);
  }

  private static List<String> drafts(Captured captured, Loaded before, Set<String> unseen) {
    return Drafting.of(captured, before, unseen, false).stream()
        .map(
            draft ->
                draft.kind()
                    + " "
                    + draft.columns()
                    + (draft.base() ? " base" : " " + draft.wallMillis()))
        .toList();
  }

  @Test
  void aRowThatWasMadeIsAnInsertWhateverTheApplicationUsed() {
    assertThat(drafts(captured(true, change(true, 5, null)), UNTOUCHED, Set.of()))
        .containsExactly(Kind.INSERT + " [1, 2] 5");
    assertThat(drafts(captured(true, change(false, 5, null)), DEAD, Set.of()))
        .containsExactly(Kind.INSERT + " [1, 2] 5");
  }

  @Test
  void aRowThatWasThereAndIsThereIsAnUpdateWhateverTheApplicationUsed() {
    assertThat(drafts(captured(true, change(false, 5, null)), UNTOUCHED, Set.of()))
        .as(
            "others that do not have the row have had it since base time, which changes nothing else")
        .containsExactly(Kind.INSERT + " [] base", Kind.UPDATE + " [1, 2] 5");
    assertThat(
            drafts(
                captured(true, change(false, 5, List.of()), change(true, 6, null)),
                ALIVE,
                Set.of()))
        .containsExactly(Kind.UPDATE + " [1, 2] 6");
  }

  @Test
  void columnsEditedHoursApartKeepTheirTimes() {
    Captured captured = captured(true, change(false, 9, List.of(2)), change(false, 5, List.of(1)));
    assertThat(drafts(captured, UNTOUCHED, Set.of()))
        .containsExactly(Kind.UPDATE + " [1] 5", Kind.UPDATE + " [2] 9");
  }

  @Test
  void anEditAfterTheInsertKeepsItsLaterTime() {
    Captured captured = captured(true, change(true, 5, null), change(false, 9, List.of(2)));
    assertThat(drafts(captured, UNTOUCHED, Set.of()))
        .containsExactly(Kind.INSERT + " [1, 2] 5", Kind.UPDATE + " [2] 9");
  }

  @Test
  void aRowThatIsGoneIsADeleteUnlessItSurelyNeverWas() {
    assertThat(drafts(captured(false, change(false, 5, List.of())), UNTOUCHED, Set.of()))
        .containsExactly(Kind.DELETE + " [] 5");
    assertThat(drafts(captured(false, change(true, 5, null)), ALIVE, Set.of()))
        .containsExactly(Kind.DELETE + " [] 5");
    assertThat(drafts(captured(false, change(true, 5, null)), UNTOUCHED, Set.of())).isEmpty();
    assertThat(drafts(captured(false, change(false, 5, null)), DEAD, Set.of())).isEmpty();
  }

  @Test
  void whatAColumnHoldsWhenItIsFirstSeenNobodyWrote() {
    assertThat(drafts(captured(true, change(false, 5, List.of(1, 2))), ALIVE, Set.of("b")))
        .containsExactly(Kind.UPDATE + " [1] 5", Kind.UPDATE + " [2] base");
    assertThat(drafts(captured(true, change(false, 5, null)), ALIVE, Set.of("b")))
        .containsExactly(Kind.UPDATE + " [1] 5", Kind.UPDATE + " [2] base");
    assertThat(drafts(captured(true, change(true, 5, null)), UNTOUCHED, Set.of("b")))
        .containsExactly(Kind.INSERT + " [1, 2] 5");
  }
}
