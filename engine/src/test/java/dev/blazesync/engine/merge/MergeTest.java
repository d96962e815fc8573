package dev.blazesync.engine.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The laws of merging, on random histories. */
class MergeTest {
  private static final int HISTORIES = 5_000;
  private static final TableRules RULES = TableRules.DEFAULT;

  private static RecordState merged(List<Operation> operations) {
    RecordState state = RecordState.UNKNOWN;
    for (Operation operation : operations) {
      state = Merge.join(RULES, state, operation);
    }
    return state;
  }

  /** The definition: every register is a maximum; what is not newer than the death is nothing. */
  private static RecordState defined(List<Operation> operations) {
    Stamp born = Stamp.NEVER;
    Stamp died = Stamp.NEVER;
    for (Operation operation : operations) {
      if (operation.kind() == Operation.Kind.INSERT && operation.stamp().isAfter(born)) {
        born = operation.stamp();
      } else if (operation.kind() == Operation.Kind.DELETE && operation.stamp().isAfter(died)) {
        died = operation.stamp();
      }
    }
    Map<String, Version> registers = new TreeMap<>();
    for (Operation operation : operations) {
      for (int index = 0; index < operation.values().size(); index++) {
        String column = operation.shape().columns().get(index);
        Value value = operation.values().get(index);
        Version known = registers.get(column);
        boolean wins = known == null || operation.stamp().isAfter(known.stamp());
        boolean ties = known != null && operation.stamp().equals(known.stamp());
        if (wins || (ties && ValueCodec.compareEncoded(value, known.value()) > 0)) {
          registers.put(column, Version.of(value, operation.stamp()));
        }
      }
    }
    Stamp death = died;
    registers.values().removeIf(register -> !register.stamp().isAfter(death));
    return new RecordState(born, died, registers);
  }

  @Test
  void theResultIsTheProductOfMaximaInAnyOrderAndHoweverOften() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      List<Operation> operations = Histories.of(random, 8);
      RecordState expected = defined(operations);
      List<Operation> shuffled = new ArrayList<>(operations);
      shuffled.addAll(operations.subList(0, operations.size() / 2));
      Collections.shuffle(shuffled, random);
      assertThat(merged(shuffled)).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void joiningIsCommutativeAssociativeAndIdempotent() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      RecordState a = merged(Histories.of(random, 4));
      RecordState b = merged(Histories.of(random, 4));
      RecordState c = merged(Histories.of(random, 4));
      assertThat(Merge.join(RULES, a, b)).as("seed %s", seed).isEqualTo(Merge.join(RULES, b, a));
      assertThat(Merge.join(RULES, Merge.join(RULES, a, b), c))
          .as("seed %s", seed)
          .isEqualTo(Merge.join(RULES, a, Merge.join(RULES, b, c)));
      assertThat(Merge.join(RULES, a, a)).as("seed %s", seed).isEqualTo(a);
      assertThat(Merge.join(RULES, a, RecordState.UNKNOWN)).as("seed %s", seed).isEqualTo(a);
    }
  }

  @Test
  void anImageHasTheStateItWasMadeOf() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      RecordState state = merged(Histories.of(new Random(seed), 6));
      List<String> columns = List.copyOf(state.registers().keySet());
      RecordImage image =
          new RecordImage(
              new OperationShape("t", List.of("id"), columns),
              new RecordId.Shared("t", List.of(new Value.Int64(1))),
              state.born(),
              state.died(),
              List.copyOf(state.registers().values()));
      assertThat(Merge.stateOf(RULES, image)).as("seed %s", seed).isEqualTo(state);
    }
  }
}
