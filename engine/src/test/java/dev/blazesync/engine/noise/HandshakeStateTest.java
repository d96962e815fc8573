package dev.blazesync.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeStateTest {
  private static final byte[] NONE = new byte[0];
  private static final byte[] PROLOGUE = {7};
  private static final byte[] PAYLOAD = {1, 2, 3, 4};

  private final SecureRandom random = new SecureRandom();
  private final X25519KeyPair ours = X25519KeyPair.generate(random);
  private final X25519KeyPair theirs = X25519KeyPair.generate(random);
  private final Secret shared = Secret.random(random);

  /** Every bit of every message: refused at once, or with the next message. */
  @ParameterizedTest
  @ValueSource(strings = {"XXpsk3", "XX", "IK", "NNpsk0", "X", "KK", "K1X1", "XXpsk0+psk1+psk2"})
  void everyFlippedBitEndsTheHandshake(String name) {
    HandshakePattern pattern = Patterns.named(name);
    for (int message = 0; message < pattern.messages().size(); message++) {
      int bits = lengthOf(pattern, message) * 8;
      for (int bit = 0; bit < bits; bit++) {
        assertThat(survives(pattern, message, bit)).as("%s %s %s", name, message, bit).isFalse();
      }
    }
  }

  private int lengthOf(HandshakePattern pattern, int message) {
    HandshakeState[] sides = sides(pattern);
    for (int turn = 0; turn < message; turn++) {
      sides[1 - turn % 2].read(sides[turn % 2].write(PAYLOAD));
    }
    return sides[message % 2].write(PAYLOAD).length;
  }

  /** {@return whether both get to the end and understand each other with one bit flipped} */
  private boolean survives(HandshakePattern pattern, int flippedMessage, int bit) {
    HandshakeState[] sides = sides(pattern);
    try {
      for (int turn = 0; turn < pattern.messages().size(); turn++) {
        byte[] message = sides[turn % 2].write(PAYLOAD);
        if (turn == flippedMessage) {
          message[bit / 8] ^= (byte) (1 << bit % 8);
        }
        sides[1 - turn % 2].read(message);
      }
      byte[] sealed = sides[0].split(CipherState.NO_REKEY).seal(PAYLOAD);
      sides[1].split(CipherState.NO_REKEY).open(sealed);
      return true;
    } catch (ProtocolException expected) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"XXpsk3", "NN", "X1X1", "INpsk1"})
  void everyTruncationIsNoticed(String name) {
    HandshakePattern pattern = Patterns.named(name);
    for (int message = 0; message < pattern.messages().size(); message++) {
      int length = lengthOf(pattern, message) - PAYLOAD.length;
      for (int cut = 0; cut < length; cut++) {
        HandshakeState[] sides = sides(pattern);
        for (int turn = 0; turn < message; turn++) {
          sides[1 - turn % 2].read(sides[turn % 2].write(PAYLOAD));
        }
        byte[] shorter = Arrays.copyOf(sides[message % 2].write(PAYLOAD), cut);
        HandshakeState reader = sides[1 - message % 2];
        assertThatThrownBy(() -> reader.read(shorter)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void whatFailedOnceFailsEverAfter() {
    HandshakeState[] sides = sides(HandshakePattern.XX_PSK3);
    byte[] first = sides[0].write(NONE);
    byte[] changed = first.clone();
    changed[40]++;
    assertThatThrownBy(() -> sides[1].read(changed)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> sides[1].read(first))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("has failed");
    assertThatThrownBy(() -> sides[1].write(NONE)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> sides[1].split(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherPrologueKeyOrPatternDoesNotMeet() {
    HandshakeState initiator = sides(HandshakePattern.XX_PSK3)[0];
    HandshakeState other =
        new HandshakeState(HandshakePattern.XX_PSK3, false, NONE, keys(theirs, null));
    byte[] first = initiator.write(NONE);
    assertThatThrownBy(() -> other.read(first)).isInstanceOf(ProtocolException.class);
    HandshakeState otherPattern = sides(Patterns.named("XXpsk2"))[1];
    assertThatThrownBy(() -> otherPattern.read(first)).isInstanceOf(ProtocolException.class);
    HandshakeKeys anotherSecret =
        new HandshakeKeys(
            theirs, null, List.of(Secret.random(random)), () -> X25519KeyPair.generate(random));
    HandshakeState stranger =
        new HandshakeState(HandshakePattern.XX_PSK3, false, PROLOGUE, anotherSecret);
    HandshakeState again = sides(HandshakePattern.XX_PSK3)[0];
    stranger.read(again.write(NONE));
    again.read(stranger.write(NONE));
    byte[] third = again.write(NONE);
    assertThatThrownBy(() -> stranger.read(third)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void anEphemeralKeyOfLowOrderIsRefused(String point) {
    HandshakeState responder = sides(Patterns.named("XX"))[1];
    responder.read(HexFormat.of().parseHex(point));
    assertThatThrownBy(() -> responder.write(NONE))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("low order");
  }

  @Test
  void aMessageHasAtMost65535Bytes() {
    HandshakePattern pattern = Patterns.named("NN");
    HandshakeState[] sides = sides(pattern);
    byte[] longest = sides[0].write(new byte[65_535 - 32]);
    assertThat(longest).hasSize(65_535);
    assertThat(sides[1].read(longest)).hasSize(65_535 - 32);
    assertThatThrownBy(() -> sides[1].write(new byte[65_535 - 47]))
        .isInstanceOf(IllegalArgumentException.class);
    HandshakeState other = sides(pattern)[1];
    assertThatThrownBy(() -> other.read(new byte[65_536])).isInstanceOf(ProtocolException.class);
  }

  @Test
  void sidesTakeTurns() {
    HandshakeState[] sides = sides(Patterns.named("XX"));
    assertThatThrownBy(() -> sides[0].read(NONE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sides[1].write(NONE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sides[0].split(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sides[0].remoteStatic()).isInstanceOf(IllegalStateException.class);
    for (int turn = 0; turn < 3; turn++) {
      sides[1 - turn % 2].read(sides[turn % 2].write(NONE));
    }
    assertThat(sides[0].remoteStatic()).isEqualTo(theirs.publicKey());
    assertThat(sides[1].remoteStatic()).isEqualTo(ours.publicKey());
    assertThatThrownBy(() -> sides[0].write(NONE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sides[1].read(NONE)).isInstanceOf(IllegalStateException.class);
  }

  /** Keys made of wiped secrets would be known to everyone. */
  @Test
  void secretsAreTakenOnce() {
    HandshakeState[] sides = sides(Patterns.named("NN"));
    sides[1].read(sides[0].write(NONE));
    sides[0].read(sides[1].write(NONE));
    byte[] hash = sides[0].hash();
    sides[0].split(0);
    assertThatThrownBy(() -> sides[0].split(0)).isInstanceOf(IllegalStateException.class);
    assertThat(sides[0].hash()).isEqualTo(hash);
    sides[1].close();
    assertThatThrownBy(() -> sides[1].split(0)).isInstanceOf(IllegalStateException.class);
    HandshakeState closed = sides(Patterns.named("NN"))[0];
    closed.close();
    assertThatThrownBy(() -> closed.write(NONE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void missingKeysAreOurMistake() {
    HandshakeKeys nothing =
        new HandshakeKeys(null, null, List.of(), () -> X25519KeyPair.generate(random));
    for (String name : List.of("NK", "KN", "K")) {
      assertThatThrownBy(() -> new HandshakeState(Patterns.named(name), true, NONE, nothing))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String name : List.of("IX", "NNpsk0")) {
      HandshakeState state = new HandshakeState(Patterns.named(name), true, NONE, nothing);
      assertThatThrownBy(() -> state.write(NONE)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> HandshakePattern.of("no", "-> e -> s"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HandshakePattern.of("no", "-> e, x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private HandshakeState[] sides(HandshakePattern pattern) {
    return new HandshakeState[] {
      new HandshakeState(pattern, true, PROLOGUE, keys(ours, theirs.publicKey())),
      new HandshakeState(pattern, false, PROLOGUE, keys(theirs, ours.publicKey()))
    };
  }

  private HandshakeKeys keys(X25519KeyPair own, byte[] remote) {
    List<Secret> secrets = List.of(shared, shared, shared);
    return new HandshakeKeys(own, remote, secrets, () -> X25519KeyPair.generate(random));
  }
}
