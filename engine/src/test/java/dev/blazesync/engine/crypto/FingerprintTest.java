package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Fingerprint GOLDEN =
      new Fingerprint(NodeId.of(Hex.bytes("00112233445566778899aabbccddeeff")));

  private final Random random = new Random(1);

  @Test
  void goldenText() {
    assertThat(GOLDEN.toString()).isEqualTo("0024-h36h-2ncs-vrh6-daqf-6dvv-qzwm");
    assertThat(Fingerprint.parse(GOLDEN.toString())).isEqualTo(GOLDEN);
  }

  @Test
  void theyComeBack() {
    for (int run = 0; run < 1000; run++) {
      Fingerprint fingerprint = some();
      assertThat(fingerprint.toString()).matches("[" + DIGITS + "]{4}(-[" + DIGITS + "]{4}){6}");
      assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
    }
    for (long edge : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      Fingerprint fingerprint = new Fingerprint(new NodeId(edge, -edge));
      assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
    }
  }

  @Test
  void whatPeopleDoToItIsForgiven() {
    String text = GOLDEN.toString();
    assertThat(Fingerprint.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(GOLDEN);
    assertThat(Fingerprint.parse(text.replace("-", ""))).isEqualTo(GOLDEN);
    assertThat(Fingerprint.parse(" " + text.replace("-", " \n") + "\t")).isEqualTo(GOLDEN);
    assertThat(Fingerprint.parse(text.replace('0', 'o').replace('1', 'l'))).isEqualTo(GOLDEN);
    assertThat(Fingerprint.parse(text.replace('0', 'O').replace('1', 'I'))).isEqualTo(GOLDEN);
  }

  @Test
  void everyWrongDigitIsNoticed() {
    for (int run = 0; run < 50; run++) {
      String text = (run == 0 ? GOLDEN : some()).toString();
      for (int index = 0; index < text.length(); index++) {
        for (char digit : DIGITS.toCharArray()) {
          char right = text.charAt(index);
          if (right != '-' && right != digit) {
            refused(text.substring(0, index) + digit + text.substring(index + 1), "typo");
          }
        }
      }
    }
  }

  @Test
  void everySwapOfNeighboursIsNoticed() {
    for (int run = 0; run < 500; run++) {
      String text = some().toString().replace("-", "");
      for (int index = 0; index + 1 < text.length(); index++) {
        char a = text.charAt(index);
        char b = text.charAt(index + 1);
        if (a != b) {
          refused(text.substring(0, index) + b + a + text.substring(index + 2), "typo");
        }
      }
    }
  }

  @Test
  void everyMissingOrExtraDigitIsNoticed() {
    String text = GOLDEN.toString();
    for (int index = 0; index <= text.length(); index++) {
      refused(text.substring(0, index) + "0" + text.substring(index), "28 digits");
      if (index < text.length() && text.charAt(index) != '-') {
        refused(text.substring(0, index) + text.substring(index + 1), "28 digits");
      }
    }
  }

  @Test
  void everyOtherCharacterIsNoticed() {
    String text = GOLDEN.toString().substring(1);
    for (char c = 0; c < 0x300; c++) {
      String lower = String.valueOf(c).toLowerCase(Locale.ROOT);
      boolean known = c == '-' || Character.isWhitespace(c) || (DIGITS + "oil").contains(lower);
      if (!known) {
        refused(c + text, "fingerprint");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "blz1-000g4", "hello, world"})
  void whatIsNoneIsRefused(String text) {
    refused(text, "fingerprint");
    refused("0".repeat(100_000), "28 digits");
  }

  @Test
  void aHubHasTheFingerprintOfItsKey() {
    byte[] key = Hex.bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    Fingerprint hub = Fingerprint.ofHub(key);
    assertThat(hub.id().toBytes()).isEqualTo(prefix(Purpose.HUB_KEY.hash(key)));
    key[0]++;
    assertThat(Fingerprint.ofHub(key)).isNotEqualTo(hub);
    assertThatThrownBy(() -> Fingerprint.ofHub(new byte[31])).isInstanceOf(ProtocolException.class);
  }

  private static byte[] prefix(byte[] bytes) {
    return Arrays.copyOf(bytes, NodeId.BYTES);
  }

  private Fingerprint some() {
    return new Fingerprint(new NodeId(random.nextLong(), random.nextLong()));
  }

  private static void refused(String text, String part) {
    assertThatThrownBy(() -> Fingerprint.parse(text))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(part);
  }
}
