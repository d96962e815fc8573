package dev.blazesync.engine.simulator;

import dev.blazesync.adapters.tck.memory.MemoryApplication;
import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.OnDelete;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A schema and an application that edits it. */
final class Workload {
  /** Does not fit one batch, compressed either. */
  private static final String LONG =
      new Random(1)
          .ints(120_000, 'a', 'z' + 1)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private static final int KEYS = 6;

  /** Constraints that two nodes never break against each other. */
  static final List<TableSchema> PEACEFUL =
      List.of(
          TableSchema.of(
              "item",
              List.of(
                  column("id", ValueKind.INT64, false),
                  column("qty", ValueKind.INT64, true),
                  column("name", ValueKind.TEXT, true),
                  column("flag", ValueKind.BOOLEAN, true),
                  column("price", ValueKind.FLOAT64, true)),
              KeySchema.primary(0)),
          TableSchema.of(
              "pair",
              List.of(
                  column("a", ValueKind.TEXT, false),
                  column("b", ValueKind.BOOLEAN, false),
                  column("v", ValueKind.TEXT, true)),
              KeySchema.primary(0, 1)),
          TableSchema.of(
              "tag",
              List.of(column("id", ValueKind.UUID, false), column("label", ValueKind.TEXT, true)),
              KeySchema.primary(0)),
          TableSchema.of(
              "child",
              List.of(
                  column("id", ValueKind.INT64, false),
                  column("parent_id", ValueKind.INT64, true),
                  column("note", ValueKind.TEXT, true)),
              KeySchema.primary(0),
              foreign(1, "parent", OnDelete.RESTRICT)),
          TableSchema.of(
              "parent",
              List.of(
                  column("id", ValueKind.INT64, false),
                  column("up", ValueKind.INT64, true),
                  column("title", ValueKind.TEXT, true)),
              KeySchema.primary(0),
              foreign(1, "parent", OnDelete.RESTRICT)),
          triple(1),
          triple(2),
          triple(3),
          TableSchema.of(
              "slot",
              List.of(column("id", ValueKind.INT64, false), column("code", ValueKind.TEXT, false)),
              KeySchema.primary(0),
              KeySchema.unique(1)));

  /** Constraints that they do break. */
  static final List<TableSchema> CLASHING =
      List.of(
          TableSchema.of(
              "nick",
              List.of(column("id", ValueKind.INT64, false), column("nick", ValueKind.TEXT, true)),
              KeySchema.primary(0),
              KeySchema.unique(1)),
          TableSchema.of(
              "boss",
              List.of(column("id", ValueKind.INT64, false), column("name", ValueKind.TEXT, true)),
              KeySchema.primary(0)),
          worker("worker_r", OnDelete.RESTRICT),
          worker("worker_c", OnDelete.CASCADE),
          worker("worker_n", OnDelete.SET_NULL));

  private final Random random;
  private final boolean clashing;
  private final int owner;
  private final Acknowledged acknowledged;

  Workload(Random random, boolean clashing, int owner, Acknowledged acknowledged) {
    this.random = random;
    this.clashing = clashing;
    this.owner = owner;
    this.acknowledged = acknowledged;
  }

  static List<TableSchema> schema(boolean clashing) {
    List<TableSchema> tables = new ArrayList<>(PEACEFUL);
    if (clashing) {
      tables.addAll(CLASHING);
    }
    return tables;
  }

  /** {@return whether rows of this table may give way to others} */
  static boolean clashes(String table) {
    return CLASHING.stream().anyMatch(schema -> schema.name().equals(table));
  }

  private static TableSchema triple(int number) {
    return TableSchema.of(
        "triple" + number,
        List.of(column("owner", ValueKind.INT64, false), column("n", ValueKind.INT64, false)),
        KeySchema.primary(0));
  }

  private static TableSchema worker(String name, OnDelete onDelete) {
    return TableSchema.of(
        name,
        List.of(column("id", ValueKind.INT64, false), column("boss_id", ValueKind.INT64, true)),
        KeySchema.primary(0),
        foreign(1, "boss", onDelete));
  }

  private static KeySchema foreign(int column, String table, OnDelete onDelete) {
    return new KeySchema(
        null,
        KeySchema.Kind.FOREIGN,
        List.of(column),
        new Reference(table, List.of("id"), onDelete, false),
        null);
  }

  private static ColumnSchema column(String name, ValueKind kind, boolean nullable) {
    return ColumnSchema.of(name, kind, nullable);
  }

  /** One transaction of the application. */
  void edit(MemoryApplication application) {
    List<Acknowledged.Edit> edits = new ArrayList<>();
    application.transaction(
        writer -> {
          int statements = 1 + random.nextInt(random.nextInt(8) == 0 ? 12 : 3);
          for (int number = 0; number < statements; number++) {
            statement(application, writer, edits);
          }
        });
    acknowledged.committed(edits);
  }

  private void statement(
      MemoryApplication application, MemoryWriter writer, List<Acknowledged.Edit> edits) {
    switch (random.nextInt(clashing ? 14 : 9)) {
      case 0, 1, 2 ->
          random(
              writer, edits, "item", List.of(key()), true, List.of("qty", "name", "flag", "price"));
      case 3 ->
          random(
              writer,
              edits,
              "pair",
              List.of(
                  new Value.Text("a" + random.nextInt(3)), new Value.Bool(random.nextBoolean())),
              true,
              List.of("v"));
      case 4 ->
          random(
              writer,
              edits,
              "tag",
              List.of(new Value.Uuid(new UUID(77, random.nextInt(4)))),
              true,
              List.of("label"));
      case 5 -> parent(writer, edits);
      case 6 -> child(application, writer, edits);
      case 7 -> triples(writer);
      case 8 -> slots(writer);
      case 9, 10 -> random(writer, edits, "nick", List.of(key()), true, List.of("nick"));
      case 11 -> random(writer, edits, "boss", List.of(key()), true, List.of("name"));
      default -> {
        String table = List.of("worker_r", "worker_c", "worker_n").get(random.nextInt(3));
        random(writer, edits, table, List.of(key()), true, List.of("boss_id"));
      }
    }
  }

  private Value key() {
    return number(random.nextInt(KEYS));
  }

  private static Value number(long value) {
    return new Value.Int64(value);
  }

  private Value value(String column) {
    if (random.nextInt(8) == 0) {
      return Value.NULL;
    }
    return switch (column) {
      case "qty" -> number(random.nextInt(1_000_000));
      case "flag" -> new Value.Bool(random.nextBoolean());
      case "price" -> new Value.Float64(random.nextDouble());
      case "nick" -> new Value.Text("n" + random.nextInt(3));
      case "boss_id" -> key();
      case "name" ->
          random.nextInt(200) == 0
              ? new Value.Text(LONG)
              : new Value.Text("t" + random.nextInt(1_000_000));
      default -> new Value.Text("t" + random.nextInt(1_000_000));
    };
  }

  private void random(
      MemoryWriter writer,
      List<Acknowledged.Edit> edits,
      String table,
      List<Value> key,
      boolean deletes,
      List<String> columns) {
    Value[] keyCells = key.toArray(Value[]::new);
    ValueRow before = writer.row(table, keyCells);
    Map<String, Value> cells = new LinkedHashMap<>();
    try {
      if (before != null && deletes && random.nextInt(3) == 0) {
        writer.delete(table, keyCells);
        edits.add(acknowledged.delete(table, key));
        return;
      }
      if (before == null || random.nextInt(5) == 0) {
        List<Value> row = new ArrayList<>(key);
        for (String column : columns) {
          cells.put(column, value(column));
          row.add(cells.get(column));
        }
        if (before == null && random.nextBoolean()) {
          writer.insert(table, row.toArray(Value[]::new));
        } else {
          writer.replace(table, row.toArray(Value[]::new));
        }
        edits.add(acknowledged.write(table, key, cells, before == null));
        return;
      }
      for (String column : columns) {
        if (random.nextInt(columns.size()) == 0) {
          cells.put(column, value(column));
        }
      }
      writer.update(table, key, cells);
      int offset = key.size();
      cells
          .entrySet()
          .removeIf(
              cell ->
                  cell.getValue().equals(before.value(offset + columns.indexOf(cell.getKey()))));
      edits.add(acknowledged.write(table, key, cells, false));
    } catch (RefusedException refused) {
      // its own constraints: the statement did nothing
    }
  }

  private void parent(MemoryWriter writer, List<Acknowledged.Edit> edits) {
    Value id = key();
    Map<String, Value> cells = new LinkedHashMap<>();
    Value up = key();
    cells.put("up", writer.row("parent", up) == null ? Value.NULL : up);
    cells.put("title", value("title"));
    boolean created = writer.row("parent", id) == null;
    if (created) {
      writer.insert("parent", id, cells.get("up"), cells.get("title"));
    } else {
      cells.remove("title");
      ValueRow row = writer.row("parent", id);
      if (row != null && row.value(1).equals(cells.get("up"))) {
        return;
      }
      writer.update("parent", List.of(id), cells);
    }
    edits.add(acknowledged.write("parent", List.of(id), cells, created));
  }

  private void child(
      MemoryApplication application, MemoryWriter writer, List<Acknowledged.Edit> edits) {
    Value parent = key();
    if (writer.row("parent", parent) == null) {
      writer.insert("parent", parent, Value.NULL, new Value.Text("new"));
    }
    Value id = key();
    boolean created = writer.row("child", id) == null;
    if (!created && random.nextInt(3) == 0) {
      writer.delete("child", id);
      edits.add(acknowledged.delete("child", List.of(id)));
      return;
    }
    Map<String, Value> cells = new LinkedHashMap<>();
    cells.put("parent_id", parent);
    cells.put("note", value("note"));
    writer.replace("child", id, parent, cells.get("note"));
    edits.add(acknowledged.write("child", List.of(id), cells, created));
  }

  /** Three rows that are always equal, or all absent; only this node writes them. */
  private void triples(MemoryWriter writer) {
    Value id = number(owner);
    ValueRow before = writer.row("triple1", id);
    boolean delete = before != null && random.nextInt(6) == 0;
    Value next = number(before == null ? random.nextInt(1_000) : before.int64(1) + 1);
    for (int table = 1; table <= 3; table++) {
      if (delete) {
        writer.delete("triple" + table, id);
      } else if (before == null) {
        writer.insert("triple" + table, id, next);
      } else {
        writer.update("triple" + table, List.of(id), Map.of("n", next));
      }
    }
  }

  /** Unique values that move between rows; only this node writes these. */
  private void slots(MemoryWriter writer) {
    int count = 3;
    List<Value> codes = new ArrayList<>();
    for (int slot = 0; slot < count; slot++) {
      codes.add(new Value.Text("code-" + owner + "-" + slot));
    }
    java.util.Collections.shuffle(codes, random);
    int kept = random.nextInt(count + 1);
    for (int slot = 0; slot < count; slot++) {
      writer.delete("slot", number(owner * 10L + slot));
    }
    for (int slot = 0; slot < kept; slot++) {
      writer.insert("slot", number(owner * 10L + slot), codes.get(slot));
    }
  }

  /** {@return the owners whose three rows are not alike: half of a cut is seen} */
  static Set<Integer> halfSeen(MemoryApplication application) {
    Set<Integer> half = new TreeSet<>();
    for (int owner = 0; owner < 8; owner++) {
      ValueRow one = application.row("triple1", number(owner));
      for (int table = 2; table <= 3; table++) {
        ValueRow other = application.row("triple" + table, number(owner));
        if (one == null ? other != null : !one.equals(other)) {
          half.add(owner);
        }
      }
    }
    return half;
  }
}
