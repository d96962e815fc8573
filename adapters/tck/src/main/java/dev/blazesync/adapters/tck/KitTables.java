package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.number;
import static dev.blazesync.adapters.tck.Cells.row;
import static dev.blazesync.adapters.tck.Cells.text;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;

/** The tables the rules work with. */
final class KitTables {
  /** Columns of {@link #PERSON}. */
  static final int ID = 0;

  static final int MAIL = 1;
  static final int NAME = 2;
  static final int POINTS = 3;

  /** An ordinary table: primary key, a nullable unique column, two plain ones. */
  static final TableSchema PERSON =
      TableSchema.of(
          "tck_person",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("mail", ValueKind.TEXT, true),
              ColumnSchema.of("name", ValueKind.TEXT, true),
              ColumnSchema.of("points", ValueKind.INT64, true)),
          KeySchema.primary(ID),
          KeySchema.unique(MAIL));

  /** Columns of {@link #METER}. */
  static final int LITRES = 1;

  static final int TICKS = 3;

  /** Numbers of two kinds, with a text between them. */
  static final TableSchema METER =
      TableSchema.of(
          "tck_meter",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("litres", ValueKind.FLOAT64, true),
              ColumnSchema.of("place", ValueKind.TEXT, true),
              ColumnSchema.of("ticks", ValueKind.INT64, true)),
          KeySchema.primary(ID));

  /** A composite key whose order is not that of the columns. */
  static final TableSchema PLACE =
      TableSchema.of(
          "tck_place",
          List.of(
              ColumnSchema.of("note", ValueKind.TEXT, true),
              ColumnSchema.of("seat", ValueKind.INT64, false),
              ColumnSchema.of("hall", ValueKind.TEXT, false)),
          KeySchema.primary(2, 1));

  /** A key that the database hands out. */
  static final TableSchema COUNTED = generated("tck_counted");

  /** What an application's trigger writes into. */
  static final TableSchema AUDIT = generated("tck_audit");

  /** No key at all. */
  static final TableSchema KEYLESS =
      new TableSchema(
          "tck_keyless",
          List.of(
              ColumnSchema.of("what", ValueKind.TEXT, true),
              ColumnSchema.of("amount", ValueKind.INT64, true)),
          List.of(),
          null,
          null);

  /** No primary key, but a unique one without nullable columns. */
  static final TableSchema BADGE =
      TableSchema.of(
          "tck_badge",
          List.of(
              ColumnSchema.of("holder", ValueKind.TEXT, true),
              ColumnSchema.of("code", ValueKind.TEXT, false)),
          KeySchema.unique(1));

  /** One of the engine's own tables, with a second key to read by. */
  static final TableSchema ENGINE =
      TableSchema.of(
          "blazesync_tck",
          List.of(
              ColumnSchema.of("origin", ValueKind.BYTES, false),
              ColumnSchema.of("sequence", ValueKind.INT64, false),
              ColumnSchema.of("state", ValueKind.TEXT, true),
              ColumnSchema.of("bytes", ValueKind.BYTES, true)),
          KeySchema.primary(0, 1));

  /** Columns of {@link #claim}, beside {@link #ID}. */
  static final int WORD = 1;

  static final int FLAG = 2;

  private KitTables() {}

  private static TableSchema generated(String name) {
    KeySchema key = new KeySchema(null, KeySchema.Kind.PRIMARY_GENERATED, List.of(0), null, null);
    return new TableSchema(
        name,
        List.of(
            ColumnSchema.of("id", ValueKind.INT64, false),
            ColumnSchema.of("what", ValueKind.TEXT, true)),
        List.of(key),
        key,
        null);
  }

  /** A table whose second column refers to {@link #PERSON}. */
  static TableSchema child(KeySchema.OnDelete onDelete, boolean deferred) {
    return TableSchema.of(
        "tck_task",
        List.of(
            ColumnSchema.of("id", ValueKind.INT64, false),
            ColumnSchema.of("person", ValueKind.INT64, true),
            ColumnSchema.of("note", ValueKind.TEXT, true)),
        KeySchema.primary(0),
        new KeySchema(
            "tck_task_person",
            KeySchema.Kind.FOREIGN,
            List.of(1),
            new KeySchema.Reference("tck_person", List.of("id"), onDelete, deferred),
            null));
  }

  /** A table for unique keys of many forms; the columns are those of {@link UniqueForm}. */
  static TableSchema claim(String name, KeySchema... uniques) {
    List<KeySchema> keys = new ArrayList<>();
    keys.add(KeySchema.primary(ID));
    keys.addAll(List.of(uniques));
    return TableSchema.of(
        name,
        List.of(
            ColumnSchema.of("id", ValueKind.INT64, false),
            ColumnSchema.of("word", ValueKind.TEXT, true),
            ColumnSchema.of("flag", ValueKind.INT64, true),
            ColumnSchema.of("amount", ValueKind.DECIMAL, true)),
        keys.toArray(KeySchema[]::new));
  }

  static ValueRow person(long id, String name) {
    return row(number(id), text("mail" + id), text(name), number(0));
  }

  static ValueRow scored(long id, Value points) {
    return row(number(id), text("mail" + id), text("name"), points);
  }

  static ValueRow task(long id, long person) {
    return row(number(id), number(person), text("task"));
  }

  static ValueRow counted(String what) {
    return row(Value.NULL, text(what));
  }
}
