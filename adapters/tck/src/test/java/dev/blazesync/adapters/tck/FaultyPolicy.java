package dev.blazesync.adapters.tck;

import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import java.util.Objects;

/** The kit as a policy's author runs it. Run by a launcher only. */
class FaultyPolicy extends ConflictPolicyContract {
  /** The policy of the run that is going on; runs do not overlap. */
  static @Nullable ConflictPolicy policy;

  @Override
  protected ConflictPolicy policy() {
    return Objects.requireNonNull(policy);
  }
}
