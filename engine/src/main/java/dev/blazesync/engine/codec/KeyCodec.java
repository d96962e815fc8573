package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a key as bytes: a varint of how many, then each as {@link ValueCodec} writes it.
 * Equal keys, and only they, have equal bytes; the order of the bytes is not that of the values.
 */
public final class KeyCodec {
  private KeyCodec() {}

  /**
   * @throws dev.blazesync.spi.RefusedException if a value is over a limit
   */
  public static byte[] encode(List<Value> key) {
    WireWriter out = new WireWriter(32).varint(key.size());
    key.forEach(value -> ValueCodec.write(out, value));
    return out.toBytes();
  }

  /**
   * @throws dev.blazesync.spi.ProtocolException if {@code bytes} are not exactly one key
   */
  public static List<Value> decode(byte[] bytes) {
    WireReader in = new WireReader(bytes, "key");
    int count = in.count(Limits.COLUMNS, 1);
    List<Value> key = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      key.add(ValueCodec.read(in));
    }
    in.end();
    return List.copyOf(key);
  }
}
