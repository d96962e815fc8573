package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ProtocolException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {
  private static final byte[] MESSAGE = {1, 2, 3};

  private final Ed25519KeyPair own = Ed25519KeyPair.generate(new SecureRandom());

  /** RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc). */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + " d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + " e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + " 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + " 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + " fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + " 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
        + " ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
        + " ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
        + " dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
  })
  void publishedSignatures(String seed, String publicKey, String message, String signature) {
    Ed25519KeyPair pair = Ed25519KeyPair.of(Hex.secret(seed));
    assertThat(pair.publicKey().toBytes()).isEqualTo(Hex.bytes(publicKey));
    assertThat(pair.sign(Hex.bytes(message))).isEqualTo(Hex.bytes(signature));
    Ed25519PublicKey key = Ed25519PublicKey.of(Hex.bytes(publicKey));
    assertThat(key.verify(Hex.bytes(message), Hex.bytes(signature))).isTrue();
    assertThat(key.verify(new byte[] {0}, Hex.bytes(signature))).isFalse();
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] signature = own.sign(MESSAGE);
    Ed25519PublicKey key = own.publicKey();
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(key.verify(MESSAGE, flipped)).as("bit %s", bit).isFalse();
    }
  }

  @Test
  void aSignatureOfAnotherLengthIsNone() {
    byte[] signature = own.sign(MESSAGE);
    for (int length = 0; length < 200; length++) {
      if (length != signature.length) {
        assertThat(own.publicKey().verify(MESSAGE, Arrays.copyOf(signature, length))).isFalse();
      }
    }
  }

  /** RFC 8032, section 5.1.7: the second half must be below the order of the group. */
  @Test
  void aSignatureHasOneForm() {
    byte[] signature = own.sign(MESSAGE);
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger half = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)));
    byte[] larger = reversed(half.add(order).toByteArray());
    byte[] other = Arrays.copyOf(signature, 64);
    System.arraycopy(Arrays.copyOf(larger, 32), 0, other, 32, 32);
    assertThat(own.publicKey().verify(MESSAGE, signature)).isTrue();
    assertThat(own.publicKey().verify(MESSAGE, other)).isFalse();
  }

  /** The points of order 1, 2, 4 and 8, and some that are not in canonical form or on the curve. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void whatIsNoProperKeyIsRefused(String key) {
    assertThatThrownBy(() -> Ed25519PublicKey.of(Hex.bytes(key)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    for (int length = 0; length < 100; length++) {
      byte[] bytes = Arrays.copyOf(own.publicKey().toBytes(), length);
      if (length != Ed25519PublicKey.BYTES) {
        assertThatThrownBy(() -> Ed25519PublicKey.of(bytes)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void theSeedIsNeverShown() {
    assertThat(own.toString()).isEqualTo("Ed25519KeyPair[...]");
    own.close();
    assertThatThrownBy(() -> own.sign(MESSAGE)).isInstanceOf(IllegalStateException.class);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) {
      reversed[index] = bytes[bytes.length - 1 - index];
    }
    return reversed;
  }
}
