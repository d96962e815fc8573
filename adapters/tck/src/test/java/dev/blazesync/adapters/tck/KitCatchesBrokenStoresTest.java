package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kit is worth something only if it notices what is wrong. Each fault is noticed by exactly the
 * rules it names: by one that says what is wrong, and by no rule that has nothing to do with it.
 */
class KitCatchesBrokenStoresTest {
  static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>(ReadingFaults.all());
    faults.addAll(WritingFaults.all());
    faults.addAll(CaptureFaults.all());
    faults.addAll(AskedFaults.all());
    faults.addAll(SeeingFaults.all());
    faults.addAll(ClaimFaults.all());
    return faults;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void noticesAStoreThat(Fault fault) {
    FaultyStore.fault = fault;
    KitRun run = KitRun.of(FaultyStore.class);
    assertThat(run.failures.keySet())
        .as("rules that notice a store that %s: %s", fault, run.failures)
        .isEqualTo(fault.rules());
  }

  @Test
  void everyRuleNoticesSomething() {
    Set<Integer> noticing = new TreeSet<>();
    faults().forEach(fault -> noticing.addAll(fault.rules()));
    assertThat(noticing).hasSize(107);
  }

  @Test
  void findsNothingWrongWithAStoreThatOnlyPassesOn() {
    FaultyStore.fault = Fault.store("passes on", ForwardingStore::new, "1");
    KitRun run = KitRun.of(FaultyStore.class);
    assertThat(run.failures).isEmpty();
    assertThat(run.finished).isGreaterThan(70);
  }
}
