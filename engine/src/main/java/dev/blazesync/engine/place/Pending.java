package dev.blazesync.engine.place;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.ValueRow;
import java.util.Set;

/** One record on its way into its table. */
final class Pending {
  final Change change;

  /** What the table is to show; null = nothing. */
  final @Nullable ValueRow row;

  /** Why the database would not take it, the last time it was tried. */
  @Nullable Refusal refusal;

  boolean done;

  /** Whether the record is alive and not to be in its table. */
  boolean parked;

  /** Columns that show NULL in place of what they hold. */
  Set<String> hidden = Set.of();

  Pending(Change change, @Nullable ValueRow row) {
    this.change = change;
    this.row = row;
  }

  boolean wasRefusedFor(Refusal.Kind kind) {
    Refusal why = refusal;
    return !done && why != null && why.kind() == kind;
  }
}
