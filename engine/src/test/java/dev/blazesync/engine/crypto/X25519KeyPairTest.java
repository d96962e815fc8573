package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ProtocolException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class X25519KeyPairTest {
  private final X25519KeyPair own = X25519KeyPair.generate(new SecureRandom());

  /** RFC 7748, section 5.2. */
  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + " e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + " c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + " e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
        + " 95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
  })
  void publishedProducts(String scalar, String point, String product) {
    assertThat(X25519KeyPair.of(Hex.secret(scalar)).agree(Hex.bytes(point)))
        .isEqualTo(Hex.secret(product));
  }

  /** RFC 7748, section 5.2: the result becomes the scalar, the old scalar the point. */
  @Test
  void iterated() {
    byte[] scalar = Hex.bytes("09" + "00".repeat(31));
    byte[] point = scalar;
    for (int round = 1; round <= 1000; round++) {
      byte[] product = X25519KeyPair.of(Secret.of(scalar)).agree(point).toBytes();
      point = scalar;
      scalar = product;
      if (round == 1) {
        assertThat(Hex.text(scalar))
            .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
      }
    }
    assertThat(Hex.text(scalar))
        .isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
  }

  /** RFC 7748, section 6.1. */
  @Test
  void publishedAgreement() {
    X25519KeyPair alice =
        X25519KeyPair.of(
            Hex.secret("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    X25519KeyPair bob =
        X25519KeyPair.of(
            Hex.secret("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    assertThat(Hex.text(alice.publicKey()))
        .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    assertThat(Hex.text(bob.publicKey()))
        .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    Secret shared = Hex.secret("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assertThat(alice.agree(bob.publicKey())).isEqualTo(shared);
    assertThat(bob.agree(alice.publicKey())).isEqualTo(shared);
  }

  /**
   * The points of low order, and their other spellings, from https://cr.yp.to/ecdh.html; those of
   * 256 bits are left out, since X25519 takes no notice of the top bit. It is set here instead.
   */
  static List<byte[]> pointsOfLowOrder() {
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    List<BigInteger> numbers =
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            new BigInteger(
                "325606250916557431795983626356110631294008115727848805560023387167927233504"),
            new BigInteger(
                "39382357235489614581723060781553021112529911719440698176882885853963445705823"),
            prime.subtract(BigInteger.ONE),
            prime,
            prime.add(BigInteger.ONE));
    List<byte[]> points = new ArrayList<>();
    for (BigInteger number : numbers) {
      points.add(littleEndian(number));
      points.add(littleEndian(number.setBit(255)));
    }
    return points;
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = number.shiftRight(8 * index).byteValue();
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("pointsOfLowOrder")
  void pointsOfLowOrderAreRefused(byte[] point) {
    assertThatThrownBy(() -> own.agree(point))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("low order");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void aKeyOfAnotherLengthIsRefused(int length) {
    assertThatThrownBy(() -> own.agree(new byte[length])).isInstanceOf(ProtocolException.class);
  }

  @Test
  void pairsDifferAndAgree() {
    X25519KeyPair other = X25519KeyPair.generate(new SecureRandom());
    assertThat(other.publicKey()).isNotEqualTo(own.publicKey());
    assertThat(own.agree(other.publicKey())).isEqualTo(other.agree(own.publicKey()));
  }

  @Test
  void nothingIsShownAndNothingWorksWhenClosed() {
    assertThat(own.toString()).isEqualTo("X25519KeyPair[...]");
    own.close();
    assertThatThrownBy(() -> own.agree(new byte[] {9})).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> own.agree(own.publicKey())).isInstanceOf(IllegalStateException.class);
  }
}
