package dev.blazesync.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CipherStateTest {
  private static final byte[] NONE = new byte[0];
  private static final byte[] TEXT = {1, 2, 3};

  private final byte[] key = Secret.random(new SecureRandom()).toBytes();

  @Test
  void withoutAKeyBytesPassAsTheyAre() {
    CipherState cipher = new CipherState(null, CipherState.NO_REKEY);
    assertThat(cipher.hasKey()).isFalse();
    assertThat(cipher.encrypt(NONE, TEXT)).isEqualTo(TEXT).isNotSameAs(TEXT);
    assertThat(cipher.decrypt(NONE, TEXT)).isEqualTo(TEXT).isNotSameAs(TEXT);
    assertThatThrownBy(cipher::rekey).isInstanceOf(IllegalStateException.class);
  }

  /** Section 12.4: thirty-two zero bits and a big-endian number. */
  @Test
  void theNonceIsTheNumberOfTheMessage() {
    CipherState cipher = cipher(CipherState.NO_REKEY);
    for (int number = 0; number < 5; number++) {
      assertThat(cipher.encrypt(TEXT, TEXT))
          .isEqualTo(Aead.seal(Secret.of(key), nonce(number), TEXT, TEXT));
    }
  }

  @Test
  void theLastNumberIsNeverUsed() {
    CipherState sender = cipher(CipherState.NO_REKEY);
    CipherState receiver = cipher(CipherState.NO_REKEY);
    sender.setNonce(-2);
    receiver.setNonce(-2);
    assertThat(receiver.decrypt(NONE, sender.encrypt(NONE, TEXT))).isEqualTo(TEXT);
    assertThatThrownBy(() -> sender.encrypt(NONE, TEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open another channel");
    assertThatThrownBy(() -> receiver.decrypt(NONE, TEXT))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Section 4.2: the first half of what 32 zeros are sealed to, under the last number. */
  @Test
  void rekeying() {
    CipherState cipher = cipher(CipherState.NO_REKEY);
    cipher.encrypt(NONE, TEXT);
    cipher.rekey();
    byte[] next =
        Arrays.copyOf(Aead.seal(Secret.of(key), nonce(-1), NONE, new byte[32]), Secret.BYTES);
    assertThat(cipher.encrypt(NONE, TEXT))
        .isEqualTo(Aead.seal(Secret.of(next), nonce(1), NONE, TEXT));
  }

  @Test
  void bothSidesRekeyAfterTheSameMessages() {
    CipherState sender = cipher(3);
    CipherState receiver = cipher(3);
    CipherState byHand = cipher(CipherState.NO_REKEY);
    for (int number = 0; number < 20; number++) {
      byte[] sealed = sender.encrypt(NONE, TEXT);
      assertThat(sealed).isEqualTo(byHand.encrypt(NONE, TEXT));
      assertThat(receiver.decrypt(NONE, sealed)).isEqualTo(TEXT);
      if (number % 3 == 2) {
        byHand.rekey();
      }
    }
    CipherState never = cipher(CipherState.NO_REKEY);
    never.setNonce(20);
    assertThat(sender.encrypt(NONE, TEXT)).isNotEqualTo(never.encrypt(NONE, TEXT));
  }

  /** Section 5.1: what does not open is not counted. */
  @Test
  void aFailureLeavesTheNumber() {
    CipherState sender = cipher(2);
    CipherState receiver = cipher(2);
    for (int number = 0; number < 6; number++) {
      byte[] sealed = sender.encrypt(NONE, TEXT);
      byte[] changed = sealed.clone();
      changed[0]++;
      assertThatThrownBy(() -> receiver.decrypt(NONE, changed))
          .isInstanceOf(ProtocolException.class);
      assertThat(receiver.decrypt(NONE, sealed)).isEqualTo(TEXT);
    }
  }

  @Test
  void closingWipes() {
    CipherState cipher = cipher(CipherState.NO_REKEY);
    cipher.close();
    assertThatThrownBy(() -> cipher.encrypt(NONE, TEXT)).isInstanceOf(IllegalStateException.class);
  }

  private CipherState cipher(long rekeyAfter) {
    return new CipherState(Secret.of(key), rekeyAfter);
  }

  private static byte[] nonce(long number) {
    return ByteBuffer.allocate(12).putInt(0).putLong(number).array();
  }
}
