package dev.blazesync.spi;

/**
 * One version of a register: what one column of one record holds.
 *
 * @param value what the column shows
 * @param state the policy's own, opaque to the engine, canonical, at most {@value #MAX_STATE_BYTES}
 *     bytes; {@link #NO_STATE} for most. A version without one is valid for every policy: a plain
 *     value, written at its stamp (a row that was there before sync, a value written before the
 *     policy was chosen)
 * @param stamp the greatest of what went into this version
 */
public record Version(Value value, Value.Bytes state, Stamp stamp) {
  /** Greatest size of a state. */
  public static final int MAX_STATE_BYTES = 64 << 10;

  /** No state. */
  public static final Value.Bytes NO_STATE = new Value.Bytes(new byte[0]);

  /** {@return a plain value} */
  public static Version of(Value value, Stamp stamp) {
    return new Version(value, NO_STATE, stamp);
  }

  public boolean hasState() {
    return state.length() > 0;
  }
}
