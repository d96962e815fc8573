package dev.blazesync.engine.merge;

import dev.blazesync.spi.HybridTimestamp;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The merged state of one record: alive if and only if {@code born} is greater than {@code died},
 * and a register per column. Joined componentwise, so any order, grouping and repetition of
 * operations gives the same state. A column written at or before the death is forgotten: it can
 * never be seen again, since an insert that revives the record writes all columns later than that.
 *
 * <p>Immutable.
 *
 * @param born greatest insert, or {@link HybridTimestamp#NEVER}
 * @param died greatest delete, or {@link HybridTimestamp#NEVER}
 * @param registers by column name, sorted; each newer than {@code died}
 */
public record RecordState(
    HybridTimestamp born, HybridTimestamp died, Map<String, Register> registers) {
  /** A record nobody knows. */
  public static final RecordState UNKNOWN =
      new RecordState(HybridTimestamp.NEVER, HybridTimestamp.NEVER, Map.of());

  public RecordState {
    TreeMap<String, Register> kept = new TreeMap<>(registers);
    HybridTimestamp death = died;
    kept.values().removeIf(register -> !register.stamp().isAfter(death));
    registers = Collections.unmodifiableMap(kept);
  }

  public boolean alive() {
    return born.isAfter(died);
  }

  /** {@return the greatest timestamp in this state} */
  public HybridTimestamp newest() {
    HybridTimestamp newest = HybridTimestamp.max(born, died);
    for (Register register : registers.values()) {
      newest = HybridTimestamp.max(newest, register.stamp());
    }
    return newest;
  }
}
