package dev.blazesync.spi;

/** Takes rows one by one. */
@FunctionalInterface
public interface RowSink {
  /** {@return false to stop early} */
  boolean row(Row row);
}
