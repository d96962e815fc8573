package dev.blazesync.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelHandshakeTest {
  private static final byte[] PROLOGUE = "1 tcp hub".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HELLO = {1, 2, 3};

  private final SecureRandom random = new SecureRandom();
  private final X25519KeyPair device = X25519KeyPair.generate(random);
  private final X25519KeyPair hub = X25519KeyPair.generate(random);
  private final Secret shared = Secret.random(random);

  @Test
  void threeFramesMakeAChannel() {
    ChannelHandshake initiator = initiator();
    ChannelHandshake responder = responder();
    byte[] first = initiator.start();
    byte[] second = responder.receive(first).orElseThrow();
    assertThat(responder.isDone()).isFalse();
    byte[] third = initiator.receive(second).orElseThrow();
    assertThat(initiator.isDone()).isTrue();
    assertThat(responder.receive(third)).isEmpty();
    assertThat(responder.isDone()).isTrue();
    assertThat(List.of(first.length, second.length, third.length)).containsExactly(48, 96, 67);
    assertThat(initiator.remoteStatic()).isEqualTo(hub.publicKey());
    assertThat(responder.remoteStatic()).isEqualTo(device.publicKey());
    assertThat(responder.introduction()).isEqualTo(HELLO);
    assertThat(initiator.introduction()).isEmpty();
    assertThat(initiator.handshakeHash()).isEqualTo(responder.handshakeHash()).hasSize(32);
    assertThat(initiator.transcript())
        .isEqualTo(responder.transcript())
        .isNotEqualTo(initiator.handshakeHash());
  }

  @Test
  void framesGoBothWays() {
    SecureChannel[] channels = channels(SecureChannel.REKEY_AFTER);
    for (int run = 0; run < 50; run++) {
      byte[] text = new byte[run * 100];
      random.nextBytes(text);
      byte[] there = channels[0].seal(text);
      byte[] back = channels[1].seal(text);
      assertThat(there).hasSize(text.length + SecureChannel.OVERHEAD_BYTES).isNotEqualTo(back);
      assertThat(channels[1].open(there)).isEqualTo(text);
      assertThat(channels[0].open(back)).isEqualTo(text);
    }
    byte[] most = new byte[SecureChannel.MAX_PLAINTEXT_BYTES];
    assertThat(channels[1].open(channels[0].seal(most))).isEqualTo(most);
    assertThatThrownBy(() -> channels[0].seal(new byte[most.length + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(channels[0].open(channels[1].seal(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void eachDirectionRekeysByItsOwnCount() {
    SecureChannel[] channels = channels(4);
    for (int run = 0; run < 30; run++) {
      assertThat(channels[1].open(channels[0].seal(HELLO))).isEqualTo(HELLO);
      if (run % 3 == 0) {
        assertThat(channels[0].open(channels[1].seal(HELLO))).isEqualTo(HELLO);
      }
    }
  }

  /** A hub signs nothing; a device proves who it is by its signature over this handshake. */
  @Test
  void theIntroductionSignsTheTranscriptOnceTheOtherIsKnown() {
    DeviceKeys keys = DeviceKeys.generate(random);
    ChannelHandshake initiator =
        ChannelHandshake.initiator(
            keys.agreement(),
            shared,
            PROLOGUE,
            random,
            (remote, transcript) -> {
              assertThat(remote).isEqualTo(hub.publicKey());
              return keys.sign(Purpose.HANDSHAKE_SIGNATURE, transcript);
            });
    ChannelHandshake responder = responder();
    finish(initiator, responder);
    assertThat(
            keys.publicKeys()
                .verify(
                    Purpose.HANDSHAKE_SIGNATURE, responder.introduction(), responder.transcript()))
        .isTrue();
  }

  @Test
  void aHubThatIsNotTheOneIsToldNothing() {
    ChannelHandshake initiator =
        ChannelHandshake.initiator(
            device,
            shared,
            PROLOGUE,
            random,
            (remote, transcript) -> {
              throw new ConfigurationException("not the hub it was");
            });
    byte[] second = responder().receive(initiator.start()).orElseThrow();
    assertThatThrownBy(() -> initiator.receive(second)).isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> initiator.receive(second)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(initiator::channel).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyFlippedBitEndsIt() {
    for (int frame = 0; frame < 3; frame++) {
      int bits = new int[] {48, 96, 67}[frame] * 8;
      for (int bit = 0; bit < bits; bit++) {
        ChannelHandshake initiator = initiator();
        ChannelHandshake responder = responder();
        List<byte[]> frames = new ArrayList<>(List.of(initiator.start()));
        if (frame > 0) {
          frames.add(responder.receive(frames.get(0)).orElseThrow());
        }
        if (frame > 1) {
          frames.add(initiator.receive(frames.get(1)).orElseThrow());
        }
        ChannelHandshake reader = frame == 1 ? initiator : responder;
        byte[] flipped = frames.get(frame);
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        refused(reader, flipped);
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        refused(reader, flipped);
        assertThat(reader.isDone()).isFalse();
      }
    }
  }

  @Test
  void everyOtherLengthEndsIt() {
    byte[] first = initiator().start();
    for (int length = 0; length < 200; length++) {
      if (length != first.length) {
        refused(responder(), Arrays.copyOf(first, length));
      }
    }
    refused(responder(), new byte[ChannelHandshake.MAX_FRAME_BYTES + 1]);
  }

  /** The framework allows it, this channel does not: nothing is known of whoever sends it. */
  @Test
  void aPayloadBeforeTheThirdFrameIsRefused() {
    refused(responder(), raw(true).write(HELLO));
    HandshakeState responder = raw(false);
    ChannelHandshake initiator = initiator();
    responder.read(initiator.start());
    refused(initiator, responder.write(HELLO));
  }

  private HandshakeState raw(boolean initiator) {
    HandshakeKeys keys =
        new HandshakeKeys(
            initiator ? device : hub, null, List.of(shared), () -> X25519KeyPair.generate(random));
    return new HandshakeState(HandshakePattern.XX_PSK3, initiator, PROLOGUE, keys);
  }

  @Test
  void whoeverLacksThePreSharedKeyIsFoundOut() {
    ChannelHandshake initiator = initiator();
    ChannelHandshake responder =
        ChannelHandshake.responder(hub, Secret.random(random), PROLOGUE, random);
    byte[] second = responder.receive(initiator.start()).orElseThrow();
    refused(responder, initiator.receive(second).orElseThrow());
  }

  @Test
  void anotherPrologueDoesNotMeet() {
    refused(ChannelHandshake.responder(hub, shared, new byte[] {9}, random), initiator().start());
  }

  @Test
  void stepsOutOfOrderAreMistakesOfOurs() {
    ChannelHandshake initiator = initiator();
    ChannelHandshake responder = responder();
    assertThatThrownBy(() -> initiator.receive(HELLO)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(responder::start).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(responder::channel).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(responder::transcript).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(responder::handshakeHash).isInstanceOf(IllegalStateException.class);
    finish(initiator, responder);
    assertThatThrownBy(() -> responder.receive(HELLO)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(initiator::start).isInstanceOf(IllegalStateException.class);
    initiator.channel();
    assertThatThrownBy(initiator::channel).isInstanceOf(IllegalStateException.class);
    assertThat(initiator.handshakeHash()).isEqualTo(responder.handshakeHash());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, ChannelHandshake.MAX_INTRODUCTION_BYTES})
  void anIntroductionMayBeUpToItsLimit(int length) {
    ChannelHandshake initiator = initiator(length);
    ChannelHandshake responder = responder();
    finish(initiator, responder);
    assertThat(responder.introduction()).hasSize(length);
    ChannelHandshake tooLong = initiator(ChannelHandshake.MAX_INTRODUCTION_BYTES + 1);
    byte[] second = responder().receive(tooLong.start()).orElseThrow();
    assertThatThrownBy(() -> tooLong.receive(second)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void framesThatAreChangedRepeatedOrSwappedEndTheChannel() {
    for (int bit = 0; bit < (HELLO.length + SecureChannel.OVERHEAD_BYTES) * 8; bit++) {
      SecureChannel[] channels = channels(SecureChannel.REKEY_AFTER);
      byte[] frame = channels[0].seal(HELLO);
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      closed(channels[1], frame);
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      closed(channels[1], frame);
    }
    SecureChannel[] repeated = channels(SecureChannel.REKEY_AFTER);
    byte[] once = repeated[0].seal(HELLO);
    repeated[1].open(once);
    closed(repeated[1], once);
    SecureChannel[] swapped = channels(SecureChannel.REKEY_AFTER);
    swapped[0].seal(HELLO);
    closed(swapped[1], swapped[0].seal(HELLO));
    SecureChannel[] own = channels(SecureChannel.REKEY_AFTER);
    closed(own[0], own[0].seal(HELLO));
    for (int length : new int[] {0, 1, 15, 16, 65_535, 65_536, 100_000}) {
      closed(channels(SecureChannel.REKEY_AFTER)[1], new byte[length]);
    }
  }

  private static void closed(SecureChannel channel, byte[] frame) {
    assertThatThrownBy(() -> channel.open(frame)).isInstanceOf(ProtocolException.class);
  }

  private static void refused(ChannelHandshake reader, byte[] frame) {
    assertThatThrownBy(() -> reader.receive(frame)).isInstanceOf(ProtocolException.class);
  }

  private ChannelHandshake initiator() {
    return initiator((remote, transcript) -> HELLO);
  }

  private ChannelHandshake initiator(int introductionBytes) {
    return initiator((remote, transcript) -> new byte[introductionBytes]);
  }

  private ChannelHandshake initiator(ChannelHandshake.Introduction introduction) {
    return ChannelHandshake.initiator(device, shared, PROLOGUE, random, introduction);
  }

  private ChannelHandshake responder() {
    return ChannelHandshake.responder(hub, shared, PROLOGUE, random);
  }

  private static void finish(ChannelHandshake initiator, ChannelHandshake responder) {
    byte[] second = responder.receive(initiator.start()).orElseThrow();
    responder.receive(initiator.receive(second).orElseThrow());
  }

  private SecureChannel[] channels(long rekeyAfter) {
    ChannelHandshake initiator = initiator();
    ChannelHandshake responder = responder();
    finish(initiator, responder);
    return new SecureChannel[] {initiator.channel(rekeyAfter), responder.channel(rekeyAfter)};
  }
}
