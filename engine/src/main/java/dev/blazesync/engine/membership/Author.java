package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.spi.Nullable;

/**
 * Who signed an entry.
 *
 * @param key verifies the signature
 */
public record Author(Kind kind, Ed25519PublicKey key) {
  /** Whose key it is. */
  public enum Kind {
    /** A device of the group. */
    DEVICE(1),
    /** An invite that is open: the key that its code yields. */
    INVITE(2),
    /** The group's recovery key. */
    RECOVERY(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** {@return the number on the wire} */
    int number() {
      return number;
    }

    /** {@return the kind with a number, null if there is none} */
    static @Nullable Kind of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      return null;
    }
  }
}
