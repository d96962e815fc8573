package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;

/** What an object may be called and how long it may be. */
public final class HubObjects {
  /** Objects of such names are listed in a holding. */
  static final String MANIFEST_PREFIX = "snapshot-";

  private HubObjects() {}

  /**
   * @throws ProtocolException if no hub would keep it
   */
  public static void check(String name, ByteBuffer bytes) {
    checkName(name);
    if (bytes.remaining() > HubLimits.OBJECT_BYTES) {
      throw new ProtocolException(
          "object "
              + name
              + " has "
              + bytes.remaining()
              + " bytes; at most "
              + HubLimits.OBJECT_BYTES
              + " are kept: split it");
    }
  }

  /**
   * @throws ProtocolException if no object can have this name
   */
  public static void checkName(String name) {
    boolean fits = !name.isEmpty() && name.length() <= HubLimits.OBJECT_NAME_LENGTH;
    if (!fits || !name.chars().allMatch(HubObjects::allowed)) {
      throw new ProtocolException(
          "an object's name has 1 to "
              + HubLimits.OBJECT_NAME_LENGTH
              + " characters of [a-z0-9._-]; this one, of "
              + name.length()
              + " characters, has others or is too long");
    }
  }

  /** {@return the part of an object that was asked for} */
  static ByteBuffer part(byte[] object, long offset, int maxBytes) {
    int from = (int) Math.max(0, Math.min(offset, object.length));
    int length = Math.min(Math.max(1, maxBytes), object.length - from);
    return ByteBuffer.wrap(object, from, length).slice().asReadOnlyBuffer();
  }

  private static boolean allowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  }
}
