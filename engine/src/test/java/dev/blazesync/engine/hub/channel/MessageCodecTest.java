package dev.blazesync.engine.hub.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MessageCodecTest {
  private static String hex(Message message) {
    return HexFormat.of().formatHex(Messages.bytes(message));
  }

  @Test
  void everyMessageComesBackAsItWent() {
    for (Message message : Messages.all()) {
      assertThat(Messages.read(Messages.bytes(message))).isEqualTo(message);
    }
  }

  @Test
  void everySortOfMessageIsAmongThem() {
    Set<String> decodedOnly = Set.of("OtherVersion", "Unknown");
    Set<String> sorts = new TreeSet<>();
    Messages.all().forEach(message -> sorts.add(message.getClass().getSimpleName()));
    sorts.addAll(decodedOnly);
    assertThat(Message.class.getPermittedSubclasses())
        .extracting(Class::getSimpleName)
        .containsExactlyInAnyOrderElementsOf(sorts);
  }

  @Test
  void theBytesAreThoseOfTheDocument() {
    ByteBuffer handshake = ByteBuffer.wrap(new byte[] {7, 8});
    assertThat(hex(new Message.Hello(handshake))).isEqualTo("0100424c5a4300020708");
    assertThat(hex(new Message.HubKeyIs(handshake))).isEqualTo("89000708");
    assertThat(hex(new Message.Introduce(handshake))).isEqualTo("08000708");
    assertThat(hex(new Message.Welcome())).isEqualTo("8100424c5a430002");
    assertThat(hex(new Message.AskHolding(300))).isEqualTo("02ac02");
    assertThat(hex(new Message.GetObject(1, "ab", 5, 6))).isEqualTo("06010261620506");
    assertThat(hex(new Message.Failure(2, ErrorCode.REFUSED, "no"))).isEqualTo("ff020007026e6f");
    assertThat(hex(new Message.More())).isEqualTo("8800");
  }

  @Test
  void everyTruncationIsRefusedOrAnotherMessage() {
    for (Message message : Messages.all()) {
      byte[] bytes = Messages.bytes(message);
      for (int length = 0; length < bytes.length; length++) {
        assertValueOrRefusal(Arrays.copyOf(bytes, length));
      }
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrAnotherMessage() {
    for (Message message : Messages.all()) {
      byte[] bytes = Messages.bytes(message);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertValueOrRefusal(flipped);
      }
    }
  }

  @Test
  void noiseIsRefusedOrAMessage() {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      if (noise.length > 0 && round % 2 == 0) {
        noise[0] = (byte) (round % 16 < 8 ? round % 16 / 2 + 1 : 0x80 + round % 16 / 2);
      }
      assertValueOrRefusal(noise);
    }
  }

  private static void assertValueOrRefusal(byte[] bytes) {
    try {
      assertThat(Messages.read(bytes)).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e).hasMessageContaining("damaged message");
    }
  }

  @Test
  void anotherVersionIsKnownWhateverFollows() {
    byte[] hello = HexFormat.of().parseHex("0100424c5a430003ffee");
    assertThat(Messages.read(hello)).isEqualTo(new Message.OtherVersion(3));
  }

  @Test
  void anUnknownTypeIsKnownWithItsNumber() {
    assertThat(Messages.read(new byte[] {0x44, 7, 1})).isEqualTo(new Message.Unknown(0x44, 7));
  }

  @Test
  void aGreetingOfSomethingElseIsRefused() {
    assertThatThrownBy(() -> Messages.read(new byte[] {1, 0, 'X', 'L', 'Z', 'C', 0, 2}))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("greeting");
  }

  @Test
  void anUnknownErrorCodeOfALaterVersionIsTakenForAnEnd() {
    byte[] failure = HexFormat.of().parseHex("ff0203e7026e6f");
    assertThat(Messages.read(failure)).isEqualTo(new Message.Failure(2, ErrorCode.OTHER, "no"));
    assertThat(ErrorCode.OTHER.ends()).isTrue();
  }

  @Test
  void aLongErrorTextIsCut() {
    Message failure = new Message.Failure(1, ErrorCode.REFUSED, "x".repeat(5_000));
    assertThat(((Message.Failure) Messages.read(Messages.bytes(failure))).text())
        .hasSize(HubLimits.ERROR_TEXT_BYTES);
  }
}
