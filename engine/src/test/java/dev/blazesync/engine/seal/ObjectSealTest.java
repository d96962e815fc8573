package dev.blazesync.engine.seal;

import static dev.blazesync.engine.crypto.Purpose.OBJECT_SIGNATURE;
import static dev.blazesync.engine.seal.ObjectKind.CHUNK;
import static dev.blazesync.engine.seal.ObjectKind.MANIFEST;
import static dev.blazesync.engine.seal.Party.ALICE;
import static dev.blazesync.engine.seal.Party.EPOCH;
import static dev.blazesync.engine.seal.Party.GROUP;
import static dev.blazesync.engine.seal.Party.MALLORY;
import static dev.blazesync.engine.seal.Party.SECRET;
import static dev.blazesync.engine.seal.Party.bytes;
import static dev.blazesync.engine.seal.Party.fill;
import static dev.blazesync.engine.seal.Party.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.Hostile;
import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.seal.ObjectSealer.SealedObject;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ObjectSealTest {
  private static final String NAME = "snapshot-1";
  private final ObjectSealer sealer = Party.objectSealer(new SecureRandom());
  private final ObjectOpener opener = Party.objectOpener();
  private final ObjectCheck check = new ObjectCheck(Party::member);

  @Test
  void whatIsSealedOpens() {
    for (int length : new int[] {0, 1, 500, 65_536, 200_000, ObjectSealer.MAX_CONTENT}) {
      SealedObject chunk = sealer.chunk(wrap(text(length)));
      assertThat(open(CHUNK, chunk)).isEqualTo(text(length));
      SealedObject manifest = sealer.manifest(NAME, wrap(text(length)));
      assertThat(open(MANIFEST, manifest)).isEqualTo(text(length));
    }
    assertThat(sealer.chunk(wrap(text(ObjectSealer.MAX_CONTENT))).bytes().remaining())
        .isEqualTo(Limits.OBJECT_BYTES);
    assertThatThrownBy(() -> sealer.chunk(wrap(new byte[ObjectSealer.MAX_CONTENT + 1])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChunkIsNamedAsAManifestNamesIt() {
    SealedObject chunk = sealer.chunk(wrap(text(5000)));
    assertThat(Chunk.of(chunk.bytes(), 3).objectName()).isEqualTo(chunk.name());
    assertThat(Chunk.of(chunk.bytes(), 3).matches(chunk.bytes())).isTrue();
    ObjectHeader header = ObjectHeader.read(chunk.bytes());
    assertThat(header.maker()).isEqualTo(ALICE.nodeId());
    assertThat(header.group()).isEqualTo(GROUP);
    assertThat(header.epoch()).isEqualTo(EPOCH);
    assertThat(header.kind()).isEqualTo(CHUNK);
    assertThat(check.check(chunk.name(), chunk.bytes()).verdict())
        .isEqualTo(BatchCheck.Verdict.SOUND);
  }

  @Test
  void shortLengthsAreHiddenInStepsOf32() {
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int length = 0; length <= 988; length++) {
      lengths.add(sealer.chunk(wrap(text(length))).bytes().remaining());
    }
    assertThat(lengths).hasSize(31);
    int around = ObjectHeader.BYTES + 16 + 64;
    assertThat(lengths).allMatch(length -> (length - around) % 32 == 0);
    assertThat(sealer.chunk(wrap(text(989))).bytes().remaining()).isEqualTo(around + 1025);
  }

  @Test
  void everyBitCounts() {
    for (SealedObject object :
        new SealedObject[] {sealer.chunk(wrap(text(50))), sealer.manifest(NAME, wrap(text(50)))}) {
      byte[] good = bytes(object.bytes());
      ObjectKind kind = ObjectHeader.read(object.bytes()).kind();
      for (int bit = 0; bit < good.length * 8; bit++) {
        byte[] flipped = good.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        refused(kind, object.name(), flipped);
        // as somebody would who may name it anew
        refused(kind, name(kind, flipped), flipped);
        if (bit / 8 < good.length - 64) {
          byte[] signed = Party.signed(ALICE, OBJECT_SIGNATURE, kind == CHUNK ? "" : NAME, flipped);
          refused(kind, name(kind, signed), signed);
        }
      }
    }
  }

  @Test
  void noTruncationOpens() {
    byte[] good = bytes(sealer.manifest(NAME, wrap(text(300))).bytes());
    for (int length = 0; length < good.length; length++) {
      refused(MANIFEST, NAME, Arrays.copyOf(good, length));
    }
    refused(MANIFEST, NAME, Arrays.copyOf(good, good.length + 1));
    refused(MANIFEST, NAME, new byte[Limits.OBJECT_BYTES + 1]);
  }

  @Test
  void aManifestOpensUnderItsNameOnly() {
    byte[] manifest = bytes(sealer.manifest(NAME, wrap(text(300))).bytes());
    refused(MANIFEST, "snapshot-2", manifest);
    refused(MANIFEST, "snapshot-2", Party.signed(ALICE, OBJECT_SIGNATURE, "snapshot-2", manifest));
    assertThatThrownBy(() -> sealer.manifest("", wrap(text(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sealer.manifest("x".repeat(129), wrap(text(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneKindDoesNotPassForTheOther() {
    SealedObject chunk = sealer.chunk(wrap(text(10)));
    refused(MANIFEST, chunk.name(), bytes(chunk.bytes()));
    refused(CHUNK, NAME, bytes(sealer.manifest(NAME, wrap(text(10))).bytes()));
    refused(CHUNK, NAME, bytes(chunk.bytes()));
  }

  @Test
  void anObjectOfAnotherGroupIsRefused() {
    ObjectSealer elsewhere =
        new ObjectSealer(ALICE, GroupId.of(fill(0xab, 32)), EPOCH, SECRET, new SecureRandom());
    SealedObject chunk = elsewhere.chunk(wrap(text(10)));
    assertThatThrownBy(() -> opener.open(CHUNK, chunk.name(), chunk.bytes()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("of group");
  }

  @Test
  void aMemberCannotPassAnothersObjectOffAsItsOwnNorSignAsAnother() {
    byte[] manifest = bytes(sealer.manifest(NAME, wrap(text(300))).bytes());
    refused(MANIFEST, NAME, Party.signed(MALLORY, OBJECT_SIGNATURE, NAME, manifest));
    byte[] stolen = manifest.clone();
    System.arraycopy(MALLORY.nodeId().toBytes(), 0, stolen, 71, 16);
    byte[] signed = Party.signed(MALLORY, OBJECT_SIGNATURE, NAME, stolen);
    assertThat(check.check(NAME, wrap(signed)).verdict()).isEqualTo(BatchCheck.Verdict.SOUND);
    refused(MANIFEST, NAME, signed);
  }

  @Test
  void segmentsOfTwoObjectsDoNotMix() {
    byte[] one = bytes(sealer.manifest(NAME, wrap(text(150_000))).bytes());
    byte[] two = bytes(sealer.manifest(NAME, wrap(text(150_000))).bytes());
    int segment = Segments.SEGMENT_BYTES + 16;
    byte[] mixed = one.clone();
    System.arraycopy(
        two, ObjectHeader.BYTES + segment, mixed, ObjectHeader.BYTES + segment, segment);
    refused(MANIFEST, NAME, Party.signed(ALICE, OBJECT_SIGNATURE, NAME, mixed));
    byte[] swapped = one.clone();
    System.arraycopy(one, ObjectHeader.BYTES, swapped, ObjectHeader.BYTES + segment, segment);
    System.arraycopy(one, ObjectHeader.BYTES + segment, swapped, ObjectHeader.BYTES, segment);
    refused(MANIFEST, NAME, Party.signed(ALICE, OBJECT_SIGNATURE, NAME, swapped));
  }

  @Test
  void whatCannotBeReadYetIsNoDamage() {
    SealedObject chunk = sealer.chunk(wrap(text(10)));
    ObjectHeader header = ObjectHeader.read(chunk.bytes());
    assertThat(
            new ObjectOpener(GROUP, epoch -> null, Party::member)
                .open(CHUNK, chunk.name(), chunk.bytes()))
        .isEqualTo(new Opening.UnknownEpoch<>(header));
    assertThat(
            new ObjectOpener(GROUP, Party::secret, node -> null)
                .open(CHUNK, chunk.name(), chunk.bytes()))
        .isEqualTo(new Opening.UnknownSigner<>(header));
  }

  @Test
  void hostileObjectsAreRefusedOrTheSame() {
    byte[] good =
        bytes(Party.objectSealer(FixedRandom.stuck()).manifest(NAME, wrap(text(90))).bytes());
    new Hostile(this::recode).attack(good, 1);
    new Hostile(bytes -> Party.signed(ALICE, OBJECT_SIGNATURE, NAME, bytes), this::recode)
        .attack(good, 2);
  }

  private byte[] recode(byte[] sealed) {
    if (!(opener.open(MANIFEST, NAME, wrap(sealed))
        instanceof Opening.Opened<ObjectHeader, ByteBuffer> opened)) {
      throw new ProtocolException("not opened");
    }
    return bytes(Party.objectSealer(FixedRandom.stuck()).manifest(NAME, opened.content()).bytes());
  }

  private byte[] open(ObjectKind kind, SealedObject object) {
    return bytes(Party.opened(opener.open(kind, object.name(), object.bytes())));
  }

  private static String name(ObjectKind kind, byte[] sealed) {
    return kind == CHUNK ? ObjectKind.chunkName(wrap(sealed)) : NAME;
  }

  /** Not opened, whether refused or of somebody or an epoch that does not exist. */
  private void refused(ObjectKind kind, String name, byte[] sealed) {
    boolean opened;
    try {
      opened = opener.open(kind, name, wrap(sealed)) instanceof Opening.Opened;
    } catch (ProtocolException e) {
      opened = false;
    }
    assertThat(opened).isFalse();
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }
}
