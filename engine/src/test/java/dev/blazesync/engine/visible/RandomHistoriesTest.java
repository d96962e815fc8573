package dev.blazesync.engine.visible;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Random histories: step by step is the same as from scratch, reasons and flips included. */
class RandomHistoriesTest {
  /** {@code -Dblazesync.visible.seeds=2500} runs as many as the model does by itself. */
  static final int SEEDS = Integer.getInteger("blazesync.visible.seeds", 300);

  static final int STEPS = 25;

  private int parked;
  private int total;

  @Test
  void schemasOfTheModel() {
    check(Schema::ofModel);
    assertThat(parked).isBetween(total / 5, total * 4 / 5);
  }

  @Test
  void anySchemaWithKeysToUniqueKeysAndRecordsThatDoNotFit() {
    check(Schema::any);
    assertThat(parked).isBetween(total / 5, total * 4 / 5);
  }

  @Test
  void recordsThatTurnOutNotToFit() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Schema schema = Schema.any(random);
      MemoryRecords records = new MemoryRecords(schema.strata());
      for (int step = 0; step < STEPS; step++) {
        Set<Id> before = records.visible();
        List<Change<Id>> changes = records.put(schema.change(random, records.alive.keySet()));
        Evaluation<Id> evaluation = VisibleSet.evaluate(schema.strata(), records, changes);
        for (int attempt = random.nextInt(3); attempt > 0; attempt--) {
          List<Id> unfit = new ArrayList<>(evaluation.appeared());
          unfit.removeIf(id -> random.nextInt(3) > 0);
          unfit.forEach(
              id -> records.alive.computeIfPresent(id, (any, node) -> node.withFits(false)));
          evaluation = VisibleSet.withoutUnfit(schema.strata(), records, evaluation, unfit);
        }
        records.keep(evaluation);
        compare(schema, records, before, evaluation, seed, step);
      }
    }
  }

  private void check(Function<Random, Schema> schemas) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Schema schema = schemas.apply(random);
      MemoryRecords records = new MemoryRecords(schema.strata());
      for (int step = 0; step < STEPS; step++) {
        Set<Id> before = records.visible();
        Map<Id, Node<Id>> change = schema.change(random, records.alive.keySet());
        compare(schema, records, before, records.change(change), seed, step);
      }
    }
  }

  private void compare(
      Schema schema,
      MemoryRecords records,
      Set<Id> before,
      Evaluation<Id> evaluation,
      int seed,
      int step) {
    Map<Id, Verdict<Id>> expected = Scratch.verdicts(schema.strata(), records.alive);
    if (!expected.equals(records.verdicts)) {
      Map<Id, Verdict<Id>> wrong = new TreeMap<>(records.verdicts);
      wrong.entrySet().removeIf(entry -> entry.getValue().equals(expected.get(entry.getKey())));
      assertThat(records.verdicts)
          .as("seed %s, step %s, %s: %s", seed, step, schema, wrong.keySet())
          .isEqualTo(expected);
    }
    Set<Id> after = records.visible();
    assertThat(evaluation.appeared())
        .as("seed %s, step %s", seed, step)
        .isEqualTo(minus(after, before));
    assertThat(evaluation.vanished())
        .as("seed %s, step %s", seed, step)
        .isEqualTo(minus(before, after));
    assertSound(records, after);
    total += expected.size();
    parked += expected.size() - after.size();
  }

  /** What the database would check. */
  private static void assertSound(MemoryRecords records, Set<Id> visible) {
    List<Claim> claims = new ArrayList<>();
    for (Id id : visible) {
      claims.addAll(records.alive.get(id).claims());
    }
    assertThat(claims).doesNotHaveDuplicates();
    for (Id id : visible) {
      for (Reference<Id> reference : records.alive.get(id).references()) {
        if (reference instanceof Reference.ToRecord<Id> toRecord) {
          assertThat(
                  visible.contains(toRecord.id())
                      || (reference.setNull() && !records.alive.containsKey(toRecord.id())))
              .isTrue();
        } else if (!reference.setNull()) {
          assertThat(claims).contains(((Reference.ToClaim<Id>) reference).claim());
        }
      }
    }
  }

  private static Set<Id> minus(Set<Id> all, Set<Id> without) {
    Set<Id> rest = new TreeSet<>(all);
    rest.removeAll(without);
    return rest;
  }
}
