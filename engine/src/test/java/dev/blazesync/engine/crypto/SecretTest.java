package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final String HEX =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  private final Secret secret = Hex.secret(HEX);

  @Test
  void nothingIsShown() {
    assertThat(secret.toString()).isEqualTo("Secret[...]");
    assertThat(secret.hashCode()).isEqualTo(Secret.random(new SecureRandom()).hashCode());
  }

  @Test
  void equalityIsByBytes() {
    assertThat(secret).isEqualTo(Hex.secret(HEX)).isNotEqualTo(Hex.secret("00".repeat(32)));
    assertThat(Secret.random(new SecureRandom())).isNotEqualTo(Secret.random(new SecureRandom()));
  }

  @Test
  void itIsACopyAndGivesCopies() {
    byte[] bytes = Hex.bytes(HEX);
    Secret copy = Secret.of(bytes);
    bytes[0] = 99;
    copy.toBytes()[1] = 99;
    assertThat(copy).isEqualTo(secret);
  }

  @Test
  void closingWipes() {
    byte[] bytes = Hex.bytes(HEX);
    Secret owner = Secret.owning(bytes);
    owner.close();
    owner.close();
    assertThat(bytes).containsOnly(0);
    assertThat(owner).isEqualTo(owner).isNotEqualTo(Hex.secret("00".repeat(32)));
    assertThatThrownBy(owner::toBytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> owner.derive(Purpose.BATCH_KEY))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void otherLengthsAreRefused(int length) {
    assertThatThrownBy(() -> Secret.of(new byte[length]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAreDerivedByHkdf() {
    byte[] salt = {1, 2};
    byte[] info = "blazesync/batch key/1\0context".getBytes(StandardCharsets.US_ASCII);
    byte[] expected = Hkdf.expand(Hkdf.extract(salt, Hex.bytes(HEX)), info, 32);
    byte[] context = "context".getBytes(StandardCharsets.US_ASCII);
    assertThat(secret.derive(Purpose.BATCH_KEY, salt, context)).isEqualTo(Secret.of(expected));
  }

  @Test
  void everyPurposeHasAKeyACodeAndAHashOfItsOwn() {
    Set<String> seen = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      assertThat(seen.add(Hex.text(secret.derive(purpose).toBytes()))).isTrue();
      assertThat(seen.add(Hex.text(secret.authenticate(purpose, new byte[0])))).isTrue();
      assertThat(seen.add(Hex.text(purpose.hash()))).isTrue();
    }
    assertThat(secret.derive(Purpose.BATCH_KEY, new byte[0], new byte[] {1}))
        .isNotEqualTo(secret.derive(Purpose.BATCH_KEY, new byte[] {1}, new byte[0]));
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreOurs(Purpose purpose) {
    assertThat(purpose.label()).matches("blazesync/[a-z ]+/1");
  }

  /** RFC 4231, test case 2, and the empty key, which the JDK takes for none. */
  @Test
  void hmac() {
    byte[] key = "Jefe".getBytes(StandardCharsets.US_ASCII);
    byte[] text = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    assertThat(Hex.text(Hmac.of(key, text)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertThat(Hmac.of(new byte[0], text)).isEqualTo(Hmac.of(new byte[32], text));
  }
}
