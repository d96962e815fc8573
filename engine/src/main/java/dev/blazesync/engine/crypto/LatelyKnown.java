package dev.blazesync.engine.crypto;

import dev.blazesync.spi.Nullable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was found out about things that come again, where it takes long to find out and always comes
 * out the same. Forgets what was asked for longest ago. Thread-safe.
 */
public final class LatelyKnown<K, V> {
  private final int most;
  private final Map<K, V> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most how many are remembered, at least 1
   */
  public LatelyKnown(int most) {
    this.most = most;
  }

  /** {@return what is known of it, null if nothing is} */
  public synchronized @Nullable V get(K key) {
    return known.get(key);
  }

  public synchronized void put(K key, V value) {
    known.put(key, value);
    if (known.size() > most) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
