package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 5869, appendix A, the cases with SHA-256. */
class HkdfTest {
  @Test
  void basicCase() {
    check(
        Hex.bytes("0b".repeat(22)),
        Hex.bytes("000102030405060708090a0b0c"),
        Hex.bytes("f0f1f2f3f4f5f6f7f8f9"),
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void longerInputsAndOutputs() {
    check(
        from(0x00),
        from(0x60),
        from(0xb0),
        "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
            + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
            + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
  }

  @Test
  void withoutSaltAndInfo() {
    check(
        Hex.bytes("0b".repeat(22)),
        new byte[0],
        new byte[0],
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @Test
  void lengths() {
    byte[] key = new byte[32];
    byte[] longest = Hkdf.expand(key, new byte[0], Hkdf.MAX_BYTES);
    assertThat(longest).hasSize(255 * 32);
    for (int length = 0; length < 100; length++) {
      assertThat(Hkdf.expand(key, new byte[0], length)).isEqualTo(Arrays.copyOf(longest, length));
    }
    for (int length : new int[] {-1, Hkdf.MAX_BYTES + 1}) {
      assertThatThrownBy(() -> Hkdf.expand(key, new byte[0], length))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void check(
      byte[] material, byte[] salt, byte[] info, String pseudorandom, String result) {
    byte[] extracted = Hkdf.extract(salt, material);
    assertThat(extracted).isEqualTo(Hex.bytes(pseudorandom));
    assertThat(Hkdf.expand(extracted, info, result.length() / 2)).isEqualTo(Hex.bytes(result));
  }

  /** Eighty bytes, each one more than that before. */
  private static byte[] from(int first) {
    byte[] bytes = new byte[80];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = (byte) (first + index);
    }
    return bytes;
  }
}
