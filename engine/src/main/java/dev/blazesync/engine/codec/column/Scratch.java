package dev.blazesync.engine.codec.column;

import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays that one writer or reader of columns uses again and again; what is in them is lost with
 * the next call of the same name. Not thread-safe.
 */
public final class Scratch {
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  /** What a thread keeps, in values or bytes of its arrays. */
  private static final int KEPT = 1 << 19;

  private static final byte[] NO_BYTES = {};
  private static final long[] NO_LONGS = {};

  private long[] longs = NO_LONGS;
  private double[] doubles = {};
  private byte[] codes = NO_BYTES;
  private byte[] bytes = NO_BYTES;
  private long[] numbers = NO_LONGS;
  private @Nullable ByteSink sink;
  private long[] lengths = NO_LONGS;
  private int[] ints = {};
  private byte[] text = NO_BYTES;
  private final List<Scratch> parts = new ArrayList<>();
  private @Nullable WordSearch words;
  private @Nullable WordSearch repeats;
  private @Nullable TextBuffer texts;

  /**
   * {@return this thread's; two writers or readers that take turns in a thread must not share it}
   */
  public static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** {@return one of more like this, for what is used side by side} */
  public Scratch part(int number) {
    while (parts.size() <= number) {
      parts.add(new Scratch());
    }
    return parts.get(number);
  }

  /** Lets go of arrays that are larger than most need. */
  public void release() {
    if (kept() > KEPT) {
      OF_THREAD.remove();
    }
  }

  private long kept() {
    long kept = (long) longs.length + numbers.length + lengths.length + doubles.length;
    kept += codes.length + bytes.length + text.length + ints.length;
    kept += words == null ? 0 : words.capacity();
    kept += repeats == null ? 0 : repeats.capacity();
    kept += texts == null ? 0 : texts.capacity();
    for (Scratch part : parts) {
      kept += part.kept();
    }
    return kept;
  }

  public long[] longs(int count) {
    if (longs.length < count) {
      longs = new long[room(count)];
    }
    return longs;
  }

  public double[] doubles(int count) {
    if (doubles.length < count) {
      doubles = new double[room(count)];
    }
    return doubles;
  }

  public byte[] codes(int count) {
    if (codes.length < count) {
      codes = new byte[room(count)];
    }
    return codes;
  }

  byte[] bytes(int count) {
    if (bytes.length < count) {
      bytes = new byte[room(count)];
    }
    return bytes;
  }

  long[] numbers(int count) {
    if (numbers.length < count) {
      numbers = new long[room(count)];
    }
    return numbers;
  }

  long[] lengths(int count) {
    if (lengths.length < count) {
      lengths = new long[room(count)];
    }
    return lengths;
  }

  int[] ints(int count) {
    if (ints.length < count) {
      ints = new int[room(count)];
    }
    return ints;
  }

  byte[] text(int count) {
    if (text.length < count) {
      text = new byte[room(count)];
    }
    return text;
  }

  /** {@return one for words of texts} */
  WordSearch words() {
    if (words == null) {
      words = new WordSearch();
    }
    return words;
  }

  /** {@return one for texts} */
  WordSearch repeats() {
    if (repeats == null) {
      repeats = new WordSearch();
    }
    return repeats;
  }

  /** {@return an empty one} */
  public TextBuffer texts() {
    if (texts == null) {
      texts = new TextBuffer();
    }
    texts.clear();
    return texts;
  }

  /** {@return an empty one} */
  public ByteSink sink() {
    if (sink == null || sink.capacity() > KEPT) {
      sink = new ByteSink(0);
    }
    sink.reset();
    return sink;
  }

  private static int room(int count) {
    return Math.max(64, count + (count >> 2));
  }
}
