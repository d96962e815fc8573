package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinCodeTest {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final String GOLDEN =
      "blz1-000g4-0r40m-30e20-9185g-r38e1-w8124-gk2ga-hc5rr-34d1p-70x3r-fp63e-d55kc-8cv6j-4"
          + "958j-5vp9d-mzx0j-mje76-bdjs2-nw3e2-r3fbh-1q87f-gkfvm-9rfdr-wmasj-rxvr1-1wk6d-9bsve-z"
          + "3dv7-ykwj6-2n58f-fp2mx-81957-v8306-08000-00000-0000g-00000-00000-02zzz-zzzzz-zzzzv-b"
          + "0204-d78rv-g78qj-yt3nc-8q6ay-31dnr-6rs9e-dxs6e-ehq6g-rk3ww-4pfrp-r";
  private static final byte[] SEED =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final GroupId GROUP = GroupId.of(Sha256.of(SEED));
  private static final EntryId HEAD = EntryId.of(Sha256.of(SEED, SEED));
  private static final OriginLog LOG = new OriginLog(new NodeId(1, 2), -3);
  private static final JoinCode CODE =
      new JoinCode(
          List.of(URI.create("tcp://hub.example.org:7411")),
          GROUP,
          SEED,
          7,
          HEAD,
          1_800_000_000_000L,
          3,
          Map.of(LOG, 300L));

  private final Random random = new Random(1);

  @Test
  void codesComeBack() {
    for (int hubs = 0; hubs <= Limits.HUBS; hubs++) {
      List<URI> addresses = new ArrayList<>();
      for (int hub = 0; hub < hubs; hub++) {
        addresses.add(URI.create("tcp://" + "x".repeat(random.nextInt(20)) + "h:" + hub));
      }
      JoinCode code = code(addresses);
      assertThat(JoinCode.parse(code.encode())).isEqualTo(code);
      assertThat(code.encode()).matches("blz1(-[0-9abcdefghjkmnpqrstvwxyz]{1,5})+");
    }
    assertThat(JoinCode.parse(CODE.encode())).isEqualTo(CODE);
  }

  @Test
  void itExpires() {
    assertThat(CODE.expired(1_799_999_999_999L)).isFalse();
    assertThat(CODE.expired(1_800_000_000_000L)).isTrue();
    assertThat(code(List.of()).expired(Long.MAX_VALUE)).isFalse();
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
    JoinCode large = code(Collections.nCopies(Limits.HUBS, longest));
    assertThat(JoinCode.parse(large.encode().replace("-", "\n"))).isEqualTo(large);
    assertThatThrownBy(() -> code(Collections.nCopies(Limits.HUBS + 1, URI.create("tcp://h"))))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> code(List.of(URI.create(longest + "h"))))
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

  private static JoinCode code(List<URI> hubs) {
    return new JoinCode(hubs, GROUP, SEED, 0, HEAD, 0, 1, Map.of());
  }
}
