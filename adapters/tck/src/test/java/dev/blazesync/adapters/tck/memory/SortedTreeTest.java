package dev.blazesync.adapters.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedTreeTest {
  private static ValueRow key(int number) {
    return ValueRow.of(new Value.Int64(number / 10), new Value.Int64(number % 10));
  }

  @Test
  void behavesAsATreeMapInRandomHistories() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      SortedTree<Integer> tree = SortedTree.empty();
      TreeMap<ValueRow, Integer> model = new TreeMap<>(KeyOrder.KEYS);
      for (int step = 0; step < 2_000; step++) {
        ValueRow key = key(random.nextInt(300));
        if (random.nextInt(5) < 3) {
          tree = tree.with(key, step);
          model.put(key, step);
        } else {
          tree = tree.without(key);
          model.remove(key);
        }
        assertThat(tree.size()).isEqualTo(model.size());
        assertThat(tree.get(key)).isEqualTo(model.get(key));
      }
      List<ValueRow> keys = new ArrayList<>();
      tree.forEach((key, value) -> keys.add(key));
      assertThat(keys).containsExactlyElementsOf(model.keySet());
      List<ValueRow> tail = new ArrayList<>();
      tree.forEachAfter(key(150), (key, value) -> tail.add(key));
      assertThat(tail).containsExactlyElementsOf(model.tailMap(key(150), false).keySet());
    }
  }

  @Test
  void anOldStateStaysAsItWas() {
    SortedTree<Integer> before = SortedTree.empty();
    for (int number = 0; number < 100; number++) {
      before = before.with(key(number), number);
    }
    SortedTree<Integer> after = before;
    for (int number = 0; number < 100; number += 2) {
      after = after.without(key(number));
    }
    assertThat(before.size()).isEqualTo(100);
    assertThat(before.get(key(4))).isEqualTo(4);
    assertThat(after.size()).isEqualTo(50);
    assertThat(after.get(key(4))).isNull();
  }

  @Test
  void findsAllEntriesThatBeginWithAPrefix() {
    SortedTree<Integer> tree = SortedTree.empty();
    for (int number = 0; number < 100; number++) {
      tree = tree.with(key(number), number);
    }
    assertThat(tree.startingWith(ValueRow.of(new Value.Int64(3))))
        .containsExactly(30, 31, 32, 33, 34, 35, 36, 37, 38, 39);
    assertThat(tree.startingWith(ValueRow.of(new Value.Int64(77)))).isEmpty();
  }

  @Test
  void ordersEveryKindInAgreementWithEquality() {
    List<Value> values =
        List.of(
            Value.NULL,
            new Value.Bool(true),
            new Value.Int64(Long.MIN_VALUE),
            new Value.Int64(-1),
            new Value.Float64(-0.0),
            new Value.Float64(0.0),
            new Value.Float64(Double.NaN),
            new Value.Float64(Double.longBitsToDouble(0x7ff8000000000001L)),
            new Value.Decimal(new java.math.BigDecimal("1.0")),
            new Value.Decimal(new java.math.BigDecimal("1.00")),
            new Value.Text(""),
            new Value.Text("a"),
            new Value.Bytes(new byte[] {1}),
            new Value.Bytes(new byte[] {-1}));
    for (int a = 0; a < values.size(); a++) {
      for (int b = 0; b < values.size(); b++) {
        int order = KeyOrder.compare(values.get(a), values.get(b));
        assertThat(order == 0).isEqualTo(values.get(a).equals(values.get(b)));
        assertThat(Integer.signum(order))
            .isEqualTo(-Integer.signum(KeyOrder.compare(values.get(b), values.get(a))));
      }
    }
  }
}
