package dev.blazesync.engine.log;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.Nullable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What rows of the outbox hold that came while there was room, so that what was drained a moment
 * ago is not decoded again. No more than a cut, and nothing large. Not thread-safe.
 */
final class RecentRows {
  private static final int ROWS = 128;

  private final Map<Long, List<Operation>> rows = new HashMap<>();
  private int operations;

  /** Keeps what a row holds, if that is little enough. */
  void keep(long id, List<Operation> row, int bytes) {
    boolean fits = rows.size() < ROWS && operations + row.size() <= Limits.CUT_OPERATIONS;
    if (fits && bytes <= Limits.BATCH_TARGET_BYTES) {
      rows.put(id, row);
      operations += row.size();
    }
  }

  /** {@return what a row holds; null = not kept} */
  @Nullable
  List<Operation> find(long id) {
    return rows.get(id);
  }

  void forget(List<Long> ids) {
    for (long id : ids) {
      List<Operation> row = rows.remove(id);
      operations -= row == null ? 0 : row.size();
    }
  }

  void clear() {
    rows.clear();
    operations = 0;
  }
}
