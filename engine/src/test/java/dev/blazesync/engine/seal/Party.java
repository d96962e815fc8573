package dev.blazesync.engine.seal;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

/** Two members of a group, its secrets, and what they seal. */
final class Party {
  static final GroupId GROUP = GroupId.of(fill(0xaa, GroupId.BYTES));
  static final EpochId EPOCH = EpochId.of(fill(0xe1, EpochId.BYTES));
  static final EpochId LATER = EpochId.of(fill(0xe2, EpochId.BYTES));
  static final Secret SECRET = Secret.of(fill(0x51, Secret.BYTES));
  static final Secret LATER_SECRET = Secret.of(fill(0x52, Secret.BYTES));

  /** Who seals. */
  static final DeviceKeys ALICE = DeviceKeys.generate(FixedRandom.of(1));

  /** Another member, who may be up to something. */
  static final DeviceKeys MALLORY = DeviceKeys.generate(FixedRandom.of(2));

  static final OriginLog LOG = new OriginLog(ALICE.nodeId(), 0x0123456789abcdefL);
  static final Position AFTER = new Position(257, fill(0xbb, Position.HASH_BYTES));

  private Party() {}

  static @Nullable DevicePublicKeys member(NodeId node) {
    return Map.of(
            ALICE.nodeId(), ALICE.publicKeys(),
            MALLORY.nodeId(), MALLORY.publicKeys())
        .get(node);
  }

  static @Nullable Secret secret(EpochId epoch) {
    return Map.of(EPOCH, SECRET, LATER, LATER_SECRET).get(epoch);
  }

  static BatchOpener opener() {
    return new BatchOpener(GROUP, Party::secret, Party::member);
  }

  static BatchSealer sealer(SecureRandom random) {
    return new BatchSealer(ALICE, GROUP, EPOCH, SECRET, random);
  }

  static ObjectOpener objectOpener() {
    return new ObjectOpener(GROUP, Party::secret, Party::member);
  }

  static ObjectSealer objectSealer(SecureRandom random) {
    return new ObjectSealer(ALICE, GROUP, EPOCH, SECRET, random);
  }

  static BatchContents contents(byte[] payload) {
    return new BatchContents(true, false, false, 77, 3, ByteBuffer.wrap(payload));
  }

  static SealedBatch batch(byte[] payload) {
    return sealer(FixedRandom.stuck()).seal(LOG, AFTER, false, contents(payload));
  }

  /** {@return the contents; an error of any other outcome} */
  static <C> C opened(Opening<?, C> opening) {
    if (opening instanceof Opening.Opened<?, C> opened) {
      return opened.content();
    }
    throw new AssertionError(opening);
  }

  /** {@return the bytes with the end replaced by a signature of this device} */
  static byte[] signed(DeviceKeys device, Purpose purpose, String bound, byte[] bytes) {
    int covered = Math.max(0, bytes.length - 64);
    byte[] signature =
        device.sign(
            purpose,
            Sha256.of(Arrays.copyOf(bytes, covered)),
            bound.getBytes(StandardCharsets.UTF_8));
    byte[] out = bytes.clone();
    System.arraycopy(signature, 0, out, covered, bytes.length - covered);
    return out;
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static byte[] fill(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** {@return so many bytes, none like its neighbour} */
  static byte[] text(int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) (index * 31 + (index >>> 8));
    }
    return bytes;
  }
}
