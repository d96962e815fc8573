package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.RefusedException;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AccessTokenTest {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

  @Test
  void theTextIsReadBack() {
    for (int i = 0; i < 200; i++) {
      AccessToken token = AccessToken.create(new SecureRandom());
      assertThat(token.text()).matches("blzt(-[0-9a-z]{1,5}){12}");
      assertThat(AccessToken.parse(token.text())).isEqualTo(token).hasSameHashCodeAs(token);
      String typed = token.text().toUpperCase(Locale.ROOT).replace("-", "").replace('0', 'O');
      assertThat(AccessToken.parse(typed).secret()).isEqualTo(token.secret());
    }
  }

  @Test
  void everyWrongOrMissingDigitIsNoticedAndNothingIsRepeated() {
    String text = AccessToken.create(new SecureRandom()).text();
    for (int at = 5; at < text.length(); at++) {
      if (text.charAt(at) != '-') {
        int digit = DIGITS.indexOf(text.charAt(at));
        String wrong =
            text.substring(0, at) + DIGITS.charAt(digit ^ 1 << at % 5) + text.substring(at + 1);
        assertRefused(wrong, text);
        assertRefused(text.substring(0, at) + text.substring(at + 1), text);
        assertRefused(text.substring(0, at), text);
      }
    }
    assertRefused(text + "0", text);
    assertRefused("blz1" + text.substring(4), text);
    assertRefused("x".repeat(100_000), text);
    assertRefused("", text);
  }

  private static void assertRefused(String bad, String text) {
    assertThatThrownBy(() -> AccessToken.parse(bad))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("access token")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(text.substring(5, 15)));
  }

  @Test
  void itsNameTellsNothingOfIt() {
    AccessToken token = AccessToken.create(new SecureRandom());
    String id = AccessToken.id(AccessToken.hash(token.secret()));
    assertThat(id).hasSize(AccessToken.ID_LENGTH).matches("[0-9a-z]+");
    assertThat(token).hasToString("access token " + id);
    assertThat(AccessToken.plainId(" " + id.toUpperCase(Locale.ROOT) + "\n")).isEqualTo(id);
    assertThat(token.text().replace("-", "")).doesNotContain(id);
  }
}
