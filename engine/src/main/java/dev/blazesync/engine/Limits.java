package dev.blazesync.engine;

/** Every bound of the engine, in one place; checked before anything is allocated. */
public final class Limits {
  /** Characters of a table, column or constraint name. */
  public static final int NAME_LENGTH = 1_000;

  /** Tables in a schema or a batch. */
  public static final int TABLES = 10_000;

  /** Columns of a table. */
  public static final int COLUMNS = 2_000;

  /** Bytes of one text, decimal or bytes value. */
  public static final int VALUE_BYTES = 16 << 20;

  /** Bytes of one operation, and of one payload (a batch's, or one that spans several batches). */
  public static final int PAYLOAD_BYTES = 32 << 20;

  /** Payload bytes a batch aims for when it holds several operations. */
  public static final int BATCH_TARGET_BYTES = 48 * 1024;

  /** Operations in one payload. */
  public static final int PAYLOAD_OPERATIONS = 10_000;

  /** A cut above this many operations is torn. */
  public static final int CUT_OPERATIONS = 10_000;

  /** A cut above this many bytes is torn. */
  public static final int CUT_BYTES = 8 << 20;

  /** Bytes of a stored object (a snapshot chunk or manifest). */
  public static final int OBJECT_BYTES = 1 << 20;

  /** How far ahead of this clock a timestamp may be before its merge waits, in milliseconds. */
  public static final long CLOCK_AHEAD_MILLIS = 5 * 60_000L;

  private Limits() {}
}
