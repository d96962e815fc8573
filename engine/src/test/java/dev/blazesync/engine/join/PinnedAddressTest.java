package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.NodeId;
import java.net.URI;
import java.security.SecureRandom;
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
  void theTokenIsCarriedAndNeverShown() {
    AccessToken token = AccessToken.create(new SecureRandom());
    URI whole = URI.create("tcp://h:1?key=" + KEY + "&token=" + token.text());
    PinnedAddress address = PinnedAddress.of(whole);
    assertThat(address.token()).isEqualTo(token);
    assertThat(address.toUri()).isEqualTo(whole);
    assertThat(address).hasToString("tcp://h:1?key=" + KEY);
    assertThat(PinnedAddress.bare(whole)).hasToString("tcp://h:1");
    assertThat(address.with(new Fingerprint(new NodeId(3, 4))).token()).isEqualTo(token);
    URI turned = URI.create("tcp://h:1?token=" + token.text() + "&key=" + KEY);
    assertThat(PinnedAddress.of(turned)).isEqualTo(address);
    URI noKey = URI.create("tcp://h:1?token=" + token.text());
    assertThat(PinnedAddress.of(noKey).with(KEY)).isEqualTo(address);
    assertThat(PinnedAddress.of(noKey).toUri()).isEqualTo(noKey);
  }

  @Test
  void noMessageShowsAToken() {
    String token = AccessToken.create(new SecureRandom()).text();
    for (String bad :
        List.of(
            "tcp://h:1?token=" + token + "&token=" + token,
            "tcp://h:1?key=" + KEY + "&token=" + token + "0",
            "tcp://h:1?key=" + KEY + "&token=" + token.substring(0, 40),
            "tcp://h:1?key=12&token=" + token,
            "tcp://h:1?token=" + token + "&key=12",
            "tcp://h:1?x&token=" + token,
            "tcp://h:1/token=" + token + "?key=" + KEY,
            "tcp://h:1?key=12&t%6Fken=" + token,
            "tcp://h:1/%3ftoken%3D" + token,
            "tcp%3A//h%3A7411%3Fkey%3Dx%26token%3D" + token,
            "tcp:h%3Ftoken%3D" + token,
            "tcp:h:1?Token=" + token,
            "tcp://h:1/TOKEN=" + token,
            "tcp://h:1/token%3D" + token + "?key=x",
            "tcp:h?token=" + token)) {
      URI address = URI.create(bad);
      assertThatThrownBy(() -> PinnedAddress.of(address))
          .isInstanceOf(ConfigurationException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(token.substring(10, 20)));
      assertThat(PinnedAddress.bare(address).toString()).doesNotContain(token.substring(10, 20));
    }
  }

  @Test
  void otherAddressesStay() {
    for (String address : List.of("memory:x", "tcp:7411", "unix:x")) {
      assertThat(PinnedAddress.of(URI.create(address)).toUri()).hasToString(address);
    }
  }
}
