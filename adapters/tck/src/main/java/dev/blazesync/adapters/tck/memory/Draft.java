package dev.blazesync.adapters.tck.memory;

import dev.blazesync.adapters.tck.memory.DatabaseState.Referrer;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The uncommitted work of one transaction over an immutable state. Checks every constraint row by
 * row; a refused row leaves no trace. Not thread-safe.
 */
final class Draft {
  /** Hears of every row that changed, cascades included. */
  interface ChangeListener {
    void changed(TableState table, @Nullable ValueRow before, @Nullable ValueRow after);
  }

  private record Deferred(Referrer referrer, ValueRow place) {}

  /** One row and what it cascades to: happens wholly or not at all. */
  private static final class Statement {
    final Map<String, TableState> before = new TreeMap<>();
    final List<Runnable> heard = new ArrayList<>();
  }

  private final DatabaseState base;
  private final ChangeListener listener;
  private final Map<String, TableState> tables;
  private final Map<String, TableCapture> captures;
  private final Set<Deferred> deferred = new LinkedHashSet<>();

  Draft(DatabaseState base, ChangeListener listener) {
    this.base = base;
    this.listener = listener;
    tables = new TreeMap<>(base.tables());
    captures = new TreeMap<>(base.captures());
  }

  TableState table(String name) {
    return DatabaseState.existing(tables, name);
  }

  Map<String, TableState> tables() {
    return tables;
  }

  Map<String, TableCapture> captures() {
    return captures;
  }

  void put(TableState table) {
    tables.put(table.schema().name(), table);
  }

  /** {@return the finished state; this draft must not be used afterwards} */
  DatabaseState finish() {
    return new DatabaseState(tables, captures, base.referrers(), base.token());
  }

  /** {@return the first deferred foreign key that does not hold, or null} */
  @Nullable
  Refusal brokenAtCommit() {
    for (Deferred check : deferred) {
      TableState table = table(check.referrer.table());
      ValueRow row = table.rows().get(check.place);
      if (row != null && !hasParent(check.referrer.key(), row)) {
        return refusal(Refusal.Kind.FOREIGN_KEY, check.referrer.key(), table);
      }
    }
    return null;
  }

  /**
   * Puts {@code after} in the place of {@code before}.
   *
   * @param before a row of the table, or null to insert
   * @param after null to delete
   * @return why not; null = done
   */
  @Nullable
  Refusal replace(String tableName, @Nullable ValueRow before, @Nullable ValueRow after) {
    Statement statement = new Statement();
    Refusal refusal = change(tableName, before, after, statement);
    if (refusal == null) {
      statement.heard.forEach(Runnable::run);
    } else {
      // deferred checks may stay: they look at what is there at commit
      tables.putAll(statement.before);
    }
    return refusal;
  }

  private @Nullable Refusal change(
      String tableName, @Nullable ValueRow before, @Nullable ValueRow after, Statement statement) {
    TableState table = table(tableName);
    Refusal refusal = after == null ? null : checkRow(table, before, after);
    if (refusal != null) {
      return refusal;
    }
    TableState changed = table;
    if (before != null) {
      changed = changed.minus(placeIn(table, before), before);
    }
    if (after != null) {
      changed = changed.plus(changed.placeOf(after), after);
    }
    statement.before.putIfAbsent(tableName, table);
    put(changed);
    statement.heard.add(() -> listener.changed(table, before, after));
    if (after != null) {
      refusal = checkParents(changed, after);
    }
    return refusal == null && before != null
        ? releaseChildren(changed, before, after, statement)
        : refusal;
  }

  private static ValueRow placeIn(TableState table, ValueRow row) {
    if (table.schema().identity() == null) {
      throw new IllegalArgumentException(
          "rows of " + table.schema().name() + " have no identity, so only inserts are possible");
    }
    return table.placeOf(row);
  }

  private @Nullable Refusal checkRow(TableState table, @Nullable ValueRow before, ValueRow after) {
    for (int column = 0; column < after.size(); column++) {
      var declared = table.schema().columns().get(column);
      boolean isNull = after.value(column).equals(Value.NULL);
      if (isNull && !declared.nullable()) {
        return new Refusal(
            Refusal.Kind.NOT_NULL,
            null,
            "column " + declared.name() + " of " + table.schema().name() + " may not be NULL");
      }
      if (!isNull && after.kind(column) != declared.kind()) {
        return new Refusal(
            Refusal.Kind.TYPE,
            null,
            "column "
                + declared.name()
                + " of "
                + table.schema().name()
                + " takes "
                + declared.kind()
                + ", not "
                + after.kind(column));
      }
    }
    for (TableState.Check check : table.checks()) {
      if (!check.condition().test(after)) {
        return new Refusal(
            Refusal.Kind.CHECK,
            check.name(),
            "a row of " + table.schema().name() + " does not meet " + check.name());
      }
    }
    return checkUnique(table, before, after);
  }

  private @Nullable Refusal checkUnique(
      TableState table, @Nullable ValueRow before, ValueRow after) {
    KeySchema identity = table.schema().identity();
    for (KeySchema key : table.schema().keys()) {
      if (key.kind() == KeySchema.Kind.FOREIGN) {
        continue;
      }
      ValueRow cells = table.claim(key, after);
      if (cells == null) {
        if (key.isPrimary() || key.equals(identity)) {
          return refusal(Refusal.Kind.NOT_NULL, key, table);
        }
        continue;
      }
      for (ValueRow holder : table.holders(key, cells)) {
        if (before == null || identity == null || !holder.equals(table.placeOf(before))) {
          return refusal(Refusal.Kind.UNIQUE, key, table);
        }
      }
    }
    return null;
  }

  private @Nullable Refusal checkParents(TableState table, ValueRow row) {
    for (KeySchema key : table.schema().keys()) {
      KeySchema.@Nullable Reference reference = key.reference();
      if (reference == null || hasParent(key, row)) {
        continue;
      }
      if (!reference.deferred()) {
        return refusal(Refusal.Kind.FOREIGN_KEY, key, table);
      }
      deferred.add(new Deferred(new Referrer(table.schema().name(), key), table.placeOf(row)));
    }
    return null;
  }

  private boolean hasParent(KeySchema key, ValueRow row) {
    ValueRow cells = TableState.cells(key, row);
    KeySchema.@Nullable Reference reference = key.reference();
    if (cells == null || reference == null) {
      return true;
    }
    TableState parent = tables.get(reference.table());
    return parent != null && !parent.find(referredKey(parent, reference), cells).isEmpty();
  }

  static KeySchema referredKey(TableState parent, KeySchema.Reference reference) {
    List<Integer> columns = reference.columns().stream().map(parent.schema()::column).toList();
    return parent.schema().keys().stream()
        .filter(
            key ->
                key.kind() != KeySchema.Kind.FOREIGN
                    && key.isPlain()
                    && key.columns().equals(columns))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "a foreign key points at "
                        + parent.schema().name()
                        + reference.columns()
                        + ", which is no unique key"));
  }

  /** Does what the database does to the rows that referred to {@code before}. */
  private @Nullable Refusal releaseChildren(
      TableState table, ValueRow before, @Nullable ValueRow after, Statement statement) {
    for (Referrer referrer : base.referrers().getOrDefault(table.schema().name(), List.of())) {
      KeySchema.@Nullable Reference reference = referrer.key().reference();
      if (reference == null) {
        continue;
      }
      KeySchema referred = referredKey(table, reference);
      ValueRow cells = TableState.cells(referred, before);
      if (cells == null || (after != null && cells.equals(TableState.cells(referred, after)))) {
        continue;
      }
      TableState children = table(referrer.table());
      for (ValueRow place : children.find(referrer.key(), cells)) {
        Refusal refusal = releaseChild(referrer, reference, place, after == null, statement);
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  private @Nullable Refusal releaseChild(
      Referrer referrer,
      KeySchema.Reference reference,
      ValueRow place,
      boolean deleted,
      Statement statement) {
    TableState children = table(referrer.table());
    ValueRow child = children.rows().get(place);
    if (child == null) {
      return null; // an earlier cascade took it
    }
    if (deleted && reference.onDelete() == KeySchema.OnDelete.CASCADE) {
      return change(referrer.table(), child, null, statement);
    }
    if (deleted && reference.onDelete() == KeySchema.OnDelete.SET_NULL) {
      List<Value> cells = new ArrayList<>(child.values());
      referrer.key().columns().forEach(column -> cells.set(column, Value.NULL));
      return change(referrer.table(), child, ValueRow.of(cells), statement);
    }
    if (reference.deferred()) {
      deferred.add(new Deferred(referrer, place));
      return null;
    }
    return refusal(Refusal.Kind.FOREIGN_KEY, referrer.key(), children);
  }

  private static Refusal refusal(Refusal.Kind kind, KeySchema key, TableState table) {
    String columns =
        String.join(
            ", ", key.columns().stream().map(c -> table.schema().columns().get(c).name()).toList());
    return new Refusal(
        kind, key.name(), kind + " on " + table.schema().name() + " (" + columns + ")");
  }
}
