package dev.blazesync.engine.codec.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Wtf8Test {
  /** Bytes at which the rules of UTF-8 change, and their neighbours. */
  private static final int[] EDGES = {
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xaf, 0xb0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
    0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
  };

  @Test
  void everyCodeUnitComesBackAlone() {
    for (int unit = 0; unit < 0x10000; unit++) {
      String text = String.valueOf((char) unit);
      assertThat(Wtf8.decode(Wtf8.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void agreesWithTheStrictDecoderWhereverNoSurrogateIsCoded() {
    for (int first : EDGES) {
      for (int second : EDGES) {
        check((byte) first, (byte) second);
        for (int third : EDGES) {
          check((byte) first, (byte) second, (byte) third);
          if (first >= 0xf0) {
            for (int fourth : EDGES) {
              check((byte) first, (byte) second, (byte) third, (byte) fourth);
            }
          }
        }
      }
    }
  }

  private static void check(byte... bytes) {
    String text = Wtf8.decode(bytes);
    String strict = strict(bytes);
    if (strict == null && text != null) {
      assertThat(text.chars().anyMatch(c -> Character.isSurrogate((char) c))).isTrue();
      assertThat(Wtf8.encode(text)).isEqualTo(bytes);
    } else if (strict != null ? !strict.equals(text) : text != null) {
      throw new AssertionError(HexFormat.of().formatHex(bytes) + ": " + strict + ", " + text);
    } else if (text != null && !Arrays.equals(Wtf8.encode(text), bytes)) {
      throw new AssertionError(HexFormat.of().formatHex(bytes));
    }
  }

  private static @Nullable String strict(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  @Test
  void aLoneSurrogateIsNotAQuestionMark() {
    assertThat(HexFormat.of().formatHex(Wtf8.encode("x\ud83dy"))).isEqualTo("78eda0bd79");
    assertThat(HexFormat.of().formatHex(Wtf8.encode("\ud83d\ude00"))).isEqualTo("f09f9880");
    assertThat(HexFormat.of().formatHex(Wtf8.encode("\ude00\ud83d"))).isEqualTo("edb880eda0bd");
  }

  /** A pair in six bytes, overlong forms, beyond U+10FFFF, cut sequences. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "eda0bdedb880",
        "78eda0bdedb88079",
        "c080",
        "e08080",
        "f0808080",
        "f4908080",
        "c2",
        "e0a0",
        "f09f98",
        "80",
        "ff",
        "eda0",
        "edb880eda0bdedb880"
      })
  void whatIsNoEncodingIsRefused(String hex) {
    assertThat(Wtf8.decode(HexFormat.of().parseHex(hex))).isNull();
  }
}
