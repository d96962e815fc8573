package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The attack notices decoders that are broken in each of the ways it is there for. */
class HostileTest {
  private static final byte[] GOOD = {3, 1, 2, 3};

  @Test
  void aSoundDecoderStands() {
    new Hostile(HostileTest::sound).attack(GOOD, 1);
  }

  @Test
  void anotherExceptionIsNoticed() {
    Hostile hostile =
        new Hostile(
            bytes -> {
              byte[] content = new byte[bytes[0]];
              System.arraycopy(bytes, 1, content, 0, content.length);
              return bytes;
            });
    assertThat(hostile.accepts(GOOD)).isTrue();
    assertThatThrownBy(() -> hostile.attack(GOOD, 1)).isInstanceOf(AssertionError.class);
  }

  @Test
  void aSecondEncodingIsNoticed() {
    Hostile hostile =
        new Hostile(
            bytes -> {
              byte[] content = new WireReader(bytes, "thing").sized(100);
              return new WireWriter().sized(content).toBytes();
            });
    assertThatThrownBy(() -> hostile.attack(GOOD, 1)).isInstanceOf(AssertionError.class);
  }

  @Test
  void memoryTakenOnTheWordOfALengthIsNoticed() {
    Hostile hostile =
        new Hostile(
            bytes -> {
              byte[] promised = new byte[(bytes.length > 0 ? bytes[0] & 0xff : 0) << 16];
              return promised.length >= 0 ? sound(bytes) : promised;
            });
    assertThatThrownBy(() -> hostile.attack(GOOD, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("allocated");
  }

  private static byte[] sound(byte[] bytes) {
    WireReader in = new WireReader(bytes, "thing");
    byte[] content = in.sized(100);
    in.end();
    return new WireWriter().sized(content).toBytes();
  }
}
