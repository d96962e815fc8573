package dev.blazesync.engine.seal;

import static dev.blazesync.engine.seal.Party.AFTER;
import static dev.blazesync.engine.seal.Party.ALICE;
import static dev.blazesync.engine.seal.Party.LOG;
import static dev.blazesync.engine.seal.Party.SECRET;
import static dev.blazesync.engine.seal.Party.contents;
import static dev.blazesync.engine.seal.Party.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * No key encrypts two plaintexts under one nonce. A batch's nonce is always the same, so no two
 * batches may have one key; the nonces of an object's segments differ, so no two objects may.
 */
class NonceReuseTest {
  private static final int SEALS = 100_000;

  @Test
  void oneHundredThousandSealsHaveAsManyKeys() {
    BatchSealer sealer = Party.sealer(FixedRandom.of(5));
    Set<String> keys = new HashSet<>();
    for (int seal = 0; seal < SEALS; seal++) {
      keys.add(key(sealer.seal(LOG, AFTER, false, contents(new byte[8]))));
    }
    assertThat(keys).hasSize(SEALS);
  }

  @Test
  void aStuckRandomGeneratorMakesNoTwoContentsShareAKey() {
    BatchSealer sealer = Party.sealer(FixedRandom.stuck());
    Set<String> keys = new HashSet<>();
    for (int seal = 0; seal < 10_000; seal++) {
      byte[] payload = ByteBuffer.allocate(8).putLong(seal).array();
      keys.add(key(sealer.seal(LOG, AFTER, false, contents(payload))));
    }
    assertThat(keys).hasSize(10_000);
  }

  @Test
  void aCopiedDatabaseWithACopiedGeneratorSharesNoKeyOnceItsContentsDiffer() {
    DeviceKeys copy = DeviceKeys.generate(FixedRandom.of(1));
    assertThat(copy.publicKeys()).isEqualTo(ALICE.publicKeys());
    BatchSealer one = Party.sealer(FixedRandom.of(9));
    BatchSealer two = new BatchSealer(copy, Party.GROUP, Party.EPOCH, SECRET, FixedRandom.of(9));
    assertThat(key(one.seal(LOG, AFTER, false, contents(text(40)))))
        .isNotEqualTo(key(two.seal(LOG, AFTER, false, contents(text(41)))));
  }

  @Test
  void theSameContentAtAnotherPlaceHasAnotherKey() {
    BatchSealer sealer = Party.sealer(FixedRandom.stuck());
    Position next = new Position(AFTER.sequence() + 1, AFTER.hash());
    assertThat(key(sealer.seal(LOG, AFTER, false, contents(text(40)))))
        .isNotEqualTo(key(sealer.seal(LOG, next, false, contents(text(40)))))
        .isNotEqualTo(key(sealer.seal(LOG, AFTER, true, contents(text(40)))));
  }

  @Test
  void theSameContentSealedTwiceHasTwoKeys() {
    BatchSealer sealer = Party.sealer(FixedRandom.of(3));
    assertThat(key(sealer.seal(LOG, AFTER, false, contents(text(40)))))
        .isNotEqualTo(key(sealer.seal(LOG, AFTER, false, contents(text(40)))));
  }

  /** One key and nonce, but one plaintext too: whoever sees both sees one batch twice. */
  @Test
  void whereEverythingIsTheSameTheBytesAre() {
    assertThat(Party.batch(text(40))).isEqualTo(Party.batch(text(40)));
    assertThat(Party.objectSealer(FixedRandom.stuck()).chunk(ByteBuffer.wrap(text(40))))
        .isEqualTo(Party.objectSealer(FixedRandom.stuck()).chunk(ByteBuffer.wrap(text(40))));
  }

  @Test
  void objectsOfOtherContentNameOrKindHaveOtherKeys() {
    ObjectSealer sealer = Party.objectSealer(FixedRandom.stuck());
    Set<String> keys = new HashSet<>();
    for (int length = 0; length < 1000; length++) {
      keys.add(objectKey("", sealer.chunk(ByteBuffer.wrap(text(length))).bytes()));
    }
    keys.add(objectKey("a", sealer.manifest("a", ByteBuffer.wrap(text(0))).bytes()));
    keys.add(objectKey("b", sealer.manifest("b", ByteBuffer.wrap(text(0))).bytes()));
    assertThat(keys).hasSize(1002);
  }

  private static String key(SealedBatch sealed) {
    SealedHeader header = SealedHeader.read(sealed.bytes());
    try (ContentKeys keys = ContentKeys.ofBatch(SECRET, header.salt(), header.toBytes())) {
      return HexFormat.of().formatHex(keys.cipher().toBytes());
    }
  }

  private static String objectKey(String bound, ByteBuffer sealed) {
    ObjectHeader header = ObjectHeader.read(sealed);
    byte[] head = header.toBytes();
    byte[] associated = Arrays.copyOf(head, head.length + bound.length());
    System.arraycopy(
        bound.getBytes(StandardCharsets.UTF_8), 0, associated, head.length, bound.length());
    try (ContentKeys keys = ContentKeys.ofObject(SECRET, header.salt(), associated)) {
      return HexFormat.of().formatHex(keys.cipher().toBytes());
    }
  }
}
