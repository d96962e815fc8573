package dev.blazesync.engine.visible;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.visible.Strata.ForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A table whose records refer to each other, one after the other, 100,000 deep. */
class LongChainTest {
  private static final int LENGTH = 100_000;

  private final MemoryRecords records =
      new MemoryRecords(Strata.of(1, List.of(new ForeignKey(0, 0)), Set.of(0)));

  private static Id id(int key) {
    return new Id(0, key);
  }

  private static Node<Id> link(int key, int parent) {
    Sample link = Sample.of(id(key), 1).claim(0, "value " + key);
    return (parent < 0 ? link : link.refersTo(0, id(parent))).node();
  }

  @Test
  void comesGoesAndIsClosedToARing() {
    List<Node<Id>> chain = new ArrayList<>();
    for (int key = 0; key < LENGTH; key++) {
      chain.add(link(key, key - 1));
    }
    assertThat(records.change(chain).appeared()).hasSize(LENGTH);
    assertThat(records.kill(id(0)).vanished()).hasSize(LENGTH);
    assertThat(records.change(List.of(link(0, -1))).appeared()).hasSize(LENGTH);

    records.change(List.of(Sample.of(id(LENGTH), 5).claim(0, "value " + LENGTH / 2).node()));
    assertThat(records.visible()).hasSize(LENGTH);
    Evaluation<Id> later = records.change(List.of(Sample.of(id(0), 9).node()));
    assertThat(later.appeared()).as("all of the chain rank 9 now").containsExactly(id(LENGTH));
    assertThat(records.visible()).hasSize(LENGTH / 2 + 1);

    records.change(List.of(link(0, LENGTH - 1)));
    assertThat(records.visible()).as("a ring with rank 1").hasSize(LENGTH);
    assertThat(records.verdicts.get(id(LENGTH)).visible()).isFalse();
    assertThat(records.kill(id(7)).appeared()).containsExactly(id(LENGTH));
    assertThat(records.visible()).containsExactly(id(LENGTH));
  }
}
