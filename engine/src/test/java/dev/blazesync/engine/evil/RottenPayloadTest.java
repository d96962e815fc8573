package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is inside a batch of a member is rotten, or just not what it was. {@code
 * -Dblazesync.flips.every=3} flips more bits of states, which takes minutes.
 */
class RottenPayloadTest {
  private static final TableSchema MIXED =
      TableSchema.of(
          "mixed",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("n", ValueKind.INT64, true),
              ColumnSchema.of("tags", ValueKind.TEXT, true),
              ColumnSchema.of("prose", ValueKind.TEXT, true),
              ColumnSchema.of("first", ValueKind.INT64, true)),
          KeySchema.primary(0));

  private final Lab lab = new Lab(33, 1, Lab.NOTE, MIXED);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();
  private final Mallory mallory = lab.mallory();

  private void members(boolean policies) {
    if (policies) {
      a.rules.put("policy.mixed.n", "counter");
      a.rules.put("policy.mixed.tags", "set-union");
      a.rules.put("policy.mixed.prose", "text-merge");
      a.rules.put("policy.mixed.first", "first-writer-wins");
    }
    a.insert(1, 1, 1);
    for (long id = 1; id <= 2; id++) {
      insert(a, id);
    }
    a.start().sync();
    b.start().sync();
    lab.exchange(a, b);
  }

  private static void insert(Honest node, long id) {
    node.write(
        writer ->
            writer.insert(
                "mixed",
                number(id),
                number(5),
                new Value.Text("[\"x\"]"),
                new Value.Text("one\ntwo\n"),
                number(1)));
  }

  private static void edit(Honest node, long id, long n) {
    node.write(
        writer ->
            writer.update(
                "mixed",
                List.of(number(id)),
                Map.of(
                    "n",
                    number(n),
                    "tags",
                    new Value.Text("[\"x\",\"" + n + "\"]"),
                    "prose",
                    new Value.Text("one\ntwo " + n + "\n"),
                    "first",
                    number(n))));
  }

  /** {@return payloads that devices really made} */
  private List<byte[]> payloads() {
    Honest c = lab.honest();
    c.start().sync();
    edit(c, 1, 6);
    c.sync();
    edit(c, 1, 9);
    insert(c, 3);
    c.sync();
    c.write(writer -> writer.delete("mixed", number(3)));
    c.sync();
    EpochKeys keys = lab.group.secrets(lab.admin);
    BatchOpener opener =
        new BatchOpener(
            lab.id(), epoch -> keys.find(EntryId.of(epoch.toBytes())), lab.membership()::keys);
    List<byte[]> payloads = new ArrayList<>();
    for (SealedBatch batch : lab.hub.batches()) {
      if (opener.open(batch.bytes()) instanceof Opened<?, BatchContents> opened) {
        ByteBuffer payload = opened.content().payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        payloads.add(bytes);
      }
    }
    return payloads;
  }

  private SealedBatch seal(Mallory by, byte[] payload) {
    return by.seal(
        new BatchContents(
            true,
            false,
            false,
            HybridTimestamp.pack(lab.millis + 200_000),
            1,
            ByteBuffer.wrap(payload)));
  }

  /** Batches of many lives, so that none waits behind one that cannot be read. */
  private int lives = 100;

  private void spread(List<byte[]> rotten) {
    List<SealedBatch> batches = new ArrayList<>();
    for (byte[] payload : rotten) {
      batches.add(seal(mallory.again(lives++), payload));
    }
    lab.hub.push(batches);
    lab.exchange(b, a);
  }

  @Test
  void whatABitFlippedInsideDoesIsTheSameEverywhere() {
    members(false);
    flipEvery(3);
  }

  @Test
  void whatABitFlippedInsideAStateDoesIsTheSameEverywhere() {
    members(true);
    flipEvery(Integer.getInteger("blazesync.flips.every", 41));
  }

  private void flipEvery(int step) {
    for (byte[] payload : payloads()) {
      List<byte[]> rotten = new ArrayList<>();
      for (int bit = 0; bit < payload.length * 8; bit += step) {
        rotten.add(TamperTest.flipped(ByteBuffer.wrap(payload), bit));
        if (rotten.size() == 40) {
          spread(rotten);
          rotten.clear();
        }
      }
      spread(rotten);
    }
    a.insert(100, 1, 1);
    lab.exchange(a, b);
    assertThat(b.note(100)).isNotNull();
    assertAlike(a, b);
  }

  private void state(String column, Value value, byte[] state) {
    HybridTimestamp now = mallory.now();
    lab.hub.push(
        mallory.write(
            new Operation(
                OperationShape.of(MIXED, List.of(column)),
                Operation.Kind.UPDATE,
                new RecordId.Shared("mixed", List.of(number(1))),
                Stamp.of(now),
                List.of(new Version(value, new Value.Bytes(state), Stamp.of(now))))));
    lab.exchange(b, a);
    a.insert(100, 1, 1);
    edit(b, 2, 8);
    lab.exchange(a, b, a);
    assertThat(b.note(100)).isNotNull();
    assertAlike(a, b);
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "tags", "prose", "first"})
  void aStateThatIsNoneHarmsNobody(String column) {
    members(true);
    state(column, number(3), new byte[] {9, 9, 9});
  }

  /** 10 to the power of the scale is what adding to such a sum takes in memory. */
  @Test
  void aSumOfAHugeScaleCostsNothing() {
    members(true);
    WireWriter out = new WireWriter().u8(0).varint(1);
    out.raw(mallory.node().toBytes()).i64(7);
    out.u8(0).i64(mallory.now().packed()).raw(mallory.node().toBytes()).i64(7);
    out.u8(1).zigzag(-30_000_000).sized(new byte[] {1});
    state("n", number(3), out.toBytes());
  }
}
