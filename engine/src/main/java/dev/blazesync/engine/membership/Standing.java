package dev.blazesync.engine.membership;

/**
 * What a device is in its group, from the invite it came by; for as long as it belongs to it.
 *
 * @param server whether its writes count as a server's
 * @param admin whether it may invite, remove and rotate
 */
public record Standing(boolean server, boolean admin) {
  private static final int SERVER = 1;
  private static final int ADMIN = 2;

  /** {@return bit 0: server; bit 1: admin} */
  int bits() {
    return (server ? SERVER : 0) | (admin ? ADMIN : 0);
  }

  static boolean known(int bits) {
    return (bits & ~(SERVER | ADMIN)) == 0;
  }

  static Standing of(int bits) {
    return new Standing((bits & SERVER) != 0, (bits & ADMIN) != 0);
  }
}
