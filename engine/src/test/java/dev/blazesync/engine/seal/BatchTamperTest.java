package dev.blazesync.engine.seal;

import static dev.blazesync.engine.crypto.Purpose.BATCH_SIGNATURE;
import static dev.blazesync.engine.seal.Party.AFTER;
import static dev.blazesync.engine.seal.Party.ALICE;
import static dev.blazesync.engine.seal.Party.EPOCH;
import static dev.blazesync.engine.seal.Party.GROUP;
import static dev.blazesync.engine.seal.Party.LATER;
import static dev.blazesync.engine.seal.Party.LATER_SECRET;
import static dev.blazesync.engine.seal.Party.LOG;
import static dev.blazesync.engine.seal.Party.MALLORY;
import static dev.blazesync.engine.seal.Party.SECRET;
import static dev.blazesync.engine.seal.Party.bytes;
import static dev.blazesync.engine.seal.Party.fill;
import static dev.blazesync.engine.seal.Party.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.codec.Hostile;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is changed, moved, made up or cut off is refused, and told from what only has to wait. */
class BatchTamperTest {
  private static final int ORIGIN_AT = 72;
  private static final int LENGTH_AT = 136;
  private final BatchOpener opener = Party.opener();
  private final BatchCheck check = new BatchCheck(Party::member);
  private final byte[] good = bytes(Party.batch(text(100)).bytes());

  @Test
  void everyBitCounts() {
    for (byte[] batch : new byte[][] {good, control()}) {
      for (int bit = 0; bit < batch.length * 8; bit++) {
        byte[] flipped = batch.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> check.require(ByteBuffer.wrap(flipped)))
            .as("bit %d", bit)
            .isInstanceOf(ProtocolException.class);
        boolean inOrigin = bit / 8 >= ORIGIN_AT && bit / 8 < ORIGIN_AT + 16;
        if (inOrigin) {
          // nobody has keys of such a device: nothing is verified, nothing is opened
          assertThat(opener.open(ByteBuffer.wrap(flipped)))
              .isInstanceOf(Opening.UnknownSigner.class);
        } else {
          assertThatThrownBy(() -> opener.open(ByteBuffer.wrap(flipped)))
              .as("bit %d", bit)
              .isInstanceOf(ProtocolException.class);
        }
      }
    }
  }

  @Test
  void everyBitCountsEvenIfTheOriginItselfSignedTheChange() {
    for (int bit = 0; bit < (good.length - 64) * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] signed = Party.signed(ALICE, BATCH_SIGNATURE, "", flipped);
      boolean opened;
      try {
        opened = opener.open(ByteBuffer.wrap(signed)) instanceof Opening.Opened;
      } catch (ProtocolException e) {
        opened = false;
      }
      assertThat(opened).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void noTruncationOpens() {
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      refused(cut);
      if (length >= 64) {
        refused(Party.signed(ALICE, BATCH_SIGNATURE, "", cut));
      }
    }
    refused(Arrays.copyOf(good, good.length + 1));
    refused(new byte[70_000]);
  }

  @Test
  void aBatchOfANewerVersionOrSuiteSaysSo() {
    byte[] bytes = good.clone();
    bytes[4] = 2;
    assertThatThrownBy(() -> check.check(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("batch format version 2")
        .hasMessageContaining("knows 1")
        .hasMessageContaining("update");
    bytes[4] = 1;
    for (int suite : new int[] {2, 7}) {
      bytes[5] = (byte) suite;
      assertThatThrownBy(() -> check.check(ByteBuffer.wrap(bytes)))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("cipher suite " + suite)
          .hasMessageContaining("update");
    }
    bytes[0] = 'b';
    assertThatThrownBy(() -> check.check(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("not a batch");
    assertThatThrownBy(() -> check.check(ByteBuffer.allocate(SealedBatch.MAX_BYTES + 1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void aLengthThatTheBytesDoNotHaveIsRefused() {
    for (int length : new int[] {0, 15, 16, 1 << 16, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      byte[] claimed = good.clone();
      ByteBuffer.wrap(claimed).putInt(LENGTH_AT, length);
      refused(claimed);
      refused(Party.signed(ALICE, BATCH_SIGNATURE, "", claimed));
    }
  }

  @Test
  void whatIsNoBatchIsRefused() {
    Random random = new Random(7);
    for (int run = 0; run < 3000; run++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      refused(noise);
    }
  }

  @Test
  void aHeaderOutOfRangeIsNotMade() {
    byte[] zero = new byte[32];
    for (Supplier<SealedHeader> wrong :
        List.<Supplier<SealedHeader>>of(
            () -> header(0, zero, 16, zero),
            () -> header(1, fill(1, 32), 16, zero),
            () -> header(2, new byte[31], 16, zero),
            () -> header(2, zero, 15, zero),
            () -> header(2, zero, SealedHeader.MAX_BODY + 1, zero),
            () -> header(2, zero, 16, new byte[16]))) {
      assertThatThrownBy(wrong::get).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static SealedHeader header(long sequence, byte[] previous, int length, byte[] salt) {
    return new SealedHeader(false, GROUP, EPOCH, LOG, sequence, previous, length, salt);
  }

  @Test
  void aMemberCannotPassAnothersContentsOffAsItsOwn() {
    byte[] body = Arrays.copyOfRange(good, SealedHeader.BYTES, good.length - 64);
    SealedHeader original = SealedHeader.read(ByteBuffer.wrap(good));
    OriginLog mallorys = new OriginLog(MALLORY.nodeId(), LOG.lineage());
    for (SealedHeader stolen :
        new SealedHeader[] {
          header(original, GROUP, EPOCH, mallorys, 258),
          header(original, GROUP, LATER, mallorys, 258),
          header(original, GROUP, EPOCH, new OriginLog(MALLORY.nodeId(), 5), 258),
          header(original, GROUP, EPOCH, mallorys, 259),
        }) {
      byte[] forged = assemble(stolen, body);
      byte[] signed = Party.signed(MALLORY, BATCH_SIGNATURE, "", forged);
      assertThat(check.require(ByteBuffer.wrap(signed))).isEqualTo(stolen);
      assertThatThrownBy(() -> opener.open(ByteBuffer.wrap(signed)))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("batch " + stolen.sequence() + " of " + stolen.log())
          .hasMessageContaining("does not open");
    }
  }

  @Test
  void aMemberCannotSignAsAnother() {
    BatchSealer sealer = new BatchSealer(MALLORY, GROUP, EPOCH, SECRET, FixedRandom.stuck());
    OriginLog own = new OriginLog(MALLORY.nodeId(), 1);
    byte[] batch = bytes(sealer.seal(own, AFTER, false, Party.contents(text(9))).bytes());
    System.arraycopy(ALICE.nodeId().toBytes(), 0, batch, ORIGIN_AT, 16);
    byte[] signed = Party.signed(MALLORY, BATCH_SIGNATURE, "", batch);
    assertThat(check.check(ByteBuffer.wrap(signed)).verdict())
        .isEqualTo(BatchCheck.Verdict.BAD_SIGNATURE);
    assertThatThrownBy(() -> opener.open(ByteBuffer.wrap(signed)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("signature");
  }

  @Test
  void aReplayUnderAnotherGroupOrPlaceIsRefused() {
    SealedHeader original = SealedHeader.read(ByteBuffer.wrap(good));
    byte[] body = Arrays.copyOfRange(good, SealedHeader.BYTES, good.length - 64);
    GroupId otherGroup = GroupId.of(fill(0xab, 32));
    for (SealedHeader moved :
        new SealedHeader[] {
          header(original, otherGroup, EPOCH, LOG, 258),
          header(original, GROUP, LATER, LOG, 258),
          header(original, GROUP, EPOCH, new OriginLog(ALICE.nodeId(), 1), 258),
          header(original, GROUP, EPOCH, LOG, 259),
        }) {
      byte[] replayed = assemble(moved, body);
      System.arraycopy(good, good.length - 64, replayed, good.length - 64, 64);
      refused(replayed);
      refused(Party.signed(ALICE, BATCH_SIGNATURE, "", replayed));
    }
  }

  @Test
  void aSignatureForAnotherPurposeIsNone() {
    for (Purpose purpose : Purpose.values()) {
      if (purpose != BATCH_SIGNATURE) {
        refused(Party.signed(ALICE, purpose, "", good));
      }
    }
  }

  @Test
  void whatWasSealedUnderAnotherSecretDoesNotOpen() {
    BatchOpener wrong = new BatchOpener(GROUP, epoch -> LATER_SECRET, Party::member);
    assertThatThrownBy(() -> wrong.open(ByteBuffer.wrap(good)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("though signed");
  }

  /** Who has the secret can encrypt anything, and yet not two contents in one. */
  @Test
  void theCodeInsideIsChecked() {
    byte[] content = Party.contents(text(60)).encode();
    byte[] inside = new byte[ContentKeys.TAG_BYTES + content.length];
    System.arraycopy(content, 0, inside, ContentKeys.TAG_BYTES, content.length);
    assertThatThrownBy(() -> opener.open(ByteBuffer.wrap(encrypted(inside))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("the code inside");
    assertThatThrownBy(() -> opener.open(ByteBuffer.wrap(encrypted(new byte[31]))))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void contentsHaveOneForm() {
    Hostile hostile = new Hostile(bytes -> BatchContents.decode(bytes, "test").encode());
    for (int length : new int[] {0, 1, 17, 18, 40, 300, 976, 977, 978, 1500}) {
      for (int seed = 0; seed < 4; seed++) {
        hostile.attack(Party.contents(text(length)).encode(), 10L * length + seed);
      }
    }
  }

  @Test
  void headersHaveOneForm() {
    UnaryOperator<byte[]> recode =
        bytes -> {
          byte[] again = bytes.clone();
          byte[] header = SealedHeader.read(ByteBuffer.wrap(bytes)).toBytes();
          System.arraycopy(header, 0, again, 0, header.length);
          return again;
        };
    new Hostile(recode).attack(good, 1);
    new Hostile(recode).attack(control(), 2);
  }

  @Test
  void hostileBatchesAreRefusedOrTheSame() {
    Hostile outsider = new Hostile(BatchTamperTest::recode);
    Hostile insider =
        new Hostile(
            bytes -> Party.signed(ALICE, BATCH_SIGNATURE, "", bytes), BatchTamperTest::recode);
    for (int length : new int[] {0, 60, 200}) {
      byte[] batch = bytes(Party.batch(text(length)).bytes());
      outsider.attack(batch, length + 1);
      insider.attack(batch, length + 2);
      insider.attack(batch, length + 3);
    }
  }

  /** Opens and seals again, with the random bytes it was sealed with. */
  private static byte[] recode(byte[] sealed) {
    SealedHeader header = SealedHeader.read(ByteBuffer.wrap(sealed));
    Opening<SealedHeader, BatchContents> opening = Party.opener().open(ByteBuffer.wrap(sealed));
    if (!(opening instanceof Opening.Opened<SealedHeader, BatchContents> opened)) {
      throw new ProtocolException("not opened: " + opening);
    }
    Position after = new Position(header.sequence() - 1, header.previousHash());
    return bytes(
        Party.sealer(FixedRandom.stuck())
            .seal(header.log(), after, header.control(), opened.content())
            .bytes());
  }

  private void refused(byte[] bytes) {
    assertThatThrownBy(
            () -> {
              if (!(opener.open(ByteBuffer.wrap(bytes)) instanceof Opening.Opened)) {
                throw new ProtocolException("not opened");
              }
            })
        .isInstanceOf(ProtocolException.class);
  }

  private static byte[] control() {
    return bytes(
        Party.sealer(FixedRandom.stuck()).seal(LOG, AFTER, true, Party.contents(text(50))).bytes());
  }

  private static SealedHeader header(
      SealedHeader of, GroupId group, EpochId epoch, OriginLog log, long sequence) {
    return new SealedHeader(
        of.control(), group, epoch, log, sequence, of.previousHash(), of.length(), of.salt());
  }

  private static byte[] assemble(SealedHeader header, byte[] body) {
    byte[] head = header.toBytes();
    byte[] whole = Arrays.copyOf(head, head.length + body.length + 64);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** {@return a batch of Alice's that is right but for what is inside} */
  private static byte[] encrypted(byte[] inside) {
    SealedHeader header =
        new SealedHeader(
            false, GROUP, EPOCH, LOG, 9, fill(1, 32), inside.length + Aead.TAG_BYTES, fill(2, 32));
    byte[] head = header.toBytes();
    try (ContentKeys keys = ContentKeys.ofBatch(SECRET, header.salt(), head)) {
      byte[] body = Aead.seal(keys.cipher(), BatchSealer.NONCE, head, inside);
      return Party.signed(ALICE, BATCH_SIGNATURE, "", assemble(header, body));
    }
  }
}
