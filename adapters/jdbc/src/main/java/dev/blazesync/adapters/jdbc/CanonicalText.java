package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * The text of values whose kind a database does not have: ISO 8601 for dates and times, plain
 * digits for decimals, lower-case hexadecimal for UUIDs. One value, one text. Stateless.
 */
public final class CanonicalText {
  private static final long MICROS = 1_000_000L;

  private CanonicalText() {}

  /**
   * {@return the text}
   *
   * @param cell of kind DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ or UUID
   */
  public static String of(Row row, int cell) {
    return switch (row.kind(cell)) {
      case DECIMAL -> row.text(cell);
      case DATE -> LocalDate.ofEpochDay(row.int64(cell)).toString();
      case TIME -> LocalTime.ofNanoOfDay(row.int64(cell)).toString();
      case TIMESTAMP -> dateTime(row.int64(cell)).toString();
      case TIMESTAMP_TZ -> {
        ByteBuffer zoned = row.bytes(cell);
        yield zoned(zoned.getLong(), zoned.getInt()).toString();
      }
      case UUID -> {
        ByteBuffer id = row.bytes(cell);
        yield new UUID(id.getLong(), id.getLong()).toString();
      }
      default -> throw new IllegalArgumentException("no text form for " + row.kind(cell));
    };
  }

  /**
   * {@return the value whose canonical text this is, or null when it is no canonical text of this
   * kind: reading it and writing it again would change it}
   *
   * @param kind DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ or UUID
   */
  public static @Nullable Value parse(ValueKind kind, String text) {
    try {
      Value value = parsed(kind, text);
      return of(dev.blazesync.spi.ValueRow.of(value), 0).equals(text) ? value : null;
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static Value parsed(ValueKind kind, String text) {
    return switch (kind) {
      case DECIMAL -> new Value.Decimal(new BigDecimal(text));
      case DATE -> new Value.Temporal(kind, LocalDate.parse(text).toEpochDay(), 0);
      case TIME -> new Value.Temporal(kind, LocalTime.parse(text).toNanoOfDay(), 0);
      case TIMESTAMP -> {
        Instant instant = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        yield new Value.Temporal(kind, micros(instant), 0);
      }
      case TIMESTAMP_TZ -> {
        OffsetDateTime zoned = OffsetDateTime.parse(text);
        yield new Value.Temporal(
            kind, micros(zoned.toInstant()), zoned.getOffset().getTotalSeconds());
      }
      case UUID -> new Value.Uuid(UUID.fromString(text));
      default -> throw new IllegalArgumentException("no text form for " + kind);
    };
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1_000);
  }

  private static LocalDateTime dateTime(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1_000, ZoneOffset.UTC);
  }

  private static OffsetDateTime zoned(long micros, int offsetSeconds) {
    return dateTime(micros)
        .atOffset(ZoneOffset.UTC)
        .withOffsetSameInstant(ZoneOffset.ofTotalSeconds(offsetSeconds));
  }
}
