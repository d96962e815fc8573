package dev.blazesync.spi;

/**
 * What a relay says of a push.
 *
 * @param accepted how many of the pushed are durable there now, from the first
 * @param refusal why the next was not; null = all were accepted
 */
public record PushResult(int accepted, @Nullable Refused refusal) {
  /** Why a batch was not taken. */
  public enum Reason {
    /** Batches before it are missing. */
    GAP,
    /** Another batch with this origin, lineage and sequence is there, or the chain does not fit. */
    FORK,
    NOT_MEMBER,
    BAD_SIGNATURE,
    QUOTA,
    /** Not now: disk full, too many requests. */
    RETRY_LATER
  }

  /**
   * @param expected what the relay holds of that origin's log
   */
  public record Refused(Reason reason, Position expected) {}
}
