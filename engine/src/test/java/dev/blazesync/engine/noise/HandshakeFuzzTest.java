package dev.blazesync.engine.noise;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;

/** What somebody unknown may send in a handshake. The first byte says which of the frames it is. */
class HandshakeFuzzTest {
  private static final byte[] PROLOGUE = {0, 2, 1, 1};
  private static final byte[] NONE = {};
  private static final X25519KeyPair NODE = X25519KeyPair.generate(new SeededRandom(1));
  private static final X25519KeyPair HUB = X25519KeyPair.generate(new SeededRandom(2));
  private static final Secret SHARED = Secret.random(new SeededRandom(3));
  private static final DeviceKeys DEVICE = DeviceKeys.generate(new SeededRandom(4));

  @FuzzTest(maxDuration = "10m")
  void frames(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0]) {
        case '1' -> first(bytes);
        case '2' -> second(bytes);
        case '3' -> third(bytes);
        case 'e' -> first(ofKey(bytes));
        case 'i' -> introduction(bytes);
        case 's' -> signedIntroduction(bytes);
        default -> {}
      }
    } catch (ProtocolException e) {
      // what bad bytes are to end in
    }
  }

  private static ChannelHandshake node(byte[] introduction) {
    return ChannelHandshake.initiator(
        NODE, SHARED, PROLOGUE, new SeededRandom(5), (remote, transcript) -> introduction);
  }

  private static ChannelHandshake hub() {
    return ChannelHandshake.responder(HUB, SHARED, PROLOGUE, new SeededRandom(6));
  }

  private static void first(byte[] frame) {
    try (ChannelHandshake hub = hub()) {
      hub.receive(frame);
    }
  }

  private static void second(byte[] frame) {
    try (ChannelHandshake node = node(NONE)) {
      node.start();
      node.receive(frame);
    }
  }

  private static void third(byte[] frame) {
    try (ChannelHandshake node = node(NONE);
        ChannelHandshake hub = hub()) {
      hub.receive(node.start());
      hub.receive(frame);
    }
  }

  /** {@return a first frame of an ephemeral key and a payload that are given, rightly sealed} */
  private static byte[] ofKey(byte[] bytes) {
    byte[] key = Arrays.copyOf(bytes, X25519KeyPair.PUBLIC_KEY_BYTES);
    byte[] payload = Arrays.copyOfRange(bytes, Math.min(key.length, bytes.length), bytes.length);
    SymmetricState state = new SymmetricState(HandshakePattern.XX_PSK3.protocolName());
    state.mixHash(PROLOGUE);
    state.mixHash(key);
    state.mixKey(key);
    byte[] sealed = state.encryptAndHash(payload);
    byte[] frame = Arrays.copyOf(key, key.length + sealed.length);
    System.arraycopy(sealed, 0, frame, key.length, sealed.length);
    return frame;
  }

  private static void introduction(byte[] bytes) {
    if (bytes.length > ChannelHandshake.MAX_INTRODUCTION_BYTES) {
      return;
    }
    try (ChannelHandshake node = node(bytes);
        ChannelHandshake hub = hub()) {
      byte[] second = hub.receive(node.start()).orElseThrow();
      hub.receive(node.receive(second).orElseThrow());
      Introduction.read(hub.introduction(), hub.transcript());
    }
  }

  /** The keys and the signature are a device's own; all else is not. */
  private static void signedIntroduction(byte[] bytes) {
    byte[] proof = Introduction.prove(DEVICE, PROLOGUE);
    byte[] signed = bytes.clone();
    int room = Math.max(0, Math.min(proof.length, bytes.length - GroupId.BYTES));
    System.arraycopy(proof, 0, signed, Math.min(GroupId.BYTES, bytes.length), room);
    Introduction.read(signed, PROLOGUE);
  }
}
