package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DeviceKeysTest {
  private final DeviceKeys keys = DeviceKeys.generate(new SecureRandom());
  private final DevicePublicKeys known = keys.publicKeys();

  @Test
  void theNodeIdIsMadeOfBothPublicKeys() {
    byte[] label = "blazesync/node id/1\0".getBytes(StandardCharsets.US_ASCII);
    byte[] hash = Sha256.of(label, known.toBytes());
    assertThat(keys.nodeId()).isEqualTo(NodeId.of(Arrays.copyOf(hash, NodeId.BYTES)));
    assertThat(DeviceKeys.generate(new SecureRandom()).nodeId()).isNotEqualTo(keys.nodeId());
  }

  @Test
  void publicKeysTravel() {
    DevicePublicKeys came = DevicePublicKeys.of(known.toBytes());
    assertThat(came).isEqualTo(known).hasSameHashCodeAs(known);
    assertThat(came.nodeId()).isEqualTo(keys.nodeId());
    assertThat(came.agreement()).isEqualTo(keys.agreement().publicKey());
    for (int length = 0; length < 2 * DevicePublicKeys.BYTES; length++) {
      byte[] bytes = Arrays.copyOf(known.toBytes(), length);
      if (length != DevicePublicKeys.BYTES) {
        assertThatThrownBy(() -> DevicePublicKeys.of(bytes)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void aSignatureIsForOnePurposeAndOneMessage() {
    byte[] signature = keys.sign(Purpose.BATCH_SIGNATURE, new byte[] {1}, new byte[] {2});
    assertThat(known.verify(Purpose.BATCH_SIGNATURE, signature, new byte[] {1, 2})).isTrue();
    assertThat(known.verify(Purpose.BATCH_SIGNATURE, signature, new byte[] {2, 1})).isFalse();
    assertThat(known.verify(Purpose.MEMBERSHIP_SIGNATURE, signature, new byte[] {1, 2})).isFalse();
    assertThat(known.verify(Purpose.BATCH_SIGNATURE, new byte[0], new byte[] {1, 2})).isFalse();
    DevicePublicKeys other = DeviceKeys.generate(new SecureRandom()).publicKeys();
    assertThat(other.verify(Purpose.BATCH_SIGNATURE, signature, new byte[] {1, 2})).isFalse();
  }

  @Test
  void secretsAreNeverShown() {
    assertThat(keys.toString()).isEqualTo("keys of device " + keys.nodeId());
    assertThat(known.toString()).isEqualTo("public keys of device " + keys.nodeId());
  }

  @Test
  void closingWipesAll() {
    keys.close();
    assertThatThrownBy(() -> keys.sign(Purpose.BATCH_SIGNATURE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.agreement().agree(known.agreement()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.sealing().toBytes()).isInstanceOf(IllegalStateException.class);
    assertThat(keys.nodeId()).isEqualTo(known.nodeId());
  }
}
