package dev.blazesync.engine.seal;

import static dev.blazesync.engine.seal.Party.AFTER;
import static dev.blazesync.engine.seal.Party.EPOCH;
import static dev.blazesync.engine.seal.Party.GROUP;
import static dev.blazesync.engine.seal.Party.LOG;
import static dev.blazesync.engine.seal.Party.MALLORY;
import static dev.blazesync.engine.seal.Party.bytes;
import static dev.blazesync.engine.seal.Party.contents;
import static dev.blazesync.engine.seal.Party.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchSealTest {
  private final BatchSealer sealer = Party.sealer(new SecureRandom());
  private final BatchOpener opener = Party.opener();

  @Test
  void whatIsSealedOpens() {
    for (BatchContents contents :
        new BatchContents[] {
          new BatchContents(true, false, false, -1, 10_000, ByteBuffer.wrap(text(5000))),
          new BatchContents(true, true, false, 0, 0, ByteBuffer.wrap(text(1))),
          new BatchContents(false, true, true, 5, 0, ByteBuffer.wrap(text(0))),
        }) {
      SealedBatch sealed = sealer.seal(LOG, AFTER, false, contents);
      assertThat(Party.opened(opener.open(sealed.bytes()))).isEqualTo(contents);
    }
  }

  @Test
  void theHeaderIsWhatTheRelayIsTold() {
    SealedBatch sealed = sealer.seal(LOG, AFTER, true, contents(text(10)));
    SealedHeader header = SealedHeader.read(sealed.bytes());
    assertThat(header.group()).isEqualTo(sealed.group()).isEqualTo(GROUP);
    assertThat(header.log()).isEqualTo(sealed.log()).isEqualTo(LOG);
    assertThat(header.sequence()).isEqualTo(sealed.sequence()).isEqualTo(258);
    assertThat(header.control()).isEqualTo(sealed.control()).isTrue();
    assertThat(header.epoch()).isEqualTo(EPOCH);
    assertThat(header.previousHash()).isEqualTo(AFTER.hash());
    assertThat(header).hasToString("batch 258 of " + LOG);
    assertThat(SealedHeader.parse(sealed.bytes())).isEqualTo(sealed);
    assertThat(SealedHeader.hash(sealed.bytes())).isEqualTo(Sha256.of(bytes(sealed.bytes())));
    assertThat(new BatchCheck(Party::member).require(sealed.bytes())).isEqualTo(header);
  }

  @Test
  void theLargestPayloadMakesTheLargestBatchInOneCall() {
    byte[] payload = text(BatchContents.MAX_PAYLOAD);
    SealedBatch sealed = sealer.seal(LOG, AFTER, false, contents(payload));
    assertThat(sealed.length()).isEqualTo(SealedBatch.MAX_BYTES);
    assertThat(SealedHeader.MAX_BODY).isLessThan(Limits.AEAD_BYTES);
    assertThat(Limits.BATCH_TARGET_BYTES).isLessThan(BatchContents.MAX_PAYLOAD);
    assertThat(bytes(Party.opened(opener.open(sealed.bytes())).payload())).isEqualTo(payload);
    BatchContents tooMuch = contents(text(BatchContents.MAX_PAYLOAD + 1));
    assertThatThrownBy(() -> sealer.seal(LOG, AFTER, false, tooMuch))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shortLengthsAreHiddenInStepsOf32() {
    TreeMap<Integer, Set<Integer>> payloads = new TreeMap<>();
    for (int length = 0; length <= 1100; length++) {
      SealedBatch sealed = sealer.seal(LOG, AFTER, false, contents(text(length)));
      payloads.computeIfAbsent(sealed.length(), absent -> new TreeSet<>()).add(length);
      assertThat(Party.opened(opener.open(sealed.bytes())).payload().remaining()).isEqualTo(length);
    }
    int around = SealedHeader.BYTES + 16 + 64;
    payloads.forEach(
        (length, of) -> {
          if (length - around < Padding.BELOW) {
            assertThat((length - around) % 32).isZero();
            assertThat(of.size()).isEqualTo(length == payloads.firstKey() ? 18 : 32);
          } else if (length - around == Padding.BELOW) {
            assertThat(of).hasSize(32).contains(977);
          } else {
            assertThat(of).containsExactly(length - around - 47);
          }
        });
    assertThat(payloads.firstKey()).isEqualTo(around + 64);
  }

  @Test
  void whoDoesNotHaveTheKeySeesNothingOfTheInside() {
    byte[] payload = "customer Smith, 12 Elm Street".repeat(3).getBytes(StandardCharsets.US_ASCII);
    BatchContents one =
        new BatchContents(true, false, false, 0x1234567812345678L, 9, wrap(payload));
    BatchContents two = new BatchContents(false, true, true, 0, 0, wrap(text(payload.length)));
    SealedHeader first = SealedHeader.read(sealer.seal(LOG, AFTER, false, one).bytes());
    SealedHeader second = SealedHeader.read(sealer.seal(LOG, AFTER, false, two).bytes());
    assertThat(first.salted(second.salt())).isEqualTo(second);
    String sealed =
        new String(bytes(sealer.seal(LOG, AFTER, false, one).bytes()), StandardCharsets.ISO_8859_1);
    assertThat(sealed).doesNotContain("Smith");
  }

  @Test
  void anEpochWhoseSecretIsNotHereIsNoDamage() {
    SealedBatch sealed = sealer.seal(LOG, AFTER, false, contents(text(9)));
    BatchOpener waiting = new BatchOpener(GROUP, epoch -> null, Party::member);
    SealedHeader header = SealedHeader.read(sealed.bytes());
    assertThat(waiting.open(sealed.bytes())).isEqualTo(new Opening.UnknownEpoch<>(header));
  }

  @Test
  void anOriginThatIsNotKnownIsNoDamage() {
    SealedBatch sealed = sealer.seal(LOG, AFTER, false, contents(text(9)));
    BatchOpener waiting = new BatchOpener(GROUP, Party::secret, node -> null);
    SealedHeader header = SealedHeader.read(sealed.bytes());
    assertThat(waiting.open(sealed.bytes())).isEqualTo(new Opening.UnknownSigner<>(header));
    BatchCheck check = new BatchCheck(node -> null);
    assertThat(check.check(sealed.bytes()).verdict()).isEqualTo(BatchCheck.Verdict.UNKNOWN_ORIGIN);
  }

  @Test
  void keysOfAnotherDeviceAreAMistakeOfOurs() {
    SealedBatch sealed = sealer.seal(LOG, AFTER, false, contents(text(9)));
    BatchOpener wrong = new BatchOpener(GROUP, Party::secret, node -> MALLORY.publicKeys());
    assertThatThrownBy(() -> wrong.open(sealed.bytes())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDeviceSealsItsOwnLogsOnly() {
    OriginLog other = new OriginLog(MALLORY.nodeId(), 1);
    assertThatThrownBy(() -> sealer.seal(other, AFTER, false, contents(text(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(sealer.epoch()).isEqualTo(EPOCH);
  }

  @Test
  void contentsOutOfRangeAreNotMade() {
    ByteBuffer some = wrap(text(1));
    assertThatThrownBy(() -> new BatchContents(true, false, true, 0, 0, some))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatchContents(false, false, true, 0, 1, some))
        .isInstanceOf(IllegalArgumentException.class);
    int tooMany = Limits.PAYLOAD_OPERATIONS + 1;
    assertThatThrownBy(() -> new BatchContents(false, false, false, 0, tooMany, some))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void buffersAreReadFromTheirPositionAndLeftAsTheyWere() {
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {9, 9, 1, 2, 3, 9}).position(2).limit(5);
    BatchContents contents = new BatchContents(false, false, false, 0, 0, payload);
    byte[] plain = bytes(sealer.seal(LOG, AFTER, false, contents).bytes());
    ByteBuffer direct = ByteBuffer.allocateDirect(plain.length + 20);
    direct.position(7).put(plain).flip().position(7);
    ByteBuffer readOnly = direct.asReadOnlyBuffer();
    assertThat(bytes(Party.opened(opener.open(readOnly)).payload())).containsExactly(1, 2, 3);
    assertThat(bytes(SealedHeader.parse(readOnly).bytes())).isEqualTo(plain);
    assertThat(payload.position()).isEqualTo(2);
    assertThat(readOnly.position()).isEqualTo(7);
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }
}
