package dev.blazesync.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Published runs, byte for byte, by both sides. Some are here; all of the suite's are expected
 * beside the repository, and {@code -Dblazesync.noise=FOLDER} names another place.
 */
class NoiseVectorsTest {
  @ParameterizedTest
  @ValueSource(strings = {"cacophony.json", "snow.json"})
  void someOfEach(String name) throws IOException {
    try (InputStream file = NoiseVectorsTest.class.getResourceAsStream("/noise/" + name)) {
      Vector.read(Objects.requireNonNull(file)).forEach(NoiseVectorsTest::run);
    }
  }

  @ParameterizedTest
  @CsvSource({"cacophony-25519-aesgcm-sha256.json, 59", "snow-25519-aesgcm-sha256.json, 51"})
  void all(String name, int count) throws IOException {
    String elsewhere = System.getProperty("blazesync.noise", "../shared/data/noise");
    Path path = Path.of(System.getProperty("blazesync.root")).resolve(elsewhere).resolve(name);
    assumeTrue(
        Files.isRegularFile(path),
        () -> "the vectors are not at " + path.normalize() + "; the test of them is skipped");
    try (InputStream file = Files.newInputStream(path)) {
      List<Vector> vectors = Vector.read(file);
      assertThat(vectors).hasSize(count);
      vectors.forEach(NoiseVectorsTest::run);
    }
  }

  /** The production pattern is the one the vectors were run with. */
  @Test
  void ourPatternIsThePublishedOne() {
    assertThat(HandshakePattern.XX_PSK3).isEqualTo(Patterns.named("XXpsk3"));
    assertThat(HandshakePattern.XX_PSK3.protocolName())
        .isEqualTo("Noise_XXpsk3_25519_AESGCM_SHA256");
  }

  private static void run(Vector vector) {
    HandshakeState initiator = vector.state(true);
    HandshakeState responder = vector.state(false);
    int next = 0;
    while (!initiator.isDone()) {
      boolean initiators = initiator.isOurTurn();
      assertThat(responder.isOurTurn()).isEqualTo(!initiators);
      Vector.Message message = vector.messages().get(next++);
      byte[] sent = (initiators ? initiator : responder).write(message.payload());
      assertThat(sent).as("%s, message %s", vector, next).isEqualTo(message.ciphertext());
      assertThat((initiators ? responder : initiator).read(sent)).isEqualTo(message.payload());
    }
    assertThat(responder.isDone()).isTrue();
    assertThat(initiator.hash()).as("%s", vector).isEqualTo(responder.hash());
    if (vector.handshakeHash() != null) {
      assertThat(initiator.hash()).as("%s", vector).isEqualTo(vector.handshakeHash());
    }
    boolean oneWay = next == 1;
    transport(vector, next, oneWay, initiator, responder);
  }

  private static void transport(
      Vector vector,
      int first,
      boolean oneWay,
      HandshakeState initiator,
      HandshakeState responder) {
    SecureChannel left = initiator.split(CipherState.NO_REKEY);
    SecureChannel right = responder.split(CipherState.NO_REKEY);
    assertThat(vector.messages()).hasSizeGreaterThan(first);
    for (int next = first; next < vector.messages().size(); next++) {
      boolean initiators = oneWay || next % 2 == 0;
      Vector.Message message = vector.messages().get(next);
      byte[] sent = (initiators ? left : right).seal(message.payload());
      assertThat(sent).as("%s, message %s", vector, next + 1).isEqualTo(message.ciphertext());
      assertThat((initiators ? right : left).open(sent)).isEqualTo(message.payload());
    }
  }
}
