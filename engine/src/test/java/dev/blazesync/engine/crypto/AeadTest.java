package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AeadTest {
  private static final byte[] NONE = new byte[0];
  private static final byte[] NONCE = new byte[Aead.NONCE_BYTES];

  private final Secret key = Secret.random(new SecureRandom());

  /**
   * D. McGrew, J. Viega: The Galois/Counter Mode of Operation (GCM), appendix B, test cases 13 to
   * 16.
   */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000,"
        + " '', '', 530f8afbc74536b9a963b4f1c4cb738b",
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000,"
        + " 00000000000000000000000000000000, '',"
        + " cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255, '',"
        + " 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
        + " b094dac5d93471bdec1a502270e3cc6c",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + " feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + " 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + " 76fc6ece0f4e1768cddf8853bb2d551b"
  })
  void publishedVectors(
      String key, String nonce, String plaintext, String associated, String sealed) {
    byte[] result =
        Aead.seal(Hex.secret(key), Hex.bytes(nonce), Hex.bytes(associated), Hex.bytes(plaintext));
    assertThat(result).isEqualTo(Hex.bytes(sealed));
    assertThat(
            Aead.open(Hex.secret(key), Hex.bytes(nonce), Hex.bytes(associated), Hex.bytes(sealed)))
        .isEqualTo(Hex.bytes(plaintext));
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] associated = {1, 2, 3};
    byte[] sealed = Aead.seal(key, NONCE, associated, new byte[] {4, 5, 6, 7});
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      refused(key, NONCE, associated, flipped(sealed, bit));
    }
    for (int bit = 0; bit < associated.length * 8; bit++) {
      refused(key, NONCE, flipped(associated, bit), sealed);
    }
    for (int bit = 0; bit < NONCE.length * 8; bit++) {
      refused(key, flipped(NONCE, bit), associated, sealed);
    }
    byte[] bytes = key.toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      refused(Secret.of(flipped(bytes, bit)), NONCE, associated, sealed);
    }
  }

  @Test
  void everyTruncationIsNoticed() {
    byte[] sealed = Aead.seal(key, NONCE, NONE, new byte[20]);
    for (int length = 0; length < sealed.length; length++) {
      refused(key, NONCE, NONE, Arrays.copyOf(sealed, length));
    }
    refused(key, NONCE, NONE, Arrays.copyOf(sealed, sealed.length + 1));
  }

  @Test
  void oneCallTakesSixtyFourKibibytes() {
    byte[] most = new byte[Limits.AEAD_BYTES];
    byte[] sealed = Aead.seal(key, NONCE, NONE, most);
    assertThat(Aead.open(key, NONCE, NONE, sealed)).isEqualTo(most);
    assertThatThrownBy(() -> Aead.seal(key, NONCE, NONE, new byte[Limits.AEAD_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("65537", "65536");
    refused(key, NONCE, NONE, new byte[Limits.AEAD_BYTES + Aead.TAG_BYTES + 1]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 11, 13, 16})
  void aNonceHasTwelveBytes(int length) {
    assertThatThrownBy(() -> Aead.seal(key, new byte[length], NONE, NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Aead.open(key, new byte[length], NONE, new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A handshake begins again at nonce 0 under each new key; a vector may use the old key again. */
  @Test
  void theJdksGuardAgainstRepeatsIsNotInTheWay() {
    byte[] once = Aead.seal(key, NONCE, NONE, new byte[] {1});
    assertThat(Aead.seal(key, NONCE, NONE, new byte[] {1})).isEqualTo(once);
  }

  private static void refused(Secret key, byte[] nonce, byte[] associated, byte[] sealed) {
    assertThatThrownBy(() -> Aead.open(key, nonce, associated, sealed))
        .isInstanceOf(ProtocolException.class);
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }
}
