package dev.blazesync.spi;

/** The kinds of value that travel. {@code docs/protocol.md} maps the databases' types to them. */
public enum ValueKind {
  NULL,
  BOOLEAN,
  INT64,
  FLOAT64,
  /** Exact decimal number of any precision and scale. */
  DECIMAL,
  TEXT,
  BYTES,
  /** Days since 1970-01-01. */
  DATE,
  /** Nanoseconds of the day. */
  TIME,
  /** Microseconds since 1970-01-01T00:00 without a zone. */
  TIMESTAMP,
  /** Microseconds since 1970-01-01T00:00Z and an offset in seconds. */
  TIMESTAMP_TZ,
  UUID
}
