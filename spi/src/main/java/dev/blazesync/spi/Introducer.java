package dev.blazesync.spi;

/** Says who this device is, for one connection. Any thread may call it. */
@FunctionalInterface
public interface Introducer {
  /**
   * {@return what the other side can verify this device by: its public keys, and its signature over
   * {@code transcript}}
   *
   * @param transcript what names this connection and no other, once the other side's key is proven
   */
  byte[] introduce(byte[] transcript);
}
