package dev.blazesync.engine.merge;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.util.Map;

/**
 * The merged state of one record: alive if and only if {@code born} is greater than {@code died},
 * and a register per column. Made by {@link Merge}, so that any order, grouping and repetition of
 * operations gives the same state.
 *
 * <p>Immutable.
 *
 * @param born greatest insert, or {@link Stamp#NEVER}
 * @param died greatest delete, or {@link Stamp#NEVER}
 * @param registers by column name
 */
public record RecordState(Stamp born, Stamp died, Registers registers) {
  /** A record nobody knows. */
  public static final RecordState UNKNOWN =
      new RecordState(Stamp.NEVER, Stamp.NEVER, Registers.NONE);

  public RecordState(Stamp born, Stamp died, Map<String, Version> registers) {
    this(born, died, Registers.of(registers));
  }

  public boolean alive() {
    return born.isAfter(died);
  }

  /** {@return the greatest time in this state} */
  public HybridTimestamp newest() {
    HybridTimestamp newest = HybridTimestamp.max(born.time(), died.time());
    for (int place = 0; place < registers.size(); place++) {
      newest = HybridTimestamp.max(newest, registers.at(place).stamp().time());
    }
    return newest;
  }
}
