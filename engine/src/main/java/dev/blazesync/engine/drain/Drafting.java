package dev.blazesync.engine.drain;

import dev.blazesync.engine.books.RecordBook;
import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What one record's captured changes mean (decision D3). Present before and after is an update,
 * whatever the application used; absent now is a delete, unless the record surely was never known
 * to anyone. Pure.
 */
final class Drafting {
  private Drafting() {}

  /**
   * @param before the record's state, without the captured changes
   * @param unseen names of columns the engine sees for the first time
   * @param whole whether earlier changes of it did not travel, so that all of it has to
   */
  static List<Draft> of(Captured captured, Loaded before, Set<String> unseen, boolean whole) {
    boolean existed = before.touched() ? before.state().alive() : !captured.created();
    if (captured.current() == null) {
      return existed
          ? List.of(
              new Draft(captured, Operation.Kind.DELETE, List.of(), captured.newestMillis(), false))
          : List.of();
    }
    List<Integer> values = RecordBook.valueColumns(captured.table().schema());
    List<CapturedChange> changes = new ArrayList<>(captured.changes());
    changes.sort(Comparator.comparingLong(CapturedChange::wallMillis));
    if (!existed) {
      return insert(captured, changes, values, unseen);
    }
    if (whole) {
      changes.add(
          new CapturedChange(
              captured.table().schema(), null, false, false, captured.newestMillis(), null, null));
    }
    List<Draft> drafts = new ArrayList<>();
    boolean full = changes.stream().anyMatch(change -> change.changed() == null);
    if (full && !before.touched()) {
      // the others may not have this row at all (its table was rebuilt, it was too large): it is
      // there since base time, which resurrects nothing and beats nothing
      long first = changes.get(0).wallMillis();
      drafts.add(new Draft(captured, Operation.Kind.INSERT, List.of(), first, true));
    }
    drafts.addAll(updates(captured, changes, values, unseen));
    return drafts;
  }

  private static List<Draft> insert(
      Captured captured, List<CapturedChange> changes, List<Integer> values, Set<String> unseen) {
    CapturedChange first =
        changes.stream()
            .filter(change -> change.changed() == null)
            .findFirst()
            .orElse(changes.get(0));
    List<Draft> drafts = new ArrayList<>();
    drafts.add(new Draft(captured, Operation.Kind.INSERT, values, first.wallMillis(), false));
    List<CapturedChange> later =
        changes.stream()
            .filter(change -> change.changed() != null)
            .filter(change -> change.wallMillis() > first.wallMillis())
            .toList();
    drafts.addAll(updates(captured, later, values, unseen));
    return drafts;
  }

  private static List<Draft> updates(
      Captured captured, List<CapturedChange> changes, List<Integer> values, Set<String> unseen) {
    TableSchema schema = captured.table().schema();
    List<Draft> drafts = new ArrayList<>();
    BitSet firstSeen = new BitSet();
    for (CapturedChange change : changes) {
      List<Integer> columns = new ArrayList<>();
      for (int column : values) {
        BitSet mask = change.changed();
        if (mask != null && !mask.get(column)) {
          continue;
        }
        if (unseen.contains(schema.columns().get(column).name())) {
          firstSeen.set(column);
        } else {
          columns.add(column);
        }
      }
      if (!columns.isEmpty()) {
        drafts.add(new Draft(captured, Operation.Kind.UPDATE, columns, change.wallMillis(), false));
      }
    }
    if (!firstSeen.isEmpty()) {
      List<Integer> columns = firstSeen.stream().boxed().toList();
      drafts.add(new Draft(captured, Operation.Kind.UPDATE, columns, 0, true));
    }
    return drafts;
  }
}
