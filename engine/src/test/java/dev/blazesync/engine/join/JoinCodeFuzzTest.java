package dev.blazesync.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What people type or paste. The first byte of a text says what it is meant to be. */
class JoinCodeFuzzTest {
  private static final int CHECKSUM_BYTES = 5;
  private static final byte[] LABEL = "blazesync join code 1".getBytes(StandardCharsets.US_ASCII);

  @FuzzTest(maxDuration = "10m")
  void texts(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      switch (input[0]) {
        case 'j' -> JoinCode.parse(text);
        case 'c' -> content(bytes);
        case 'd' -> assertThat(CodeText.decode(CodeText.encode(bytes))).isEqualTo(bytes);
        case 't' -> token(text);
        case 'f' -> fingerprint(text);
        default -> {}
      }
    } catch (RefusedException | ConfigurationException e) {
      // what bad texts are to end in
    }
  }

  /** An intact code of these bytes. */
  private static void content(byte[] content) {
    byte[] checked = Arrays.copyOf(content, content.length + CHECKSUM_BYTES);
    System.arraycopy(Sha256.of(LABEL, content), 0, checked, content.length, CHECKSUM_BYTES);
    JoinCode code = JoinCode.parse(CodeText.encode(checked));
    assertThat(JoinCode.parse(code.encode())).isEqualTo(code);
  }

  @FuzzTest(maxDuration = "10m")
  void addresses(byte[] input) {
    try {
      address(new URI(new String(input, StandardCharsets.UTF_8)));
    } catch (ConfigurationException | URISyntaxException e) {
      // what bad addresses are to end in
    }
  }

  private static void address(URI uri) {
    PinnedAddress.bare(uri);
    PinnedAddress address = PinnedAddress.of(uri);
    assertThat(PinnedAddress.of(address.toUri())).isEqualTo(address);
    if (address.token() != null) {
      assertThat(address.toString()).doesNotContain(address.token().text());
    }
  }

  private static void token(String text) {
    AccessToken token = AccessToken.parse(text);
    assertThat(AccessToken.parse(token.text())).isEqualTo(token);
  }

  private static void fingerprint(String text) {
    Fingerprint fingerprint = Fingerprint.parse(text);
    assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
  }
}
