package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One thing that a store does wrong, and the numbers of the rules that notice it: these and no
 * others.
 *
 * @param rules as sorted numbers
 */
record Fault(
    String name,
    Function<MemoryStore, RecordStore> breaking,
    BiFunction<MemoryDatabaseUnderTest, ApplicationTransaction, ApplicationTransaction> seeing,
    Set<Integer> rules) {
  static Fault store(String name, Function<MemoryStore, RecordStore> breaking, String rules) {
    return new Fault(name, breaking, (database, transaction) -> transaction, numbers(rules));
  }

  /** Wrong in what it takes the application to have done. */
  static Fault seeing(
      String name,
      BiFunction<MemoryDatabaseUnderTest, ApplicationTransaction, ApplicationTransaction> seeing,
      String rules) {
    return new Fault(name, memory -> memory, seeing, numbers(rules));
  }

  /** Wrong in what it makes of what it saw the application do. */
  static Fault both(
      String name,
      Function<MemoryStore, RecordStore> breaking,
      BiFunction<MemoryDatabaseUnderTest, ApplicationTransaction, ApplicationTransaction> seeing,
      String rules) {
    return new Fault(name, breaking, seeing, numbers(rules));
  }

  /** Wrong in transactions only. */
  static Fault transaction(
      String name, Function<StoreTransaction, StoreTransaction> breaking, String rules) {
    return store(name, memory -> new ForwardingStore(memory, breaking, view -> view), rules);
  }

  /** Wrong in reading, by snapshots and by transactions. */
  static Fault reading(
      String name, Function<StoreView, ForwardingTransaction> breaking, String rules) {
    return store(
        name, memory -> new ForwardingStore(memory, breaking::apply, breaking::apply), rules);
  }

  private static Set<Integer> numbers(String rules) {
    Set<Integer> numbers = new TreeSet<>();
    for (String number : rules.split(" ")) {
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  @Override
  public String toString() {
    return name;
  }
}
