package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a sealed object is, and how it is named. */
public enum ObjectKind {
  /** Records of a snapshot. Its name is the hash of its sealed bytes. */
  CHUNK(1),
  /** What a snapshot is made of. Its name is chosen before it is sealed, and bound to it. */
  MANIFEST(2);

  private final int number;

  ObjectKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** {@return the name of a chunk: SHA-256 of its sealed bytes, sixty-four hexadecimal digits} */
  public static String chunkName(ByteBuffer sealed) {
    return HexFormat.of().formatHex(Sha256.of(sealed));
  }

  /** {@return what of its name is bound to the object: nothing, if the name follows from it} */
  byte[] bound(String name) {
    return this == CHUNK ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
  }
}
