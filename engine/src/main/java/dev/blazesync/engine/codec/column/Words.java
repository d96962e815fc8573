package dev.blazesync.engine.codec.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of an array at once. */
final class Words {
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long SIGNS = 0x8080808080808080L;

  private Words() {}

  static long little(byte[] bytes, int at) {
    return (long) LITTLE.get(bytes, at);
  }

  static void setLittle(byte[] bytes, int at, long value) {
    LITTLE.set(bytes, at, value);
  }

  static long big(byte[] bytes, int at) {
    return (long) BIG.get(bytes, at);
  }

  static void setBig(byte[] bytes, int at, long value) {
    BIG.set(bytes, at, value);
  }

  /** {@return whether all bytes are below 128} */
  static boolean ascii(byte[] bytes, int from, int to) {
    long found = 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      found |= little(bytes, at);
    }
    for (; at < to; at++) {
      found |= bytes[at] & 0x80;
    }
    return (found & SIGNS) == 0;
  }
}
