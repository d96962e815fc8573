package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.NodeId;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PinnedAddressTest {
  private static final Fingerprint KEY = new Fingerprint(new NodeId(1, 2));

  @Test
  void theKeyIsReadAndWritten() {
    for (String bare : List.of("tcp://host:7411", "tcp://host", "unix:///run/hub.sock")) {
      PinnedAddress plain = PinnedAddress.of(URI.create(bare));
      assertThat(plain.key()).isNull();
      assertThat(plain.toUri()).hasToString(bare);
      URI pinned = plain.with(KEY).toUri();
      assertThat(pinned).hasToString(bare + "?key=" + KEY);
      assertThat(PinnedAddress.of(pinned)).isEqualTo(plain.with(KEY));
      assertThat(PinnedAddress.bare(pinned)).hasToString(bare);
    }
  }

  @Test
  void aKeyThatAPersonTypedIsUnderstood() {
    String typed = KEY.toString().toUpperCase(Locale.ROOT).replace("-", "");
    assertThat(PinnedAddress.of(URI.create("tcp://h:1?key=" + typed)).key()).isEqualTo(KEY);
  }

  @Test
  void whatIsNoKeyIsRefused() {
    for (String query : List.of("key=", "key=1234", "k=" + KEY, "", "key=" + KEY + "0")) {
      URI address = URI.create("tcp://h:1?" + query);
      assertThatThrownBy(() -> PinnedAddress.of(address))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("tcp://h:1");
      assertThat(PinnedAddress.bare(address)).isEqualTo(address);
    }
  }

  @Test
  void otherAddressesStay() {
    for (String address : List.of("memory:x", "tcp:7411", "unix:x")) {
      assertThat(PinnedAddress.of(URI.create(address)).toUri()).hasToString(address);
    }
  }
}
