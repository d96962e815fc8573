package dev.blazesync.engine.visible;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.visible.Strata.ForeignKey;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrataTest {
  @Test
  void parentsComeFirstAndRingsAreOne() {
    Strata strata =
        Strata.of(
            5,
            List.of(
                new ForeignKey(0, 1),
                new ForeignKey(1, 2),
                new ForeignKey(2, 1),
                new ForeignKey(2, 3),
                new ForeignKey(4, 4)),
            Set.of(2, 0));
    assertThat(strata.of(1)).isEqualTo(strata.of(2)).isLessThan(strata.of(0));
    assertThat(strata.of(3)).isLessThan(strata.of(1));
    assertThat(IntStream.range(0, 5).filter(table -> strata.linked(strata.of(table))))
        .containsExactly(1, 2, 4);
    assertThat(IntStream.range(0, 5).filter(table -> strata.contested(strata.of(table))))
        .containsExactly(0, 1, 2);
  }
}
