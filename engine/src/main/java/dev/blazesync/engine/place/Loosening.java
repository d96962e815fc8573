package dev.blazesync.engine.place;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.KeySchema.Reference;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that refer to each other in a ring can't be written one by one: each lacks its parent. They
 * are written with their references NULL first, if all parents are there or among them.
 */
final class Loosening {
  /** A row that the database would not take for want of its parent. */
  record Orphan(TableSchema table, ValueRow row) {}

  private final References references;

  Loosening(References references) {
    this.references = references;
  }

  /**
   * {@return for each of {@code orphans} the row without the references that have no parent yet;
   * null where a parent is not even among {@code orphans}. Where NULL is not allowed it has to wait
   * for the others}
   */
  List<@Nullable ValueRow> loosened(StoreView view, List<Orphan> orphans) {
    List<@Nullable ValueRow> rows = new ArrayList<>();
    orphans.forEach(orphan -> rows.add(orphan.row()));
    boolean dropped = true;
    while (dropped) {
      dropped = false;
      for (int index = 0; index < orphans.size(); index++) {
        if (rows.get(index) != null) {
          rows.set(index, loosened(view, orphans.get(index), orphans, rows));
          dropped |= rows.get(index) == null;
        }
      }
    }
    return rows;
  }

  private @Nullable ValueRow loosened(
      StoreView view, Orphan orphan, List<Orphan> orphans, List<@Nullable ValueRow> alive) {
    List<Value> cells = new ArrayList<>(orphan.row().values());
    for (KeySchema key : orphan.table().keys()) {
      Reference reference = key.reference();
      List<Value> wanted = key.columns().stream().map(orphan.row()::value).toList();
      if (reference == null || wanted.contains(Value.NULL) || isThere(view, reference, wanted)) {
        continue;
      }
      if (!isAmong(reference, wanted, orphans, alive)) {
        return null;
      }
      int column = nullableColumn(orphan.table(), key);
      if (column >= 0) {
        cells.set(column, Value.NULL);
      }
    }
    return ValueRow.of(cells);
  }

  /** {@return {@code row} without the references it can do without} */
  static ValueRow withoutReferences(TableSchema table, ValueRow row) {
    List<Value> cells = new ArrayList<>(row.values());
    for (KeySchema key : table.keys()) {
      int column = key.reference() == null ? -1 : nullableColumn(table, key);
      if (column >= 0) {
        cells.set(column, Value.NULL);
      }
    }
    return ValueRow.of(cells);
  }

  /** {@return whether a foreign key of the row leads to the row itself} */
  static boolean refersToItself(TableSchema table, ValueRow row) {
    for (KeySchema key : table.keys()) {
      Reference reference = key.reference();
      if (reference != null && reference.table().equalsIgnoreCase(table.name())) {
        List<Value> wanted = key.columns().stream().map(row::value).toList();
        List<Value> own =
            reference.columns().stream().map(name -> row.value(table.column(name))).toList();
        if (!wanted.contains(Value.NULL) && wanted.equals(own)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int nullableColumn(TableSchema table, KeySchema key) {
    return key.columns().stream()
        .filter(column -> table.columns().get(column).nullable())
        .filter(column -> !table.identityKey().columns().contains(column))
        .findFirst()
        .orElse(-1);
  }

  private static boolean isAmong(
      Reference reference,
      List<Value> wanted,
      List<Orphan> orphans,
      List<@Nullable ValueRow> alive) {
    for (int index = 0; index < orphans.size(); index++) {
      Orphan orphan = orphans.get(index);
      TableSchema table = orphan.table();
      if (alive.get(index) != null
          && table.name().equalsIgnoreCase(reference.table())
          && wanted.equals(
              reference.columns().stream()
                  .map(name -> orphan.row().value(table.column(name)))
                  .toList())) {
        return true;
      }
    }
    return false;
  }

  private boolean isThere(StoreView view, Reference reference, List<Value> wanted) {
    TableSchema parent = references.table(reference.table());
    if (parent == null) {
      return false;
    }
    List<Integer> columns = reference.columns().stream().map(parent::column).toList();
    boolean[] found = new boolean[1];
    parent
        .keyOver(columns)
        .ifPresent(
            key ->
                view.read(
                    parent,
                    key,
                    Rows.of(ValueRow.of(wanted)),
                    row -> {
                      found[0] = true;
                      return false;
                    }));
    return found[0];
  }
}
