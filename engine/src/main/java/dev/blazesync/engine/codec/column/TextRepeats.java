package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;
import java.util.HashMap;
import java.util.Map;

/**
 * The different ones among texts.
 *
 * @param entries each once, in the order of first use
 * @param numbers of each text among the entries
 * @param bytes that both take in a column
 */
record TextRepeats(String[] entries, long[] numbers, long bytes) {
  private static final int SLACK = 64;

  /** {@return what repeats; null as soon as it shows that little does} */
  static @Nullable TextRepeats find(String[] texts, int count, Scratch scratch) {
    // of the JDK, since it stays fast where someone made all hashes equal
    Map<String, Integer> known = new HashMap<>(SLACK * 2);
    long[] numbers = scratch.numbers(count);
    for (int index = 0; index < count; index++) {
      Integer number = known.get(texts[index]);
      if (number == null) {
        if (2 * known.size() > index + SLACK) {
          return null;
        }
        number = known.size();
        known.put(texts[index], number);
      }
      numbers[index] = number;
    }
    int different = known.size();
    if (different == count) {
      return null;
    }
    String[] entries = new String[different];
    known.forEach((text, number) -> entries[number] = text);
    long bytes =
        ByteSink.varintBytes(different)
            + TextColumn.plainBytes(entries, different, scratch)
            + IntegerColumn.bytes(numbers, count);
    return new TextRepeats(entries, numbers, bytes);
  }
}
