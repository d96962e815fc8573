package dev.blazesync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.operation.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is compared does the same. */
class CodecCostTest {
  @Test
  void everyCodecGivesBackWhatItTook() throws IOException {
    for (boolean words : new boolean[] {true, false}) {
      List<Operation> items = Items.of(words).get(0);
      for (Map.Entry<String, ItemCodec> codec : CodecCost.codecs().entrySet()) {
        assertThat(codec.getValue().decode(codec.getValue().encode(items)))
            .as(codec.getKey())
            .isEqualTo(items);
      }
    }
  }

  @Test
  void anOperationTakesAsFewBytesAsWasPromised() throws IOException {
    assertThat(perOperation(true)).isLessThan(16);
    assertThat(perOperation(false)).isLessThan(60);
  }

  private static int perOperation(boolean words) throws IOException {
    int bytes = 0;
    for (List<Operation> piece : Items.of(words)) {
      bytes += ItemCodec.BLAZE.encode(piece).length;
    }
    return bytes / Items.COUNT;
  }
}
