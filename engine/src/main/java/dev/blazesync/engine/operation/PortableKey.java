package dev.blazesync.engine.operation;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Key values as they travel, so that the same record has the same {@code RecordId} whatever kind of
 * database holds it: booleans as 0 or 1, dates, times and UUIDs as text (ISO 8601, RFC 9562). Pure.
 */
public final class PortableKey {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

  private PortableKey() {}

  /** {@return the identity key cells of a whole row of {@code table}, portable} */
  public static List<Value> ofRow(TableSchema table, Row row) {
    List<Integer> columns = table.identityKey().columns();
    if (columns.size() == 1) {
      return List.of(toPortable(row.value(columns.get(0))));
    }
    List<Value> key = new ArrayList<>();
    for (int column : columns) {
      key.add(toPortable(row.value(column)));
    }
    return List.copyOf(key);
  }

  /** {@return the first {@code cells} cells of {@code row}, portable} */
  public static List<Value> ofCells(Row row, int cells) {
    if (cells == 1) {
      return List.of(toPortable(row.value(0)));
    }
    List<Value> key = new ArrayList<>();
    for (int index = 0; index < cells; index++) {
      key.add(toPortable(row.value(index)));
    }
    return List.copyOf(key);
  }

  /**
   * {@return the key in the kinds of the table's key columns; a value without that form stays as it
   * is}
   */
  public static List<Value> toLocal(TableSchema table, List<Value> key) {
    List<Integer> columns = table.identityKey().columns();
    if (columns.size() == 1) {
      return List.of(toLocal(table.columns().get(columns.get(0)).kind(), key.get(0)));
    }
    List<Value> local = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      ColumnSchema column = table.columns().get(columns.get(index));
      local.add(toLocal(column.kind(), key.get(index)));
    }
    return local;
  }

  private static Value toPortable(Value value) {
    if (value instanceof Value.Bool bool) {
      return new Value.Int64(bool.value() ? 1 : 0);
    }
    if (value instanceof Value.Uuid uuid) {
      return new Value.Text(uuid.value().toString());
    }
    if (value instanceof Value.Temporal temporal) {
      return switch (temporal.kind()) {
        case DATE -> new Value.Text(LocalDate.ofEpochDay(temporal.units()).toString());
        case TIME -> new Value.Text(LocalTime.ofNanoOfDay(temporal.units()).toString());
        case TIMESTAMP -> new Value.Text(dateTime(temporal.units()).format(DATE_TIME));
        default -> temporal;
      };
    }
    return value;
  }

  private static Value toLocal(ValueKind kind, Value value) {
    try {
      if (value instanceof Value.Int64 number && kind == ValueKind.BOOLEAN) {
        return new Value.Bool(number.value() != 0);
      }
      if (value instanceof Value.Text text) {
        String content = text.value();
        return switch (kind) {
          case UUID -> new Value.Uuid(UUID.fromString(content));
          case DATE -> new Value.Temporal(ValueKind.DATE, LocalDate.parse(content).toEpochDay(), 0);
          case TIME ->
              new Value.Temporal(ValueKind.TIME, LocalTime.parse(content).toNanoOfDay(), 0);
          case TIMESTAMP ->
              new Value.Temporal(
                  ValueKind.TIMESTAMP, micros(LocalDateTime.parse(content, DATE_TIME)), 0);
          default -> value;
        };
      }
      return value;
    } catch (DateTimeException | IllegalArgumentException e) {
      return value;
    }
  }

  private static LocalDateTime dateTime(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L),
        (int) Math.floorMod(micros, 1_000_000L) * 1_000,
        ZoneOffset.UTC);
  }

  private static long micros(LocalDateTime time) {
    return ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time);
  }
}
