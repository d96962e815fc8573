package dev.blazesync.engine.drain;

import dev.blazesync.engine.books.RecordBook.Loaded;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.Nullable;
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
      return existed ? deleted(captured, before, unseen) : List.of();
    }
    List<Integer> values = captured.table().valueColumns();
    List<CapturedChange> changes = new ArrayList<>(captured.changes());
    if (changes.size() > 1) {
      changes.sort(Comparator.comparingLong(CapturedChange::wallMillis));
    }
    if (!existed) {
      return insert(captured, before, changes, values, unseen);
    }
    if (whole) {
      changes.add(
          new CapturedChange(
              captured.table().schema(), null, false, false, captured.newestMillis(), null, null));
    }
    List<Draft> drafts = new ArrayList<>();
    if (!before.touched() && changes.stream().anyMatch(change -> change.changed() == null)) {
      // the others may not have this row at all (its table was rebuilt, it was too large): it is
      // there since base time, which resurrects nothing and beats nothing
      long first = changes.get(0).wallMillis();
      drafts.add(new Draft(captured, Operation.Kind.INSERT, List.of(), first, true));
    }
    drafts.addAll(updates(captured, before, changes, values, unseen));
    return drafts;
  }

  private static List<Draft> insert(
      Captured captured,
      Loaded before,
      List<CapturedChange> changes,
      List<Integer> values,
      Set<String> unseen) {
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
    drafts.addAll(updates(captured, before, later, values, unseen));
    return drafts;
  }

  /** Where updates win, those that were made before the delete are kept with the tombstone. */
  private static List<Draft> deleted(Captured captured, Loaded before, Set<String> unseen) {
    List<Draft> drafts = new ArrayList<>();
    if (captured.table().rules().updatesWin() && captured.removed() != null) {
      List<CapturedChange> changes =
          captured.changes().stream()
              .filter(change -> change.changed() == null || !change.changed().isEmpty())
              .toList();
      List<Integer> values = captured.table().valueColumns();
      drafts.addAll(updates(captured, before, changes, values, unseen));
    }
    drafts.add(
        new Draft(captured, Operation.Kind.DELETE, List.of(), captured.newestMillis(), false));
    return drafts;
  }

  /** Each column is written once, at the time of its latest change. */
  private static List<Draft> updates(
      Captured captured,
      Loaded before,
      List<CapturedChange> changes,
      List<Integer> values,
      Set<String> unseen) {
    TableSchema schema = captured.table().schema();
    List<CapturedChange> latestFirst = changes;
    if (changes.size() > 1) {
      latestFirst = new ArrayList<>(changes);
      latestFirst.sort(Comparator.comparingLong(CapturedChange::wallMillis).reversed());
    }
    BitSet writtenTogether = captured.table().togetherColumns();
    List<Draft> drafts = new ArrayList<>();
    BitSet written = new BitSet();
    BitSet firstSeen = new BitSet();
    for (CapturedChange change : latestFirst) {
      List<Integer> columns = new ArrayList<>();
      BitSet mask = together(writtenTogether, change.changed());
      for (int column : values) {
        String name = schema.columns().get(column).name();
        boolean hit = mask == null || mask.get(column);
        boolean together = writtenTogether.get(column);
        if (!hit
            || written.get(column)
            || (!together && captured.keepsHidden(before.hidden(), change, column))) {
          continue;
        }
        written.set(column);
        if (unseen.contains(name)) {
          firstSeen.set(column);
        } else {
          columns.add(column);
        }
      }
      if (!columns.isEmpty()) {
        drafts.add(
            0, new Draft(captured, Operation.Kind.UPDATE, columns, change.wallMillis(), false));
      }
    }
    if (!firstSeen.isEmpty()) {
      List<Integer> columns = firstSeen.stream().boxed().toList();
      drafts.add(new Draft(captured, Operation.Kind.UPDATE, columns, 0, true));
    }
    return drafts;
  }

  /** Columns that are written together are written by every update that writes one of them. */
  private static @Nullable BitSet together(BitSet writtenTogether, @Nullable BitSet mask) {
    if (mask == null || !mask.intersects(writtenTogether)) {
      return mask;
    }
    BitSet all = (BitSet) mask.clone();
    all.or(writtenTogether);
    return all;
  }
}
