package dev.blazesync.spi;

/** Takes what a drain hands over. */
@FunctionalInterface
public interface CaptureSink {
  /**
   * @param key the record's identity key cells, in key order
   * @param current the row as it is now, in the order of the table's columns, or null if it is gone
   */
  void change(CapturedChange change, Row key, @Nullable Row current);
}
