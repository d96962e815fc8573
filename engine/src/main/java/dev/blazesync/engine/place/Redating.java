package dev.blazesync.engine.place;

import dev.blazesync.engine.merge.Author;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A row that the user just wrote must not vanish because a parked record claims one of its values:
 * such claims are dated again, behind the row (decision D7, 6).
 */
public final class Redating {
  private final Supplier<HybridTimestamp> clock;
  private final Author author;
  private final List<Operation> operations = new ArrayList<>();

  /**
   * @param clock gives times behind all that were given
   * @param author this node
   */
  public Redating(Supplier<HybridTimestamp> clock, Author author) {
    this.clock = clock;
    this.author = author;
  }

  /** {@return what was dated again: to be sent like any edit} */
  public List<Operation> operations() {
    return operations;
  }

  Author author() {
    return author;
  }

  HybridTimestamp next() {
    return clock.get();
  }

  void add(Operation operation) {
    operations.add(operation);
  }
}
