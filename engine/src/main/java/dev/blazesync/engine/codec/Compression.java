package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Payloads and chunks in fewer bytes, before they are cut for batches or objects and sealed. Their
 * first byte says which form it is; codes above are room for other compressions:
 *
 * <pre>
 * u8      4, LZ4
 * varint  length of what comes out
 *         one LZ4 block, shorter than that
 * </pre>
 *
 * <p>Compressed as a whole, also where it is cut: matches then reach over the cuts, and whoever
 * reads it needs all parts in any case. Anything that decompresses to the said length is taken:
 * many blocks give the same bytes, and what comes out has one form. Any thread may call this.
 */
public final class Compression {
  static final int LZ4 = 4;

  /** Shorter ones are left as they are: names and a few values hardly repeat. */
  private static final int LEAST = 192;

  /** A part of the length that must be won, or what was tried is thrown away. */
  private static final int WORTHWHILE = 16;

  /** Longer ones are judged by samples first. */
  private static final int SAMPLED = 256 << 10;

  private static final int SAMPLE = 16 << 10;
  private static final int SAMPLES = 4;

  /** What a byte of an LZ4 block gives at most. */
  private static final int MOST_FROM_A_BYTE = 255;

  /**
   * Pure Java: what a member made up cannot reach beyond an array, and no native library has to be
   * unpacked. Made when first needed, since the factory makes more than is used here.
   */
  private static final class Lz4 {
    static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.safeInstance().safeDecompressor();
  }

  private Compression() {}

  /** {@return a payload or chunk compressed, or itself if that does not pay} */
  public static byte[] pack(byte[] plain) {
    if (plain.length < LEAST || (plain.length > SAMPLED && !samplesPay(plain))) {
      return plain;
    }
    byte[] block = new byte[Lz4.COMPRESSOR.maxCompressedLength(plain.length)];
    int length = Lz4.COMPRESSOR.compress(plain, 0, plain.length, block, 0, block.length);
    if (!pays(plain.length, length)) {
      return plain;
    }
    return new ByteSink(length + 8).u8(LZ4).varint(plain.length).raw(block, 0, length).toBytes();
  }

  private static boolean samplesPay(byte[] plain) {
    byte[] block = new byte[Lz4.COMPRESSOR.maxCompressedLength(SAMPLE)];
    int compressed = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      int from = (int) ((long) (plain.length - SAMPLE) * sample / (SAMPLES - 1));
      compressed += Lz4.COMPRESSOR.compress(plain, from, SAMPLE, block, 0, block.length);
    }
    return pays(SAMPLES * SAMPLE, compressed);
  }

  private static boolean pays(int plain, int compressed) {
    return plain - compressed >= plain / WORTHWHILE;
  }

  /**
   * {@return what {@link #pack} took}
   *
   * @param what names the thing, for messages
   * @throws ProtocolException if it is compressed and does not come out as it says, or is over
   *     {@link Limits#PAYLOAD_BYTES}
   */
  static ByteSource open(ByteBuffer packed, String what) {
    ByteSource in = ByteSource.of(packed, what);
    if (in.remaining() > Limits.PAYLOAD_BYTES) {
      throw in.bad(in.remaining() + " bytes are over the limit of " + Limits.PAYLOAD_BYTES);
    }
    if (in.remaining() == 0 || packed.get(packed.position()) != LZ4) {
      return in;
    }
    byte[] plain = inflated(in);
    return new ByteSource(plain, 0, plain.length, what);
  }

  /**
   * {@return what {@link #pack} took}
   *
   * @throws ProtocolException if it is compressed and does not come out as it says
   */
  public static byte[] unpack(byte[] packed) {
    return packed.length > 0 && packed[0] == LZ4
        ? inflated(ByteSource.of(ByteBuffer.wrap(packed), "payload"))
        : packed;
  }

  /**
   * {@return the length of what {@link #pack} took}
   *
   * @param packed that was read before
   */
  public static int length(byte[] packed) {
    if (packed.length == 0 || packed[0] != LZ4) {
      return packed.length;
    }
    ByteSource in = new ByteSource(packed, 1, packed.length, "payload");
    return in.count(Limits.PAYLOAD_BYTES);
  }

  private static byte[] inflated(ByteSource in) {
    in.u8();
    int length = in.count(Limits.PAYLOAD_BYTES);
    byte[] block = in.raw(in.remaining());
    if (block.length >= length || length > (long) block.length * MOST_FROM_A_BYTE) {
      throw in.bad(block.length + " bytes do not hold " + length + " of LZ4");
    }
    byte[] plain = new byte[length];
    int found;
    try {
      found = Lz4.DECOMPRESSOR.decompress(block, 0, block.length, plain, 0, length);
    } catch (LZ4Exception e) {
      throw new ProtocolException(in.bad("no LZ4 block").getMessage(), e);
    }
    if (found != length) {
      throw in.bad(found + " bytes come out of LZ4, not " + length);
    }
    return plain;
  }
}
