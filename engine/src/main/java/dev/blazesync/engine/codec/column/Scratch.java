package dev.blazesync.engine.codec.column;

import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Arrays that one writer or reader of columns uses again and again; what is in them is lost with
 * the next call of the same name. Not thread-safe.
 */
public final class Scratch {
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  /** What a thread keeps, in values or bytes of its largest array. */
  private static final int KEPT = 1 << 17;

  private long[] longs = new long[0];
  private double[] doubles = new double[0];
  private byte[] codes = new byte[0];
  private byte[] bytes = new byte[0];
  private long[] numbers = new long[0];
  private String[] texts = new String[0];
  private int textsUsed;
  private ByteSink sink = new ByteSink(0);
  private long[] lengths = new long[0];
  private int[] ints = new int[0];
  private byte[] text = new byte[0];
  final WordSearch search = new WordSearch();
  private CharBuffer chars = CharBuffer.allocate(0);
  final CharsetEncoder latin = StandardCharsets.ISO_8859_1.newEncoder();

  /**
   * {@return this thread's; two writers or readers that take turns in a thread must not share it}
   */
  public static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** Lets go of texts, and of arrays that are larger than most need. */
  public void release() {
    Arrays.fill(texts, 0, textsUsed, null);
    textsUsed = 0;
    int largest = Math.max(longs.length, Math.max(bytes.length, chars.capacity()));
    largest = Math.max(largest, Math.max(lengths.length, Math.max(ints.length, text.length)));
    if (Math.max(largest, search.capacity()) > KEPT) {
      OF_THREAD.remove();
    }
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

  public String[] texts(int count) {
    textsUsed = Math.max(textsUsed, count);
    if (texts.length < count) {
      texts = new String[room(count)];
    }
    return texts;
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

  /** {@return a buffer with an array, from 0 to its capacity} */
  CharBuffer chars(int count) {
    if (chars.capacity() < count) {
      chars = CharBuffer.allocate(room(count));
    }
    return chars.clear();
  }

  /** {@return an empty one} */
  public ByteSink sink() {
    if (sink.capacity() > 4 * KEPT) {
      sink = new ByteSink(0);
    }
    sink.reset();
    return sink;
  }

  private static int room(int count) {
    return Math.max(64, count + (count >> 2));
  }
}
