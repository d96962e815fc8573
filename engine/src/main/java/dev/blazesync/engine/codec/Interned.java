package dev.blazesync.engine.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has been named so far, numbered from 0 in the order of first use. The number of the next one
 * announces a definition, which follows at once; so a dictionary needs no room of its own, every
 * entry is used, and one content has one form. Not thread-safe.
 */
final class Interned<T> {
  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> entries = new ArrayList<>();

  int size() {
    return entries.size();
  }

  T get(int number) {
    return entries.get(number);
  }

  /** {@return its number, or -1} */
  int find(T entry) {
    return numbers.getOrDefault(entry, -1);
  }

  /** {@return whether it was not there yet} */
  boolean add(T entry) {
    if (numbers.putIfAbsent(entry, entries.size()) != null) {
      return false;
    }
    entries.add(entry);
    return true;
  }

  /** Forgets the newest entries. */
  void truncate(int size) {
    while (entries.size() > size) {
      numbers.remove(entries.remove(entries.size() - 1));
    }
  }
}
