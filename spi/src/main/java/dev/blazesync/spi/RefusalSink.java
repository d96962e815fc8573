package dev.blazesync.spi;

/** Takes the rows that the database would not take. */
@FunctionalInterface
public interface RefusalSink {
  /**
   * @param index which of the rows of the call
   */
  void refused(int index, Refusal refusal);
}
