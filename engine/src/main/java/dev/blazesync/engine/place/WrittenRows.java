package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Reason;
import dev.blazesync.engine.visible.Reference;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.Nullable;
import java.util.HashSet;
import java.util.Set;

/**
 * Rows that were written since the last decision without one: mostly the application's own. What
 * they held before is not known, so a parked record is looked at again if its verdict leans on one
 * of them.
 */
final class WrittenRows {
  /** With more of them only their tables are looked at. */
  private static final int MOST = 20_000;

  private final Set<RecordName> records = new HashSet<>();
  private final Set<String> tables = new HashSet<>();
  private boolean many;

  void add(RecordName name) {
    tables.add(name.table());
    many |= records.size() >= MOST;
    if (!many) {
      records.add(name);
    }
  }

  void clear() {
    records.clear();
    tables.clear();
    many = false;
  }

  /**
   * {@return whether the verdict on a parked record, or its reason, may be another one now}
   *
   * @param last the latest verdict; null = not known
   */
  boolean concern(
      Constraints constraints, Node<RecordName> parked, @Nullable Verdict<RecordName> last) {
    if (many) {
      return tables.stream().anyMatch(table -> constraints.concerns(table, parked.id().table()));
    }
    return last == null
        || leansOn(constraints, parked, last.reason())
        || parked.references().stream().anyMatch(reference -> leansOn(constraints, reference));
  }

  private boolean leansOn(
      Constraints constraints, Node<RecordName> parked, @Nullable Reason<RecordName> reason) {
    if (reason instanceof Reason.NoParent) {
      // a record that does not fit may fit once its value is free
      return Yielding.isValue(parked.id())
          && tables.stream().anyMatch(table -> constraints.concerns(table, parked.id().table()));
    }
    if (reason instanceof Reason.Taken<RecordName> taken && parked.claims().size() == 1) {
      // whose turn it is to claim may depend on records that refer to each other
      return records.contains(Yielding.record(taken.holder()))
          || (constraints.linked(taken.claim().table())
              && tables.stream()
                  .anyMatch(table -> constraints.concerns(table, taken.holder().table())));
    }
    // a row that took another of its values would be a reason before this one
    return !parked.claims().isEmpty()
        && tables.stream().anyMatch(table -> constraints.concerns(table, parked.id().table()));
  }

  private boolean leansOn(Constraints constraints, Reference<RecordName> reference) {
    return reference instanceof Reference.ToRecord<RecordName> toRecord
        ? records.contains(toRecord.id())
        : tables.contains(constraints.table(reference.table()).table().name());
  }
}
