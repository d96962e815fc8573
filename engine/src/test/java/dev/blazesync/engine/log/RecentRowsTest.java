package dev.blazesync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.Operation;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A row that is not kept is decoded, so what counts is that no more is kept than is allowed. */
class RecentRowsTest {
  private final RecentRows rows = new RecentRows();

  @Test
  void givesBackWhatARowHolds() {
    List<Operation> row = operations(3);
    rows.keep(7, row, 100);
    assertThat(rows.find(7)).isSameAs(row);
    rows.forget(List.of(7L, 8L));
    assertThat(rows.find(7)).isNull();
  }

  @Test
  void keepsNoMoreOperationsThanACut() {
    rows.keep(1, operations(Limits.CUT_OPERATIONS), 100);
    rows.keep(2, operations(1), 100);
    assertThat(rows.find(2)).isNull();
    rows.forget(List.of(1L));
    rows.keep(3, operations(1), 100);
    assertThat(rows.find(3)).isNotNull();
  }

  @Test
  void keepsNothingLarge() {
    rows.keep(1, operations(1), Limits.BATCH_TARGET_BYTES + 1);
    assertThat(rows.find(1)).isNull();
  }

  @Test
  void forgetsAll() {
    rows.keep(1, operations(Limits.CUT_OPERATIONS), 100);
    rows.clear();
    rows.keep(1, operations(Limits.CUT_OPERATIONS), 100);
    assertThat(rows.find(1)).isNotNull();
  }

  private static List<Operation> operations(int count) {
    return Collections.nCopies(count, null);
  }
}
