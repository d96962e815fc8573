package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinCodeTest {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final String GOLDEN =
      "blz1-000g4-0r40m-30e20-9185g-r38e1-w8124-gk2ga-hc5rr-34d1p-70x3r-fg26k-mcdr3-mbsfd-1tp4b"
          + "-k5f1g-ptw3c-cmq6y-wk778-vk8c9-hr1vm-0b09";
  private static final byte[] SEED =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final JoinCode CODE =
      JoinCode.of(List.of(URI.create("tcp://hub.example.org:7411")), SEED);

  private final Random random = new Random(1);

  @Test
  void codesComeBack() {
    for (int hubs = 0; hubs <= Limits.HUBS; hubs++) {
      List<URI> addresses = new ArrayList<>();
      for (int hub = 0; hub < hubs; hub++) {
        addresses.add(URI.create("tcp://" + "x".repeat(random.nextInt(20)) + "h:" + hub));
      }
      JoinCode code = JoinCode.create(addresses, this::bytes);
      assertThat(JoinCode.parse(code.encode())).isEqualTo(code);
      assertThat(code.encode()).matches("blz1(-[0-9abcdefghjkmnpqrstvwxyz]{1,5})+");
    }
    JoinCode other = JoinCode.create(List.of(URI.create("unix:///run/hub")), new SecureRandom());
    assertThat(JoinCode.parse(other.encode())).isEqualTo(other);
  }

  @Test
  void theGroupFollowsFromTheSeed() {
    byte[] label = "blazesync group 1".getBytes(StandardCharsets.US_ASCII);
    assertThat(CODE.group()).isEqualTo(GroupId.of(Sha256.of(label, SEED)));
    byte[] other = SEED.clone();
    other[31]++;
    assertThatThrownBy(() -> new JoinCode(List.of(), CODE.group(), other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The code of version 1 that other programs must read and make. */
  @Test
  void goldenCode() {
    assertThat(CODE.encode()).isEqualTo(GOLDEN);
    assertThat(JoinCode.parse(GOLDEN)).isEqualTo(CODE);
  }

  @Test
  void whatPeopleAndMailProgramsDoToItIsForgiven() {
    String code = CODE.encode();
    for (String typed :
        List.of(
            code.toUpperCase(Locale.ROOT),
            code.replace("-", ""),
            "  " + code.replace("-", "\r\n  ") + "\n",
            code.replace("-", "\u2013"),
            code.replace("-", "\u2011"),
            code.replace("-", "\u00a0\u200b\u00ad"),
            code.replace('0', 'o').replace('1', 'l'),
            code.replace('0', 'O').replace('1', 'I'),
            "\ufeff" + code)) {
      assertThat(JoinCode.parse(typed)).isEqualTo(CODE);
    }
  }

  @Test
  void everyWrongDigitIsATypo() {
    String code = CODE.encode();
    for (int index = 5; index < code.length(); index++) {
      for (char digit : DIGITS.toCharArray()) {
        char right = code.charAt(index);
        if (right != '-' && right != digit) {
          refused(code.substring(0, index) + digit + code.substring(index + 1), "typo");
        }
      }
    }
  }

  @Test
  void everySwapAndEveryMissingOrExtraPartIsNoticed() {
    String code = CODE.encode().replace("-", "");
    for (int index = 4; index + 1 < code.length(); index++) {
      char a = code.charAt(index);
      char b = code.charAt(index + 1);
      if (a != b) {
        refused(code.substring(0, index) + b + a + code.substring(index + 2), "typo");
      }
    }
    for (int length = 4; length < code.length(); length++) {
      refused(code.substring(0, length), "part is missing");
      refused(code.substring(0, length) + "0" + code.substring(length), "typo");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "blz", "hello", "https://example.org", "x-blz1-00000", "blz-1"})
  void whatIsNoJoinCodeIsCalledSo(String text) {
    String wanted = text.equals("blz-1") ? "part is missing" : "not a join code";
    refused(text, wanted);
  }

  @Test
  void aNewerVersionIsCalledSo() {
    refused(CODE.encode().replace("blz1-", "blz2-"), "version 2", "knows version 1", "update");
  }

  @Test
  void aCharacterNoCodeHasIsNamed() {
    refused(CODE.encode() + "u", "typo", "'u'");
    refused(CODE.encode() + "\u00e4", "typo");
  }

  @Test
  void limits() {
    URI longest = URI.create("tcp://" + "h".repeat(Limits.HUB_LENGTH - 6));
    JoinCode large = JoinCode.of(Collections.nCopies(Limits.HUBS, longest), SEED);
    assertThat(JoinCode.parse(large.encode().replace("-", "\n"))).isEqualTo(large);
    assertThatThrownBy(
            () -> JoinCode.of(Collections.nCopies(Limits.HUBS + 1, URI.create("tcp://h")), SEED))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> JoinCode.of(List.of(URI.create(longest + "h")), SEED))
        .isInstanceOf(RefusedException.class);
    refused("blz1-" + "0".repeat(Limits.JOIN_CODE_LENGTH), "characters");
  }

  @Test
  void noiseIsRefused() {
    for (int run = 0; run < 2000; run++) {
      StringBuilder noise = new StringBuilder(random.nextBoolean() ? "blz1-" : "");
      for (int length = random.nextInt(80); length > 0; length--) {
        noise.append(
            random.nextInt(10) == 0
                ? (char) random.nextInt(0x10000)
                : DIGITS.charAt(random.nextInt(32)));
      }
      refused(noise.toString(), "join code");
    }
  }

  @Test
  void theSeedIsNeverShown() {
    String hex = HexFormat.of().formatHex(SEED);
    assertThat(CODE.toString())
        .contains(CODE.group().toString())
        .doesNotContain(hex)
        .doesNotContain(hex.substring(0, 16));
    assertThat(CODE.toString()).doesNotContain(CODE.encode().substring(5, 12));
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> JoinCode.parse(text))
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll(parts);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
