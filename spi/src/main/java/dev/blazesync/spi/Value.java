package dev.blazesync.spi;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * One cell, boxed: for policies, the ledger and tests; hot paths read {@link Row} instead.
 * Immutable; equality is by content, bit for bit.
 */
public sealed interface Value {
  /** The one null. */
  Value NULL = new Null();

  ValueKind kind();

  /** No value. */
  record Null() implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.NULL;
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  /** A 64-bit signed integer. */
  record Int64(long value) implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.INT64;
    }
  }

  /** A double; equality by raw bits: NaN equals the same NaN, -0.0 differs from 0.0. */
  record Float64(double value) implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.FLOAT64;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Float64 that
          && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(that.value);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(Double.doubleToRawLongBits(value));
    }
  }

  /** An exact decimal; equality counts the scale (1.0 is not 1.00). */
  record Decimal(BigDecimal value) implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.DECIMAL;
    }
  }

  /** Unicode text. */
  record Text(String value) implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.TEXT;
    }
  }

  /** Bytes; copied in and out. */
  record Bytes(byte[] value) implements Value {
    public Bytes {
      value = value.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    /** {@return how many bytes there are} */
    public int length() {
      return value.length;
    }

    @Override
    public ValueKind kind() {
      return ValueKind.BYTES;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[" + value.length + "]";
    }
  }

  /**
   * A date or time in canonical units, so that no driver's class decides equality.
   *
   * @param kind DATE, TIME, TIMESTAMP or TIMESTAMP_TZ
   * @param units as {@link ValueKind} says
   * @param offsetSeconds for TIMESTAMP_TZ, -64800 to 64800; else 0
   */
  record Temporal(ValueKind kind, long units, int offsetSeconds) implements Value {
    public Temporal {
      boolean zoned = kind == ValueKind.TIMESTAMP_TZ;
      boolean temporal =
          zoned || kind == ValueKind.DATE || kind == ValueKind.TIME || kind == ValueKind.TIMESTAMP;
      if (!temporal || (!zoned && offsetSeconds != 0)) {
        throw new IllegalArgumentException("no temporal value: " + kind + ", " + offsetSeconds);
      }
    }
  }

  /** A universally unique identifier (RFC 9562). */
  record Uuid(java.util.UUID value) implements Value {
    @Override
    public ValueKind kind() {
      return ValueKind.UUID;
    }
  }
}
