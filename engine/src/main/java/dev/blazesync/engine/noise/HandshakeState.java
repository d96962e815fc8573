package dev.blazesync.engine.noise;

import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * One side of a handshake: reads the tokens of a pattern (section 5.3). Whatever goes wrong in a
 * message leaves it useless. For one thread.
 */
final class HandshakeState implements AutoCloseable {
  /** Greatest length of any message (section 3). */
  static final int MAX_MESSAGE_BYTES = 65_535;

  private final SymmetricState symmetric;
  private final boolean initiator;
  private final HandshakeKeys keys;
  private final boolean hasPsk;
  private final List<List<Token>> messages;
  private final Iterator<Secret> preShared;
  private @Nullable X25519KeyPair ephemeral;
  private byte @Nullable [] remoteStatic;
  private byte @Nullable [] remoteEphemeral;
  private int done;
  private boolean failed;
  private boolean closed;

  HandshakeState(HandshakePattern pattern, boolean initiator, byte[] prologue, HandshakeKeys keys) {
    this.symmetric = new SymmetricState(pattern.protocolName());
    this.initiator = initiator;
    this.keys = keys;
    this.hasPsk = pattern.hasPsk();
    this.messages = pattern.messages();
    this.preShared = keys.preShared().iterator();
    symmetric.mixHash(prologue);
    if (pattern.initiatorKnown()) {
      symmetric.mixHash(known(initiator));
    }
    if (pattern.responderKnown()) {
      symmetric.mixHash(known(!initiator));
    }
  }

  private byte[] known(boolean ours) {
    byte[] key = ours ? own().publicKey() : keys.remote();
    if (key == null) {
      throw new IllegalArgumentException("this pattern needs the other's static key beforehand");
    }
    if (!ours) {
      remoteStatic = key.clone();
    }
    return key;
  }

  private X25519KeyPair own() {
    X25519KeyPair own = keys.own();
    if (own == null) {
      throw new IllegalArgumentException("this pattern needs a static key of our own");
    }
    return own;
  }

  /** {@return whether this side makes the next message} */
  boolean isOurTurn() {
    return !isDone() && initiator == (done % 2 == 0);
  }

  boolean isDone() {
    return done == messages.size();
  }

  /** {@return the hash of prologue and messages so far; of the whole handshake when it is done} */
  byte[] hash() {
    return symmetric.hash();
  }

  /**
   * {@return the other's static public key}
   *
   * @throws IllegalStateException as long as it is not known
   */
  byte[] remoteStatic() {
    return present(remoteStatic).clone();
  }

  /**
   * {@return the next message, with the payload in it}
   *
   * @throws IllegalArgumentException if the message is over {@link #MAX_MESSAGE_BYTES}
   */
  byte[] write(byte[] payload) {
    begin(true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Token token : messages.get(done)) {
      switch (token) {
        case E -> {
          ephemeral = keys.ephemeral().get();
          out.writeBytes(mixEphemeral(ephemeral.publicKey()));
        }
        case S -> out.writeBytes(symmetric.encryptAndHash(own().publicKey()));
        default -> mix(token);
      }
    }
    int length = out.size() + payload.length + (symmetric.hasKey() ? Aead.TAG_BYTES : 0);
    if (length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "a handshake message of " + length + " bytes is over the limit of " + MAX_MESSAGE_BYTES);
    }
    out.writeBytes(symmetric.encryptAndHash(payload));
    end();
    return out.toByteArray();
  }

  /**
   * {@return the payload of the other's next message}
   *
   * @throws ProtocolException if it is not what the pattern wants, or was changed
   */
  byte[] read(byte[] message) {
    begin(false);
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new ProtocolException(
          "a handshake message of "
              + message.length
              + " bytes is over the limit of "
              + MAX_MESSAGE_BYTES);
    }
    ByteBuffer in = ByteBuffer.wrap(message);
    for (Token token : messages.get(done)) {
      switch (token) {
        case E -> remoteEphemeral = mixEphemeral(take(in, X25519KeyPair.PUBLIC_KEY_BYTES));
        case S -> {
          int tag = symmetric.hasKey() ? Aead.TAG_BYTES : 0;
          byte[] sealed = take(in, X25519KeyPair.PUBLIC_KEY_BYTES + tag);
          remoteStatic = symmetric.decryptAndHash(sealed);
        }
        default -> mix(token);
      }
    }
    byte[] payload = symmetric.decryptAndHash(take(in, in.remaining()));
    end();
    return payload;
  }

  /** Until {@link #end} says otherwise, the message has failed. */
  private void begin(boolean writing) {
    if (failed) {
      throw new ProtocolException("this handshake has failed: open another connection");
    }
    if (closed || isDone() || writing != isOurTurn()) {
      throw new IllegalStateException(
          "message " + (done + 1) + " of " + messages.size() + " is not this one");
    }
    failed = true;
  }

  private void end() {
    done++;
    failed = false;
  }

  /** With a pre-shared key, an ephemeral key goes into the chaining key too (section 9.2). */
  private byte[] mixEphemeral(byte[] publicKey) {
    symmetric.mixHash(publicKey);
    if (hasPsk) {
      symmetric.mixKey(publicKey);
    }
    return publicKey;
  }

  private void mix(Token token) {
    switch (token) {
      case EE -> mixKey(present(ephemeral), remoteEphemeral);
      case SS -> mixKey(own(), remoteStatic);
      case ES -> mixCrossed(initiator);
      case SE -> mixCrossed(!initiator);
      default -> mixPreShared();
    }
  }

  private void mixCrossed(boolean oursIsEphemeral) {
    if (oursIsEphemeral) {
      mixKey(present(ephemeral), remoteStatic);
    } else {
      mixKey(own(), remoteEphemeral);
    }
  }

  private void mixKey(X25519KeyPair ours, byte @Nullable [] theirs) {
    try (Secret shared = ours.agree(present(theirs))) {
      byte[] bytes = shared.toBytes();
      symmetric.mixKey(bytes);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private void mixPreShared() {
    if (!preShared.hasNext()) {
      throw new IllegalArgumentException("this pattern needs more pre-shared keys");
    }
    byte[] bytes = preShared.next().toBytes();
    symmetric.mixKeyAndHash(bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  /**
   * {@return the two ciphers of what follows, and forgets all secrets of the handshake}
   *
   * @param rekeyAfter as of {@link CipherState}
   */
  SecureChannel split(long rekeyAfter) {
    if (closed || !isDone()) {
      throw new IllegalStateException(
          closed ? "the handshake's secrets are wiped" : "the handshake is not done");
    }
    Secret[] secrets = symmetric.split();
    close();
    CipherState first = new CipherState(secrets[0], rekeyAfter);
    CipherState second = new CipherState(secrets[1], rekeyAfter);
    return initiator ? new SecureChannel(first, second) : new SecureChannel(second, first);
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (in.remaining() < length) {
      throw new ProtocolException(
          "a handshake message is cut short: "
              + length
              + " bytes expected, "
              + in.remaining()
              + " left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static <T> T present(@Nullable T key) {
    if (key == null) {
      throw new IllegalStateException("this key is not known yet");
    }
    return key;
  }

  /** Wipes what the handshake made; the keys it was given stay. */
  @Override
  public void close() {
    closed = true;
    symmetric.close();
    if (ephemeral != null) {
      ephemeral.close();
    }
  }
}
