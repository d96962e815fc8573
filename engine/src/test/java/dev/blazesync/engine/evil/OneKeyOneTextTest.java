package dev.blazesync.engine.evil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.seal.ObjectHeader;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * No key encrypts two texts, however often databases are restored and copied, and though the
 * generator of random numbers says the same for ever.
 */
class OneKeyOneTextTest {
  /** Always the same bytes. */
  private static final class Stuck extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 5);
    }

    @Override
    public double nextDouble() {
      return 0.5;
    }
  }

  private final Map<String, ByteBuffer> texts = new HashMap<>();
  private int compared;

  @Test
  void aStuckGeneratorAndRestoredDatabases() {
    for (long seed = 0; seed < 12; seed++) {
      history(seed, new Stuck());
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void generatorsThatBeginAgainAndRestoredDatabases() {
    for (long seed = 0; seed < 12; seed++) {
      history(seed, new SeededRandom(1));
    }
    assertThat(compared).isGreaterThan(100);
  }

  private void history(long seed, SecureRandom dice) {
    Random random = new Random(seed);
    Lab lab = new Lab(seed + 100);
    Honest a = new Honest(lab, lab.admin, dice, lab.hubs, lab.tables);
    Honest b = new Honest(lab, lab.member(), dice, lab.hubs, lab.tables);
    a.insert(0, 0, 0).start().sync();
    b.start().sync();
    MemoryStore backup = b.store().crashCopy();
    Honest clone = null;
    for (int step = 0; step < 24; step++) {
      lab.millis += random.nextInt(2) * 30_000L;
      Honest node = clone != null && random.nextInt(3) == 0 ? clone : random.nextBoolean() ? a : b;
      switch (random.nextInt(8)) {
        case 0 -> backup = b.store().crashCopy();
        case 1 -> {
          b.restore(backup);
          backup = b.store().crashCopy();
          b.start();
        }
        case 2 -> {
          clone = b.copy(dice instanceof Stuck ? dice : new SeededRandom(1));
          clone.start();
        }
        case 3 -> {
          lab.publish(lab.group.rotate(lab.admin));
          node.exchangeAtMost(100);
        }
        default -> {
          node.update(0, "a", random.nextInt(3));
          node.exchangeAtMost(100);
        }
      }
    }
    a.replica().snapshots().begin(lab.millis);
    for (var object = a.replica().snapshots().next(lab.millis);
        object != null;
        object = a.replica().snapshots().next(lab.millis)) {
      lab.hub.seenObjects.putIfAbsent(object.name() + "#2", object.bytes());
    }
    compare(lab);
  }

  private void compare(Lab lab) {
    try (EpochKeys keys = lab.group.secrets(lab.admin)) {
      for (SealedBatch batch : lab.hub.seenBatches) {
        SealedHeader header = SealedHeader.read(batch.bytes());
        byte[] head = head(batch.bytes(), SealedHeader.BYTES);
        Secret secret = keys.find(EntryId.of(header.epoch().toBytes()));
        key(secret, Purpose.BATCH_KEY, header.salt(), head, batch.bytes());
      }
      lab.hub.seenObjects.forEach(
          (name, bytes) -> {
            if (!ChainObject.is(name)) {
              ObjectHeader header = ObjectHeader.read(bytes);
              boolean manifest = name.startsWith("snapshot-");
              byte[] bound =
                  (manifest ? name.replace("#2", "") : "").getBytes(StandardCharsets.UTF_8);
              byte[] head = head(bytes, ObjectHeader.BYTES + bound.length);
              System.arraycopy(bound, 0, head, ObjectHeader.BYTES, bound.length);
              Secret secret = keys.find(EntryId.of(header.epoch().toBytes()));
              key(secret, Purpose.OBJECT_KEY, header.salt(), head, bytes);
            }
          });
    }
  }

  private static byte[] head(ByteBuffer bytes, int length) {
    byte[] head = new byte[length];
    bytes.duplicate().get(head);
    return head;
  }

  private void key(
      @dev.blazesync.spi.Nullable Secret secret,
      Purpose purpose,
      byte[] salt,
      byte[] head,
      ByteBuffer bytes) {
    if (secret == null) {
      throw new AssertionError("an epoch that the admin cannot open");
    }
    try (Secret key = secret.derive(purpose, salt, Sha256.of(head))) {
      String name = HexFormat.of().formatHex(key.toBytes());
      ByteBuffer other = texts.putIfAbsent(name, bytes.duplicate());
      assertThat(other == null || other.equals(bytes)).as("two texts under one key").isTrue();
      compared++;
    }
  }
}
