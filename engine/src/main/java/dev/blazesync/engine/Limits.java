package dev.blazesync.engine;

/** Every bound of the engine, in one place; checked before anything is allocated. */
public final class Limits {
  /** Characters of a table, column or constraint name. */
  public static final int NAME_LENGTH = 1_000;

  /** Tables in a schema or a batch. */
  public static final int TABLES = 10_000;

  /** Columns of a table. */
  public static final int COLUMNS = 2_000;

  /** Bytes of one text or bytes value. */
  public static final int VALUE_BYTES = 16 << 20;

  /** Bytes of a decimal's unscaled number (about 150,000 digits; H2 ends at 100,000). */
  public static final int DECIMAL_BYTES = 64 * 1024;

  /**
   * Greatest scale of a decimal, and how far below zero it may be: bounds what printing one takes.
   */
  public static final int DECIMAL_SCALE = 100_000;

  /** Keys of a table, foreign keys among them. */
  public static final int KEYS = 10_000;

  /** Bytes of one SQL text: a statement, a default, a predicate or a declared type. */
  public static final int SQL_BYTES = 512 * 1024;

  /** Statements of one table, and those that belong to no table. */
  public static final int STATEMENTS = 10_000;

  /** Bytes of one operation, and of one payload (a batch's, or one that spans several batches). */
  public static final int PAYLOAD_BYTES = 32 << 20;

  /** Payload bytes a batch aims for when it holds several operations. */
  public static final int BATCH_TARGET_BYTES = 48 * 1024;

  /** Operations in one payload. */
  public static final int PAYLOAD_OPERATIONS = 10_000;

  /** Cells in one payload, key cells among them: bounds what decoding one allocates. */
  public static final int PAYLOAD_VALUES = 200_000;

  /** A cut above this many operations is torn. */
  public static final int CUT_OPERATIONS = 10_000;

  /** A torn cut is applied in pieces of so many operations: what a short transaction takes. */
  public static final int TORN_OPERATIONS = 256;

  /** A cut above this many bytes is torn. */
  public static final int CUT_BYTES = 8 << 20;

  /** Bytes of a stored object (a snapshot chunk or manifest). */
  public static final int OBJECT_BYTES = 1 << 20;

  /** Records in one snapshot chunk. */
  public static final int CHUNK_RECORDS = 50_000;

  /** Cells in one snapshot chunk, key cells and time stamps among them. */
  public static final int CHUNK_VALUES = 500_000;

  /**
   * Bytes one call encrypts: the JDK takes some thirty times as long for each byte of a larger one.
   */
  public static final int AEAD_BYTES = 64 * 1024;

  /** Objects a snapshot manifest refers to. */
  public static final int CHUNKS = 50_000;

  /** Bytes of a snapshot manifest. */
  public static final int MANIFEST_BYTES = OBJECT_BYTES - 1024;

  /** Characters of an object's name. */
  public static final int OBJECT_NAME_LENGTH = 128;

  /** Decided conflicts that are kept. */
  public static final int CONFLICTS = 10_000;

  /** Rules of a group. */
  public static final int RULES = 10_000;

  /** Characters of a rule's name, and of its value. */
  public static final int RULE_LENGTH = 1_000;

  /** Origin logs in a version vector. */
  public static final int ORIGIN_LOGS = 10_000;

  /** Hubs in a join code. */
  public static final int HUBS = 16;

  /** Characters of a hub's address. */
  public static final int HUB_LENGTH = 500;

  /** Logs of which a join code says how far they were held. */
  public static final int FRONTIER_LOGS = 4;

  /** Characters of a join code, with everything a mail program may have put between them. */
  public static final int JOIN_CODE_LENGTH = 32 * 1024;

  /** Devices in a group at one time. */
  public static final int DEVICES = 1_000;

  /** Invites of a group that are open at one time. */
  public static final int OPEN_INVITES = 100;

  /** Devices that one invite lets in. */
  public static final int INVITE_USES = 1_000;

  /** Entries of a group's membership. */
  public static final int MEMBERSHIP_ENTRIES = 100_000;

  /** Bytes of one entry of the membership. */
  public static final int ENTRY_BYTES = 256 * 1024;

  /** Logs of a removed device of which something was accepted. */
  public static final int REMOVED_LOGS = 1_000;

  /** Logs that one statement of heads names. */
  public static final int STATED_LOGS = 500;

  /** Alarms that are kept. */
  public static final int ALARMS = 100;

  /** How far ahead of this clock a timestamp may be before its merge waits, in milliseconds. */
  public static final long CLOCK_AHEAD_MILLIS = 5 * 60_000L;

  private Limits() {}
}
