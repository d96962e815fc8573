package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JoinCodeTest {
  @Test
  void codesComeBack() {
    Random random = new Random(1);
    for (int run = 0; run < 200; run++) {
      byte[] seed = new byte[JoinCode.SEED_BYTES];
      random.nextBytes(seed);
      JoinCode code =
          JoinCode.of(List.of(URI.create("blz://hub" + run + ".example.org:4710")), seed);
      assertThat(JoinCode.parse(code.encode())).isEqualTo(code);
    }
  }
}
