package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;

/**
 * What was decided about an alive record.
 *
 * @param reason why it is parked; null = it is visible
 */
public record Verdict<I>(@Nullable Reason<I> reason) {
  public boolean visible() {
    return reason == null;
  }
}
