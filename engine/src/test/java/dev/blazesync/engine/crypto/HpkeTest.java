package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HpkeTest {
  private static final byte[] INFO = {1};
  private static final byte[] ASSOCIATED = {2, 3};
  private static final byte[] PLAINTEXT = {4, 5, 6};

  private final SecureRandom random = new SecureRandom();
  private final X25519KeyPair recipient = X25519KeyPair.generate(random);

  /**
   * The first encryption of the vector with mode 0, kem_id 0x20, kdf_id 1 and aead_id 2 in the test
   * vectors that RFC 9180, appendix A, refers to
   * (https://github.com/cfrg/draft-irtf-cfrg-hpke/blob/5f503c5/test-vectors.json); the appendix
   * itself prints none of AES-256-GCM with X25519.
   */
  @Test
  void publishedVector() {
    byte[] info = Hex.bytes("4f6465206f6e2061204772656369616e2055726e");
    byte[] associated = Hex.bytes("436f756e742d30");
    byte[] plaintext = Hex.bytes("4265617574792069732074727574682c20747275746820626561757479");
    X25519KeyPair ephemeral =
        X25519KeyPair.of(
            Hex.secret("179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11"));
    X25519KeyPair to =
        X25519KeyPair.of(
            Hex.secret("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d"));
    byte[] sealed =
        Hex.bytes(
            "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"
                + "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be99319"
                + "80a41de125a925cdad859d5b7a");
    assertThat(Hex.text(to.publicKey()))
        .isEqualTo("430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c");
    assertThat(Hpke.seal(to.publicKey(), info, associated, plaintext, ephemeral)).isEqualTo(sealed);
    assertThat(Hpke.open(to, info, associated, sealed)).isEqualTo(plaintext);
  }

  @Test
  void everySealIsAnotherAndOpens() {
    byte[] once = seal(PLAINTEXT);
    byte[] again = seal(PLAINTEXT);
    assertThat(once).hasSize(PLAINTEXT.length + Hpke.OVERHEAD_BYTES).isNotEqualTo(again);
    assertThat(Hpke.open(recipient, INFO, ASSOCIATED, once)).isEqualTo(PLAINTEXT);
    assertThat(Hpke.open(recipient, INFO, ASSOCIATED, again)).isEqualTo(PLAINTEXT);
    assertThat(Hpke.open(recipient, INFO, ASSOCIATED, seal(new byte[0]))).isEmpty();
  }

  @Test
  void everyFlippedBitAndTruncationIsNoticed() {
    byte[] sealed = seal(PLAINTEXT);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refused(recipient, INFO, ASSOCIATED, flipped);
    }
    for (int length = 0; length < sealed.length; length++) {
      refused(recipient, INFO, ASSOCIATED, Arrays.copyOf(sealed, length));
    }
    refused(recipient, INFO, ASSOCIATED, Arrays.copyOf(sealed, sealed.length + 1));
  }

  @Test
  void anotherKeyInfoOrAssociatedBytesDoNotOpenIt() {
    byte[] sealed = seal(PLAINTEXT);
    refused(X25519KeyPair.generate(random), INFO, ASSOCIATED, sealed);
    refused(recipient, ASSOCIATED, ASSOCIATED, sealed);
    refused(recipient, INFO, INFO, sealed);
  }

  @ParameterizedTest
  @MethodSource("dev.blazesync.engine.crypto.X25519KeyPairTest#pointsOfLowOrder")
  void pointsOfLowOrderAreRefused(byte[] point) {
    assertThatThrownBy(() -> Hpke.seal(point, INFO, ASSOCIATED, PLAINTEXT, random))
        .isInstanceOf(ProtocolException.class);
    refused(recipient, INFO, ASSOCIATED, Arrays.copyOf(point, 100));
  }

  @Test
  void limits() {
    byte[] most = new byte[Limits.AEAD_BYTES];
    assertThat(Hpke.open(recipient, INFO, ASSOCIATED, seal(most))).isEqualTo(most);
    assertThatThrownBy(() -> seal(new byte[Limits.AEAD_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    refused(recipient, INFO, ASSOCIATED, new byte[Limits.AEAD_BYTES + Hpke.OVERHEAD_BYTES + 1]);
    for (int length : new int[] {0, 31, 33}) {
      assertThatThrownBy(() -> Hpke.seal(new byte[length], INFO, ASSOCIATED, PLAINTEXT, random))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void aClosedKeyIsAMistakeOfOurs() {
    byte[] sealed = seal(PLAINTEXT);
    recipient.close();
    assertThatThrownBy(() -> Hpke.open(recipient, INFO, ASSOCIATED, sealed))
        .isInstanceOf(IllegalStateException.class);
  }

  private byte[] seal(byte[] plaintext) {
    return Hpke.seal(recipient.publicKey(), INFO, ASSOCIATED, plaintext, random);
  }

  private static void refused(
      X25519KeyPair recipient, byte[] info, byte[] associated, byte[] sealed) {
    assertThatThrownBy(() -> Hpke.open(recipient, info, associated, sealed))
        .isInstanceOf(ProtocolException.class);
  }
}
