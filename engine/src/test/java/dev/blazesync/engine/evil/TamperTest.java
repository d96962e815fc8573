package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A hub changes one bit of what it passes on, each in turn. */
class TamperTest {
  /** Requests that are enough to see what becomes of a changed answer. */
  private static final int SOME = 6;

  private final Lab lab = new Lab(1);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();

  TamperTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    a.sync();
  }

  static byte[] flipped(ByteBuffer bytes, int bit) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    copy[bit / 8] ^= (byte) (1 << bit % 8);
    return copy;
  }

  /** {@return the bytes as a batch, in the envelope of another if they make none} */
  static SealedBatch enveloped(byte[] bytes, SealedBatch as) {
    try {
      return SealedHeader.parse(ByteBuffer.wrap(bytes));
    } catch (ProtocolException e) {
      return new SealedBatch(
          as.group(), as.log(), as.sequence(), as.control(), ByteBuffer.wrap(bytes));
    }
  }

  @Test
  void noBitOfABatchCanBeChanged() {
    b.sync();
    a.insert(2, 2, 2).sync();
    SealedBatch batch = b.nextChange();
    var held = b.ofOthers();
    int[] bit = {0};
    BitSet lies = new BitSet();
    lab.hub.pages =
        (to, truth) -> {
          if (!to.equals(b.node())) {
            return truth;
          }
          lies.set(bit[0]);
          return new Page(List.of(enveloped(flipped(batch.bytes(), bit[0]), batch)), false, null);
        };
    for (; bit[0] < batch.length() * 8; bit[0]++) {
      b.exchangeAtMost(SOME);
      assertThat(b.note(2)).as("bit %s", bit[0]).isNull();
      assertThat(b.ofOthers()).as("bit %s", bit[0]).isEqualTo(held);
    }
    assertThat(lies.cardinality()).isEqualTo(bit[0]);
    assertThat(b.told()).isNotEmpty();
    lab.hub.repent();
    lab.exchange(b, a);
    assertAlike(a, b);
  }

  @Test
  void noBitOfAnEntryCanBeChanged() {
    int known = b.replica().roster().length();
    lab.publish(lab.group.rotate(lab.admin));
    int[] bit = {0};
    lab.hub.objects =
        (to, name, truth) ->
            to.equals(b.node()) && truth != null && ChainObject.index(name) == known
                ? ByteBuffer.wrap(flipped(truth, bit[0]))
                : truth;
    ByteBuffer entry = entry(known);
    for (; bit[0] < entry.remaining() * 8; bit[0]++) {
      b.exchangeAtMost(SOME);
      assertThat(b.replica().roster().length()).as("bit %s", bit[0]).isEqualTo(known);
    }
    assertThat(b.told()).anyMatch(told -> told.contains("membership"));
    lab.hub.repent();
    a.insert(2, 2, 2);
    lab.exchange(a, b);
    assertAlike(a, b);
  }

  private ByteBuffer entry(long index) {
    ByteBuffer bytes = lab.hub.object(ChainObject.name(index));
    if (bytes == null) {
      throw new AssertionError("there is no entry " + index);
    }
    return bytes;
  }

  @Test
  void noBitOfAManifestCanBeChanged() {
    assertNoBitOfObjects(true);
  }

  @Test
  void noBitOfAChunkCanBeChanged() {
    assertNoBitOfObjects(false);
  }

  private void assertNoBitOfObjects(boolean manifests) {
    Honest newcomer = lab.honest();
    newcomer.start();
    int[] bit = {0};
    Map<String, ByteBuffer> changed = new HashMap<>();
    lab.hub.seenObjects.forEach(
        (name, bytes) -> {
          if (!ChainObject.is(name) && name.startsWith("snapshot-") == manifests) {
            changed.put(name, bytes);
          }
        });
    assertThat(changed).isNotEmpty();
    lab.hub.objects =
        (to, name, truth) -> {
          ByteBuffer target = changed.get(name);
          boolean told = to.equals(newcomer.node()) && target != null;
          return told ? lie(target, bit[0]) : truth;
        };
    int bits = changed.values().iterator().next().remaining() * 8;
    List<String> wrong = new ArrayList<>();
    for (; bit[0] < bits; bit[0]++) {
      newcomer.exchangeAtMost(SOME);
      if (newcomer.replica().ready() || newcomer.note(1) != null) {
        wrong.add("bit " + bit[0]);
        break;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(newcomer.told()).isNotEmpty();
    lab.hub.repent();
    lab.exchange(newcomer, a, b);
    assertAlike(a, b, newcomer);
  }

  private static @Nullable ByteBuffer lie(ByteBuffer truth, int bit) {
    return ByteBuffer.wrap(flipped(truth, bit % (truth.remaining() * 8)));
  }
}
