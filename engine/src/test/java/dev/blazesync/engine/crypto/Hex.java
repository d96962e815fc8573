package dev.blazesync.engine.crypto;

import java.util.HexFormat;

/** Test vectors are printed in hexadecimal, with spaces for the eye. */
final class Hex {
  private Hex() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  static String text(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static Secret secret(String hex) {
    return Secret.of(bytes(hex));
  }
}
