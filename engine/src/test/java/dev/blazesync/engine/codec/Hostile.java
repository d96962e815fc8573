package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Attacks a decoder with every truncation, every bit flip and seeded mutations of good bytes. Each
 * must end in a {@link ProtocolException}, or in a value whose encoding is those very bytes; and
 * must not allocate much more than the bytes deserve.
 */
public final class Hostile {
  private static final int ALLOWED_BYTES = 512 * 1024;
  private static final int ALLOWED_FACTOR = 200;
  private static final int[] FAVOURITES = {0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff};

  private final UnaryOperator<byte[]> seal;
  private final UnaryOperator<byte[]> recode;

  /**
   * @param recode decodes and encodes again
   */
  public Hostile(UnaryOperator<byte[]> recode) {
    this(UnaryOperator.identity(), recode);
  }

  /**
   * @param seal makes a digest in mutated bytes match again, so that the attack gets past it
   */
  public Hostile(UnaryOperator<byte[]> seal, UnaryOperator<byte[]> recode) {
    this.seal = seal;
    this.recode = recode;
  }

  public void attack(byte[] good, long seed) {
    assertThat(accepts(good)).isTrue();
    for (int length = 0; length < good.length; length++) {
      assertThat(accepts(Arrays.copyOf(good, length))).isFalse();
    }
    assertThat(accepts(Arrays.copyOf(good, good.length + 1))).as("one byte more").isFalse();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      accepts(flipped);
    }
    Random random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      byte[] mutant = good;
      for (int step = random.nextInt(3); step >= 0; step--) {
        mutant = mutate(mutant, random);
      }
      accepts(mutant);
    }
  }

  /** {@return whether the decoder took the bytes; fails the test if it did anything it must not} */
  public boolean accepts(byte[] unsealed) {
    byte[] bytes = seal.apply(unsealed.clone());
    long before = AllocatedBytes.now();
    byte[] again;
    try {
      again = recode.apply(bytes.clone());
    } catch (ProtocolException e) {
      checkAllocation(before, bytes);
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("on " + HexFormat.of().formatHex(bytes), e);
    }
    checkAllocation(before, bytes);
    if (!Arrays.equals(again, bytes)) {
      assertThat(HexFormat.of().formatHex(again)).isEqualTo(HexFormat.of().formatHex(bytes));
    }
    return true;
  }

  private static void checkAllocation(long before, byte[] bytes) {
    long allocated = AllocatedBytes.now() - before;
    if (allocated > ALLOWED_BYTES + (long) ALLOWED_FACTOR * bytes.length) {
      throw new AssertionError(
          allocated + " bytes allocated for " + HexFormat.of().formatHex(bytes));
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(8, bytes.length - at));
    byte[] out = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> out[at] = (byte) random.nextInt();
      case 1 -> out[at] = (byte) FAVOURITES[random.nextInt(FAVOURITES.length)];
      case 2 -> Arrays.fill(out, at, at + length, (byte) random.nextInt());
      case 3 -> out[at] += (byte) (random.nextBoolean() ? 1 : -1);
      case 4 -> {
        out = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, out, at + length, bytes.length - at);
      }
      default -> {
        out = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, out, at, bytes.length - at - length);
      }
    }
    return out;
  }
}
