package dev.blazesync.engine.place;

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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Tables with constraints of every kind, and an application that writes few values to few rows, so
 * that what two nodes write mostly does not fit together. Statements that the database refuses just
 * do not happen.
 */
final class ClashingApplication {
  private static final int KEYS = 4;
  private static final int VALUES = 3;

  /** Unique among the active ones. */
  private static final KeySchema LABEL =
      new KeySchema(
          "task_label", KeySchema.Kind.UNIQUE, List.of(2, 3), null, "active = 1", List.of("label"));

  private static final List<TableSchema> TABLES =
      List.of(
          table(
              "person",
              List.of("mail?", "badge", "first", "last?", "low", "high", "boss?"),
              KeySchema.unique(1),
              KeySchema.unique(2),
              KeySchema.unique(3, 4),
              foreign(7, "person", "id", OnDelete.SET_NULL, false)),
          table(
              "dept",
              List.of("slot", "lead?"),
              KeySchema.unique(1),
              foreign(2, "office", "id", OnDelete.RESTRICT, false)),
          table(
              "office",
              List.of("phone?", "dept?"),
              KeySchema.unique(1),
              foreign(2, "dept", "id", OnDelete.CASCADE, false)),
          table(
              "task",
              List.of("mail?", "label", "active", "person"),
              foreign(1, "person", "mail", OnDelete.RESTRICT, false),
              foreign(4, "person", "id", OnDelete.RESTRICT, false)),
          table(
              "memo",
              List.of("person?", "tag?", "task?"),
              KeySchema.unique(2),
              foreign(1, "person", "id", OnDelete.SET_NULL, false),
              foreign(3, "task", "id", OnDelete.CASCADE, false)),
          table(
              "node",
              List.of("up?", "code?"),
              KeySchema.unique(2),
              foreign(1, "node", "id", OnDelete.CASCADE, false)),
          table(
              "leaf",
              List.of("code?", "badge?"),
              foreign(1, "node", "code", OnDelete.SET_NULL, false),
              foreign(2, "person", "badge", OnDelete.RESTRICT, true)));

  /** Keys whose values may give way without their rows. */
  private static final List<String> YIELDING =
      List.of("unique.memo.tag", "unique.office.phone", "unique.person.first,last");

  private static final List<String> POLICIES =
      List.of(
          "last-writer-wins-row",
          "server-wins",
          "server-wins:row",
          "first-writer-wins",
          "max",
          "min");

  private final Random random;

  ClashingApplication(Random random) {
    this.random = random;
  }

  private static TableSchema table(String name, List<String> columns, KeySchema... keys) {
    List<ColumnSchema> all = new ArrayList<>();
    all.add(ColumnSchema.of("id", ValueKind.INT64, false));
    for (String column : columns) {
      boolean nullable = column.endsWith("?");
      all.add(ColumnSchema.of(column.replace("?", ""), ValueKind.INT64, nullable));
    }
    List<KeySchema> allKeys = new ArrayList<>(List.of(KeySchema.primary(0)));
    allKeys.addAll(List.of(keys));
    return TableSchema.of(name, all, allKeys.toArray(KeySchema[]::new));
  }

  private static KeySchema foreign(
      int column, String table, String referred, OnDelete onDelete, boolean deferred) {
    return new KeySchema(
        null,
        KeySchema.Kind.FOREIGN,
        List.of(column),
        new Reference(table, List.of(referred), onDelete, deferred),
        null);
  }

  /** Makes the tables. */
  static void create(MemoryApplication application) {
    TABLES.forEach(application::createTable);
    application.addCheck("person", "low_is_not_high", ClashingApplication::fits);
    application.addUnique(
        "task",
        LABEL,
        row ->
            row.value(3).equals(new Value.Int64(1)) && !row.value(2).equals(Value.NULL)
                ? ValueRow.of(row.value(2))
                : null);
  }

  /** {@return rules of a group: in every second one some values give way without their rows} */
  static Map<String, String> rules(Random random) {
    Map<String, String> rules = new TreeMap<>();
    if (random.nextBoolean()) {
      YIELDING.forEach(name -> rules.put(name, random.nextBoolean() ? "park-value" : "park-row"));
    }
    return rules;
  }

  /** {@return policies of a group: in every second one some others than by default} */
  static Map<String, String> policies(Random random) {
    Map<String, String> rules = new TreeMap<>();
    if (random.nextBoolean()) {
      for (TableSchema table : TABLES) {
        if (random.nextInt(3) == 0) {
          rules.put("policy." + table.name(), POLICIES.get(random.nextInt(POLICIES.size())));
        }
        if (random.nextInt(3) == 0) {
          rules.put("deletes." + table.name(), "update-wins");
        }
      }
    }
    return rules;
  }

  /** {@return whether a row of person meets its check} */
  static boolean fits(ValueRow row) {
    return !row.value(5).equals(row.value(6));
  }

  /** One transaction of some statements. */
  void edit(MemoryApplication application) {
    try {
      application.transaction(
          writer -> {
            for (int count = 1 + random.nextInt(5); count > 0; count--) {
              statement(writer);
            }
          });
    } catch (RefusedException e) {
      // a deferred key does not hold: nothing happened
    }
  }

  private void statement(MemoryWriter writer) {
    TableSchema table = TABLES.get(random.nextInt(TABLES.size()));
    Value key = new Value.Int64(random.nextInt(KEYS));
    try {
      ValueRow before = writer.row(table.name(), key);
      if (before == null) {
        Value[] row = row(table, key);
        if (random.nextInt(4) == 0) {
          writer.replace(table.name(), row);
        } else {
          writer.insert(table.name(), row);
        }
        return;
      }
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> writer.delete(table.name(), key);
        case 3 -> writer.replace(table.name(), row(table, key));
        case 4 -> swap(writer, table, key, before);
        default -> {
          int column = 1 + random.nextInt(table.columns().size() - 1);
          writer.update(
              table.name(), List.of(key), Map.of(name(table, column), value(table, column)));
        }
      }
    } catch (RefusedException e) {
      // its own database would not have it
    }
  }

  /** Two rows trade one value, which may be unique, by way of a third. */
  private void swap(MemoryWriter writer, TableSchema table, Value key, ValueRow before) {
    Value other = new Value.Int64(random.nextInt(KEYS));
    ValueRow second = writer.row(table.name(), other);
    if (second == null || other.equals(key)) {
      return;
    }
    int column = 1 + random.nextInt(table.columns().size() - 1);
    String name = name(table, column);
    writer.update(table.name(), List.of(key), Map.of(name, new Value.Int64(1000)));
    try {
      writer.update(table.name(), List.of(other), Map.of(name, before.value(column)));
    } finally {
      writer.update(
          table.name(),
          List.of(key),
          Map.of(
              name,
              second.equals(writer.row(table.name(), other))
                  ? before.value(column)
                  : second.value(column)));
    }
  }

  private static String name(TableSchema table, int column) {
    return table.columns().get(column).name();
  }

  private Value[] row(TableSchema table, Value key) {
    Value[] row = new Value[table.columns().size()];
    row[0] = key;
    for (int column = 1; column < row.length; column++) {
      row[column] = value(table, column);
    }
    return row;
  }

  private Value value(TableSchema table, int column) {
    ColumnSchema schema = table.columns().get(column);
    if (schema.nullable() && random.nextInt(3) == 0) {
      return Value.NULL;
    }
    return new Value.Int64(random.nextInt(schema.name().equals("active") ? 2 : VALUES + 1));
  }
}
