package dev.blazesync.engine.visible;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers that were asked for once; announced in batches. */
final class Memo<K, V> {
  private final Consumer<Collection<K>> announce;
  private final Function<K, V> read;
  private final Map<K, V> known = new HashMap<>();

  Memo(Consumer<Collection<K>> announce, Function<K, V> read) {
    this.announce = announce;
    this.read = read;
  }

  V get(K key) {
    V value = known.get(key);
    if (value == null) {
      value = read.apply(key);
      known.put(key, value);
    }
    return value;
  }

  void load(Collection<K> keys) {
    Set<K> missing = new LinkedHashSet<>(keys);
    missing.removeIf(known::containsKey);
    if (!missing.isEmpty()) {
      announce.accept(missing);
      missing.forEach(key -> known.put(key, read.apply(key)));
    }
  }
}
