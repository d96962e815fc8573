package dev.blazesync.engine.policy;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;

/**
 * The greatest value, or the smallest. NULL loses to everything. A write that does not go beyond
 * what its writer saw changes nothing: the engine writes the old value back. Values too long to
 * wait in a state ({@link Candidate#SHORT_BYTES}) beat all others, and among them the last writer
 * wins.
 */
final class Extreme extends FrontierPolicy {
  private final boolean smallest;

  Extreme(boolean smallest) {
    super((a, b) -> compare(a.value(), b.value(), smallest), false);
    this.smallest = smallest;
  }

  @Override
  Claim plainClaim(Stamp stamp) {
    return Claim.NONE;
  }

  @Override
  public Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
    if (before == null) {
      return Version.of(written, stamp);
    }
    int order = compare(written, before.value(), smallest);
    boolean stays = order < 0 || written.equals(before.value());
    return stays ? before : Version.of(written, stamp);
  }

  private static int compare(Value a, Value b, boolean smallest) {
    boolean longA = Candidate.isLong(a);
    boolean longB = Candidate.isLong(b);
    if (longA || longB) {
      return Boolean.compare(longA, longB);
    }
    boolean nullA = a instanceof Value.Null;
    boolean nullB = b instanceof Value.Null;
    if (nullA || nullB) {
      return Boolean.compare(nullB, nullA);
    }
    return smallest ? ValueOrder.compare(b, a) : ValueOrder.compare(a, b);
  }
}
