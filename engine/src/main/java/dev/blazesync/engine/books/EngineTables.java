package dev.blazesync.engine.books;

import static dev.blazesync.spi.ValueKind.BYTES;
import static dev.blazesync.spi.ValueKind.INT64;
import static dev.blazesync.spi.ValueKind.TEXT;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Schemas of the engine's tables; described for users in {@code docs/operations.md}. */
public final class EngineTables {
  /** What every engine table's name starts with. */
  public static final String PREFIX = "blazesync_";

  /** Named facts about this node. */
  public static final TableSchema STATE =
      TableSchema.of(
          PREFIX + "state",
          List.of(column("name", TEXT), optional("number", INT64), optional("bytes", BYTES)),
          KeySchema.primary(0));

  /**
   * Logs known, how far each is held and merged: the version vector; {@code id} stands for it
   * elsewhere.
   */
  public static final TableSchema ORIGIN =
      TableSchema.of(
          PREFIX + "origin",
          List.of(
              column("id", INT64),
              column("node", BYTES),
              column("lineage", INT64),
              column("sequence", INT64),
              column("hash", BYTES),
              column("merged", INT64)),
          KeySchema.primary(0));

  /** The operation log: sealed batches in the order this node came to hold them. */
  public static final TableSchema LOG =
      TableSchema.of(
          PREFIX + "log",
          List.of(
              column("position", INT64),
              column("origin", INT64),
              column("sequence", INT64),
              column("newest", INT64),
              column("operations", INT64),
              column("size", INT64),
              column("bytes", BYTES)),
          KeySchema.primary(0),
          KeySchema.unique(1, 2));

  /** Drained operations that have not been offered to anyone. */
  public static final TableSchema OUTBOX =
      TableSchema.of(
          PREFIX + "outbox",
          List.of(
              column("id", INT64),
              column("cut", INT64),
              column("operations", INT64),
              column("size", INT64),
              column("bytes", BYTES)),
          KeySchema.primary(0));

  /** Tables that take part, and their base timestamp. */
  public static final TableSchema TABLE =
      TableSchema.of(
          PREFIX + "table",
          List.of(
              column("id", INT64),
              column("name", TEXT),
              column("base", INT64),
              column("identity", TEXT)),
          KeySchema.primary(0));

  /**
   * Columns by small number; {@code added} = first seen after its table, so its values have base
   * time (2 = and no cut was drained since).
   */
  public static final TableSchema COLUMN =
      TableSchema.of(
          PREFIX + "column",
          List.of(
              column("id", INT64),
              column("table_id", INT64),
              column("name", TEXT),
              column("added", INT64)),
          KeySchema.primary(0));

  /** Records that are not in their table as their state says. */
  public static final TableSchema PARKED =
      TableSchema.of(
          PREFIX + "parked",
          List.of(
              column("id", INT64),
              column("table_name", TEXT),
              column("record", BYTES),
              column("label", TEXT),
              column("reason", TEXT),
              optional("constraint_name", TEXT),
              column("message", TEXT),
              column("since", INT64)),
          KeySchema.primary(0));

  /** Batches and snapshot chunks with something this schema has no place for yet. */
  public static final TableSchema CARRIED =
      TableSchema.of(
          PREFIX + "carried",
          List.of(
              column("id", INT64),
              column("origin", INT64),
              column("sequence", INT64),
              column("places", TEXT),
              optional("bytes", BYTES)),
          KeySchema.primary(0));

  /** Signs that somebody deceives or a device was copied, and signed bytes that show it. */
  public static final TableSchema ALARM =
      TableSchema.of(
          PREFIX + "alarm",
          List.of(
              column("id", INT64),
              column("kind", TEXT),
              column("sentence", TEXT),
              column("since", INT64),
              column("proof", BYTES)),
          KeySchema.primary(0));

  /** The entries of the group's membership, by index. */
  public static final TableSchema CHAIN =
      TableSchema.of(
          PREFIX + "membership",
          List.of(column("number", INT64), column("entry", BYTES)),
          KeySchema.primary(0));

  /** What each relay has acknowledged of this node's own log. */
  public static final TableSchema RELAY =
      TableSchema.of(
          PREFIX + "relay",
          List.of(
              column("uri", TEXT),
              column("acknowledged", INT64),
              column("seen", INT64),
              column("snapshot", INT64)),
          KeySchema.primary(0));

  /** The group's rules: policies and the like. */
  public static final TableSchema RULE =
      TableSchema.of(
          PREFIX + "rule",
          List.of(column("name", TEXT), column("value", TEXT)),
          KeySchema.primary(0));

  /**
   * The ledger: decided conflicts, oldest first, at most {@link
   * dev.blazesync.engine.Limits#CONFLICTS}. Values as text for people; {@code lost} is what {@code
   * restore} puts back.
   */
  public static final TableSchema CONFLICT =
      TableSchema.of(
          PREFIX + "conflict",
          List.of(
              column("id", INT64),
              column("decided", INT64),
              column("table_name", TEXT),
              column("record", BYTES),
              column("label", TEXT),
              optional("column_name", TEXT),
              column("policy", TEXT),
              optional("winner", TEXT),
              column("winner_node", BYTES),
              column("winner_time", INT64),
              optional("loser", TEXT),
              column("loser_node", BYTES),
              column("loser_time", INT64),
              optional("lost", BYTES),
              column("restored", INT64)),
          KeySchema.primary(0));

  /** All but the metadata tables. */
  public static final List<TableSchema> ALL =
      List.of(
          STATE, ORIGIN, LOG, OUTBOX, TABLE, COLUMN, PARKED, CARRIED, CHAIN, ALARM, RELAY, RULE,
          CONFLICT);

  private EngineTables() {}

  /**
   * The metadata table of an application table: its key columns, then born, died (packed time and
   * origin id), stamps, kept values and whether the record is parked.
   *
   * @param id of the table in {@link #TABLE}
   */
  public static TableSchema metadata(TableSchema table, long id) {
    List<ColumnSchema> columns = new ArrayList<>();
    for (int index : table.identityKey().columns()) {
      ColumnSchema key = table.columns().get(index);
      columns.add(new ColumnSchema(key.name(), key.kind(), key.declaredType(), false, false, null));
    }
    int keys = columns.size();
    columns.add(column("blazesync_born", INT64));
    columns.add(column("blazesync_born_by", INT64));
    columns.add(column("blazesync_died", INT64));
    columns.add(column("blazesync_died_by", INT64));
    columns.add(optional("blazesync_stamps", BYTES));
    columns.add(optional("blazesync_kept", BYTES));
    columns.add(column("blazesync_parked", INT64));
    return TableSchema.of(
        PREFIX + "meta_" + id,
        columns,
        KeySchema.primary(IntStream.range(0, keys).boxed().toArray(Integer[]::new)));
  }

  private static ColumnSchema column(String name, ValueKind kind) {
    return ColumnSchema.of(name, kind, false);
  }

  private static ColumnSchema optional(String name, ValueKind kind) {
    return ColumnSchema.of(name, kind, true);
  }
}
