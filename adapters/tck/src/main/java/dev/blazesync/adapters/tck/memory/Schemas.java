package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Makes and changes tables. */
final class Schemas {
  private Schemas() {}

  /** Makes the tables that are missing, all or none. */
  static void createMissing(MemoryDatabase database, List<TableSchema> wanted) {
    database.change(
        state -> {
          Map<String, TableState> tables = new TreeMap<>(state.tables());
          for (TableSchema schema : wanted) {
            DatabaseState.checkSupported(schema);
            tables.putIfAbsent(schema.name(), TableState.empty(schema));
          }
          checkReferences(tables);
          return state.withTables(tables, state.captures(), state.token());
        });
  }

  /** Changes the application's schema: the token moves. */
  static void alter(MemoryDatabase database, UnaryOperator<DatabaseState> change) {
    database.change(
        state -> {
          DatabaseState changed = change.apply(state);
          checkReferences(changed.tables());
          return changed.withTables(changed.tables(), changed.captures(), state.token() + 1);
        });
    database.wake();
  }

  static DatabaseState create(DatabaseState state, TableSchema schema) {
    DatabaseState.checkSupported(schema);
    if (state.tables().containsKey(schema.name())) {
      throw new ConfigurationException("table " + schema.name() + " exists already");
    }
    return with(state, TableState.empty(schema));
  }

  static DatabaseState drop(DatabaseState state, String table) {
    state.table(table);
    Map<String, TableState> tables = new TreeMap<>(state.tables());
    tables.remove(table);
    return new DatabaseState(tables, state.captures(), state.referrers(), state.token());
  }

  /** Appends a column; it is in no mask that was taken before. */
  static DatabaseState addColumn(
      DatabaseState state, String name, ColumnSchema column, Value fill) {
    TableState table = state.table(name);
    List<ColumnSchema> columns = new ArrayList<>(table.schema().columns());
    columns.add(column);
    TableSchema changed = withColumns(table.schema(), columns, table.schema().keys());
    return with(
        state,
        rebuilt(
            table,
            changed,
            row -> {
              List<Value> cells = new ArrayList<>(row.values());
              cells.add(fill);
              return ValueRow.of(cells);
            }));
  }

  static DatabaseState addUnique(
      DatabaseState state, String name, KeySchema key, MemoryIndex index) {
    TableState table = state.table(name);
    if (key.isPlain() || key.kind() != KeySchema.Kind.UNIQUE || table.rows().size() != 0) {
      throw new ConfigurationException(
          "table " + name + " has rows already, or the key is a plain one");
    }
    return with(state, table.with(key, index));
  }

  /** Removes a column that no key needs; captured changes are then of all columns. */
  static DatabaseState dropColumn(DatabaseState state, String name, String columnName) {
    TableState table = state.table(name);
    int gone = table.schema().column(columnName);
    if (!table.computed().isEmpty()) {
      throw new ConfigurationException("table " + name + " has keys that look at whole rows");
    }
    if (gone < 0 || table.schema().keys().stream().anyMatch(key -> key.columns().contains(gone))) {
      throw new ConfigurationException(
          "column " + columnName + " of " + name + " is missing or part of a key");
    }
    List<ColumnSchema> columns = new ArrayList<>(table.schema().columns());
    columns.remove(gone);
    List<KeySchema> keys = table.schema().keys().stream().map(key -> without(key, gone)).toList();
    DatabaseState changed =
        with(
            state,
            rebuilt(
                table,
                withColumns(table.schema(), columns, keys),
                row -> {
                  List<Value> cells = new ArrayList<>(row.values());
                  cells.remove(gone);
                  return ValueRow.of(cells);
                }));
    TableCapture capture = state.captures().get(name);
    if (capture == null) {
      return changed;
    }
    return withCapture(changed, name, Capture.withoutColumn(capture, gone, columns.size()));
  }

  /** What CREATE, copy, DROP and RENAME do to triggers: they are gone. */
  static DatabaseState rebuild(DatabaseState state, String name) {
    state.table(name);
    TableCapture capture = state.captures().get(name);
    return capture == null ? state : withCapture(state, name, capture.losing());
  }

  static DatabaseState with(DatabaseState state, TableState table) {
    Map<String, TableState> tables = new TreeMap<>(state.tables());
    tables.put(table.schema().name(), table);
    return new DatabaseState(tables, state.captures(), state.referrers(), state.token());
  }

  private static DatabaseState withCapture(DatabaseState state, String name, TableCapture capture) {
    Map<String, TableCapture> captures = new TreeMap<>(state.captures());
    captures.put(name, capture);
    return new DatabaseState(state.tables(), captures, state.referrers(), state.token());
  }

  private static TableState rebuilt(
      TableState table, TableSchema schema, UnaryOperator<ValueRow> change) {
    TableState[] result = {TableState.empty(schema).computing(table.computed())};
    table
        .rows()
        .forEach(
            (place, row) -> {
              result[0] = result[0].plus(place, change.apply(row));
              return true;
            });
    return table.rebuiltAs(result[0]);
  }

  private static TableSchema withColumns(
      TableSchema schema, List<ColumnSchema> columns, List<KeySchema> keys) {
    KeySchema identity = schema.identity();
    KeySchema sameIdentity = identity == null ? null : keys.get(schema.keys().indexOf(identity));
    return new TableSchema(schema.name(), columns, keys, sameIdentity, schema.originalDdl());
  }

  private static KeySchema without(KeySchema key, int gone) {
    List<Integer> columns =
        key.columns().stream().map(column -> column > gone ? column - 1 : column).toList();
    return new KeySchema(
        key.name(), key.kind(), columns, key.reference(), key.predicate(), key.terms());
  }

  private static void checkReferences(Map<String, TableState> tables) {
    for (TableState table : tables.values()) {
      for (KeySchema key : table.schema().keys()) {
        KeySchema.Reference reference = key.reference();
        TableState parent = reference == null ? null : tables.get(reference.table());
        if (reference != null && parent != null) {
          Draft.referredKey(parent, reference);
        }
      }
    }
  }
}
