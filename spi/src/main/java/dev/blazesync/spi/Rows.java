package dev.blazesync.spi;

import java.util.List;

/** A bounded block of rows held by the caller. Not thread-safe. */
public interface Rows {
  int count();

  /**
   * @param index 0 to {@code count() - 1}
   * @return the row at {@code index}; the next call may reuse it
   */
  Row at(int index);

  /** {@return the rows of {@code rows}, in order; the list is not copied} */
  static Rows of(List<? extends Row> rows) {
    return new Rows() {
      @Override
      public int count() {
        return rows.size();
      }

      @Override
      public Row at(int index) {
        return rows.get(index);
      }
    };
  }

  /** {@return one row} */
  static Rows of(Row row) {
    return of(List.of(row));
  }
}
