package dev.blazesync.engine.seal;

import static dev.blazesync.engine.seal.Party.SECRET;
import static dev.blazesync.engine.seal.Party.fill;
import static dev.blazesync.engine.seal.Party.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Segments open together, in order and to the end, or not at all. */
class SegmentsTest {
  private static final int SEGMENT = Segments.SEGMENT_BYTES;
  private static final int SEALED = SEGMENT + 16;
  private static final byte[] ABOUT = {1, 2, 3};

  @Test
  void everyLengthComesBack() {
    for (int length :
        new int[] {1, 2, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT - 5}) {
      byte[] sealed = Segments.seal(SECRET, ABOUT, text(length));
      assertThat(sealed).hasSize(Segments.sealedBytes(length));
      assertThat(Segments.possible(sealed.length)).isTrue();
      assertThat(Segments.open(SECRET, ABOUT, sealed)).isEqualTo(text(length));
    }
    assertThat(SEGMENT).isEqualTo(Limits.AEAD_BYTES).isEqualTo(65_536);
  }

  @Test
  void onlyLengthsThatCanBeArePossible() {
    for (int length : new int[] {-1, 0, 1, 16, SEALED + 1, SEALED + 16, 3 * SEALED + 7}) {
      assertThat(Segments.possible(length)).as("%d", length).isFalse();
    }
    for (int length : new int[] {17, SEALED, SEALED + 17, 3 * SEALED}) {
      assertThat(Segments.possible(length)).as("%d", length).isTrue();
    }
  }

  @Test
  void equalSegmentsLookDifferent() {
    byte[] sealed = Segments.seal(SECRET, ABOUT, new byte[3 * SEGMENT]);
    List<byte[]> segments = split(sealed);
    assertThat(segments.get(0)).isNotEqualTo(segments.get(1)).isNotEqualTo(segments.get(2));
    assertThat(segments.get(1)).isNotEqualTo(segments.get(2));
  }

  @Test
  void nothingLeftOutRepeatedMovedOrTakenFromElsewhereOpens() {
    byte[] plaintext = new byte[2 * SEGMENT + 100];
    byte[] sealed = Segments.seal(SECRET, ABOUT, plaintext);
    List<byte[]> of = split(sealed);
    byte[] longer = Segments.seal(SECRET, ABOUT, new byte[3 * SEGMENT + 100]);
    List<byte[]> other = split(longer);
    refused(of.get(0));
    refused(of.get(2));
    refused(of.get(0), of.get(1));
    refused(of.get(1), of.get(2));
    refused(of.get(0), of.get(2));
    refused(of.get(1), of.get(0), of.get(2));
    refused(of.get(0), of.get(0), of.get(2));
    refused(of.get(0), of.get(1), of.get(1), of.get(2));
    refused(of.get(0), of.get(1), other.get(2), of.get(2));
    refused(of.get(0), of.get(1), other.get(3));
    byte[] elsewhere = Segments.seal(SECRET, fill(9, 3), plaintext);
    refused(of.get(0), split(elsewhere).get(1), of.get(2));
    assertThat(Segments.open(SECRET, ABOUT, join(of.get(0), of.get(1), of.get(2))))
        .isEqualTo(plaintext);
  }

  @Test
  void aSegmentCutAnywhereDoesNotOpen() {
    byte[] sealed = Segments.seal(SECRET, ABOUT, text(SEGMENT + 300));
    for (int length = 1; length < sealed.length; length += length < SEALED - 20 ? 977 : 1) {
      byte[] cut = Arrays.copyOf(sealed, length);
      if (Segments.possible(length)) {
        refused(cut);
      }
    }
  }

  private static void refused(byte[]... segments) {
    assertThatThrownBy(() -> Segments.open(SECRET, ABOUT, join(segments)))
        .isInstanceOf(ProtocolException.class);
  }

  private static List<byte[]> split(byte[] sealed) {
    List<byte[]> segments = new ArrayList<>();
    for (int from = 0; from < sealed.length; from += SEALED) {
      segments.add(Arrays.copyOfRange(sealed, from, Math.min(sealed.length, from + SEALED)));
    }
    return segments;
  }

  private static byte[] join(byte[]... segments) {
    byte[] whole = new byte[0];
    for (byte[] segment : segments) {
      int at = whole.length;
      whole = Arrays.copyOf(whole, at + segment.length);
      System.arraycopy(segment, 0, whole, at, segment.length);
    }
    return whole;
  }
}
