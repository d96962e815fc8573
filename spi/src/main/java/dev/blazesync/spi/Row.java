package dev.blazesync.spi;

import java.nio.ByteBuffer;

/**
 * One row as a flyweight that the reader pulls from: no boxing, cells in any order. Valid only
 * until the call that handed it over returns, unless its maker says otherwise ({@link ValueRow}
 * always is). Not thread-safe.
 *
 * <p>BOOLEAN (0 or 1), DATE, TIME and TIMESTAMP travel through {@link #int64} in the units of
 * {@link ValueKind}; TEXT and DECIMAL (plain string, as {@code BigDecimal.toPlainString}) through
 * {@link #text}; UUID (16 bytes, big-endian) and TIMESTAMP_TZ (8 bytes of microseconds and 4 bytes
 * of offset seconds, big-endian) through {@link #bytes}. Asking for a form that the cell's kind
 * does not have is a programming error ({@link IllegalStateException}).
 */
public interface Row {
  /** {@return number of columns} */
  int size();

  /** {@return the kind of this cell, which may differ from row to row where the database allows} */
  ValueKind kind(int column);

  long int64(int column);

  double float64(int column);

  String text(int column);

  /** {@return a read-only view, from position to limit; not a copy} */
  ByteBuffer bytes(int column);

  /** {@return the cell boxed; independent of this row} */
  Value value(int column);
}
