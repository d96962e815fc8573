package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.ProtocolException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgreementKeysTest {
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** From https://cr.yp.to/ecdh.html. */
  static List<BigInteger> pointsOfLowOrder() {
    return List.of(
        BigInteger.ZERO,
        BigInteger.ONE,
        new BigInteger(
            "325606250916557431795983626356110631294008115727848805560023387167927233504"),
        new BigInteger(
            "39382357235489614581723060781553021112529911719440698176882885853963445705823"),
        PRIME.subtract(BigInteger.ONE));
  }

  static Stream<BigInteger> otherForms() {
    return Stream.of(PRIME, PRIME.add(BigInteger.ONE), PRIME.add(BigInteger.valueOf(9)));
  }

  @ParameterizedTest
  @MethodSource("pointsOfLowOrder")
  void whatMakesEveryAgreementZeroIsRefused(BigInteger point) {
    assertThatThrownBy(() -> AgreementKeys.check(littleEndian(point)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("low order");
  }

  @ParameterizedTest
  @MethodSource("otherForms")
  void aNumberFromThePrimeOnIsRefused(BigInteger number) {
    assertThatThrownBy(() -> AgreementKeys.check(littleEndian(number)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("canonical");
    assertThatThrownBy(() -> AgreementKeys.check(littleEndian(BigInteger.TEN.setBit(255))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("canonical");
  }

  @Test
  void whatIsAcceptedCanBeAgreedWith() {
    byte[] any = new byte[Secret.BYTES];
    any[0] = 8;
    try (X25519KeyPair own = X25519KeyPair.of(Secret.of(any))) {
      AgreementKeys.check(own.publicKey());
      // the smallest and the greatest, on the curve or on its twist, that are of no low order
      for (int number = 2; number < 40; number++) {
        for (BigInteger point :
            List.of(BigInteger.valueOf(number), PRIME.subtract(BigInteger.valueOf(number)))) {
          byte[] key = littleEndian(point);
          AgreementKeys.check(key);
          assertThatCode(() -> own.agree(key).close())
              .as(point.toString())
              .doesNotThrowAnyException();
        }
      }
    }
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = number.shiftRight(8 * index).byteValue();
    }
    return bytes;
  }
}
