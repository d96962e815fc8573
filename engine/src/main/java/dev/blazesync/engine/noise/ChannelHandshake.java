package dev.blazesync.engine.noise;

import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.ProtocolException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one handshake of BlazeSync: {@code Noise_XXpsk3_25519_AESGCM_SHA256}, three frames.
 *
 * <pre>
 *  initiator                          responder
 *   start()    -- e ------------------> receive(1)    48 bytes, no payload
 *   receive(2) <------- e, ee, s, es --               96 bytes, no payload
 *              -- s, se, psk ---------> receive(3)    the introduction is its payload
 * </pre>
 *
 * The initiator learns the responder's static key from frame 2, and decides, before it makes frame
 * 3, whether it is the right one: until then it has told nothing of itself. Its introduction can
 * sign {@link #transcript}, which binds the signature to this handshake and no other. That both
 * know the pre-shared key shows in frame 3 to the responder, and to the initiator in the first
 * frame of the channel. Whom to trust is for the callers.
 *
 * <p>Any failure is the end of it. For one thread.
 */
public final class ChannelHandshake implements AutoCloseable {
  /** Greatest frame of a handshake: so much is read of somebody unknown. */
  public static final int MAX_FRAME_BYTES = 4096;

  /** Greatest introduction: frame 3 has a static key and two tags beside it. */
  public static final int MAX_INTRODUCTION_BYTES = MAX_FRAME_BYTES - 64;

  private static final byte[] NONE = new byte[0];

  /** What the initiator says of itself, once it knows whom it talks to. */
  @FunctionalInterface
  public interface Introduction {
    /**
     * @param remoteStatic the responder's static key, proven to be its own
     * @param transcript as {@link ChannelHandshake#transcript}
     * @return at most {@link #MAX_INTRODUCTION_BYTES}
     * @throws RuntimeException to end the handshake without telling anything; it is passed on
     */
    byte[] give(byte[] remoteStatic, byte[] transcript);
  }

  private enum Step {
    START,
    FRAME_1,
    FRAME_2,
    FRAME_3,
    DONE,
    FAILED
  }

  private final HandshakeState handshake;
  private final Introduction introduction;
  private Step step;
  private byte[] transcript = NONE;
  private byte[] received = NONE;

  private ChannelHandshake(HandshakeState handshake, Introduction introduction, Step first) {
    this.handshake = handshake;
    this.introduction = introduction;
    this.step = first;
  }

  /**
   * @param own this side's static pair; not closed here, like {@code preShared}
   * @param preShared what both sides share beforehand
   * @param prologue what both sides must agree on: version, transport, role
   * @param introduction called once, in {@link #receive}
   */
  public static ChannelHandshake initiator(
      X25519KeyPair own,
      Secret preShared,
      byte[] prologue,
      SecureRandom random,
      Introduction introduction) {
    HandshakeState handshake =
        state(true, own, preShared, prologue, () -> X25519KeyPair.generate(random));
    return new ChannelHandshake(handshake, introduction, Step.START);
  }

  /** The other side; parameters as of {@link #initiator}. */
  public static ChannelHandshake responder(
      X25519KeyPair own, Secret preShared, byte[] prologue, SecureRandom random) {
    HandshakeState handshake =
        state(false, own, preShared, prologue, () -> X25519KeyPair.generate(random));
    return new ChannelHandshake(handshake, (remoteStatic, transcript) -> NONE, Step.FRAME_1);
  }

  private static HandshakeState state(
      boolean initiator,
      X25519KeyPair own,
      Secret preShared,
      byte[] prologue,
      Supplier<X25519KeyPair> ephemeral) {
    HandshakeKeys keys = new HandshakeKeys(own, null, List.of(preShared), ephemeral);
    return new HandshakeState(HandshakePattern.XX_PSK3, initiator, prologue, keys);
  }

  /** {@return frame 1, which the initiator sends first} */
  public byte[] start() {
    enter(Step.START);
    byte[] frame = handshake.write(NONE);
    step = Step.FRAME_2;
    return frame;
  }

  /**
   * Takes the other's next frame.
   *
   * @return the frame to send now; none when the responder has read frame 3
   * @throws ProtocolException if the frame is not what it must be, or the handshake failed before
   * @throws IllegalStateException if it is done, or was not started
   */
  public Optional<byte[]> receive(byte[] frame) {
    Step at = step;
    if (at == Step.START || at == Step.DONE) {
      throw new IllegalStateException("no frame is expected at " + at);
    }
    enter(at);
    if (frame.length > MAX_FRAME_BYTES) {
      throw new ProtocolException(
          "a handshake frame of "
              + frame.length
              + " bytes is over the limit of "
              + MAX_FRAME_BYTES);
    }
    byte[] payload = handshake.read(frame);
    if (at != Step.FRAME_3 && payload.length > 0) {
      throw new ProtocolException("the first frames of a handshake have no payload");
    }
    return switch (at) {
      case FRAME_1 -> {
        byte[] answer = handshake.write(NONE);
        transcript = handshake.hash();
        step = Step.FRAME_3;
        yield Optional.of(answer);
      }
      case FRAME_2 -> {
        transcript = handshake.hash();
        byte[] last = handshake.write(introduce());
        step = Step.DONE;
        yield Optional.of(last);
      }
      default -> {
        received = payload;
        step = Step.DONE;
        yield Optional.empty();
      }
    };
  }

  private byte[] introduce() {
    byte[] content = introduction.give(handshake.remoteStatic(), transcript.clone());
    if (content.length > MAX_INTRODUCTION_BYTES) {
      throw new IllegalArgumentException(
          "an introduction of "
              + content.length
              + " bytes is over the limit of "
              + MAX_INTRODUCTION_BYTES);
    }
    return content;
  }

  /** Until the step has its successor, it has failed. */
  private void enter(Step expected) {
    if (step == Step.FAILED) {
      throw new ProtocolException("this handshake has failed: open another connection");
    }
    if (step != expected) {
      throw new IllegalStateException("the handshake is at " + step + ", not at " + expected);
    }
    step = Step.FAILED;
  }

  public boolean isDone() {
    return step == Step.DONE;
  }

  /**
   * {@return the hash of prologue, frame 1 and frame 2: 32 bytes that both sides have alike, known
   * once frame 2 is made or read}
   */
  public byte[] transcript() {
    if (transcript.length == 0) {
      throw new IllegalStateException("frame 2 is not there yet");
    }
    return transcript.clone();
  }

  /** {@return the introduction the responder got; nothing at the initiator} */
  public byte[] introduction() {
    requireDone();
    return received.clone();
  }

  /** {@return the hash of all (section 11.2): 32 bytes that name this channel and no other} */
  public byte[] handshakeHash() {
    requireDone();
    return handshake.hash();
  }

  /** {@return the other's static key, proven to be its own} */
  public byte[] remoteStatic() {
    requireDone();
    return handshake.remoteStatic();
  }

  /** {@return the channel; once, for the handshake then forgets its secrets} */
  public SecureChannel channel() {
    return channel(SecureChannel.REKEY_AFTER);
  }

  SecureChannel channel(long rekeyAfter) {
    requireDone();
    return handshake.split(rekeyAfter);
  }

  private void requireDone() {
    if (step != Step.DONE) {
      throw new IllegalStateException("the handshake is at " + step + ", not done");
    }
  }

  /** Wipes what the handshake made; a channel taken from it stays. */
  @Override
  public void close() {
    handshake.close();
  }
}
