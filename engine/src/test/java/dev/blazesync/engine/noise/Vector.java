package dev.blazesync.engine.noise;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A published run of a protocol.
 *
 * @param texts fields with one value, by name
 * @param psks fields with several values, by name
 */
record Vector(Map<String, String> texts, Map<String, List<String>> psks, List<Message> messages) {
  private static final String PREFIX = "Noise_";
  private static final String SUITE = "_25519_AESGCM_SHA256";

  record Message(byte[] payload, byte[] ciphertext) {}

  /** {@return the vectors in a file of the form that cacophony and snow share} */
  static List<Vector> read(InputStream file) throws IOException {
    List<Vector> vectors = new ArrayList<>();
    try (JsonParser in = new JsonFactory().createParser(file)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = in.currentName().equals("vectors");
        in.nextToken();
        while (wanted && in.nextToken() == JsonToken.START_OBJECT) {
          vectors.add(vector(in));
        }
      }
    }
    return vectors;
  }

  private static Vector vector(JsonParser in) throws IOException {
    Vector vector = new Vector(new HashMap<>(), new HashMap<>(), new ArrayList<>());
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      if (in.nextToken() == JsonToken.VALUE_STRING) {
        vector.texts.put(name, in.getText());
      } else if (name.equals("messages")) {
        while (in.nextToken() == JsonToken.START_OBJECT) {
          Map<String, String> message = new HashMap<>();
          while (in.nextToken() == JsonToken.FIELD_NAME) {
            message.put(in.currentName(), in.nextTextValue());
          }
          vector.messages.add(
              new Message(hex(message.get("payload")), hex(message.get("ciphertext"))));
        }
      } else {
        List<String> psks = new ArrayList<>();
        while (in.nextToken() == JsonToken.VALUE_STRING) {
          psks.add(in.getText());
        }
        vector.psks.put(name, psks);
      }
    }
    return vector;
  }

  /** {@return the name of the pattern with its modifiers} */
  String pattern() {
    String name = texts.get("protocol_name");
    if (!name.startsWith(PREFIX) || !name.endsWith(SUITE)) {
      throw new IllegalArgumentException(name + " is of another suite");
    }
    return name.substring(PREFIX.length(), name.length() - SUITE.length());
  }

  byte @Nullable [] handshakeHash() {
    String hash = texts.get("handshake_hash");
    return hash == null ? null : hex(hash);
  }

  HandshakeState state(boolean initiator) {
    String side = initiator ? "init_" : "resp_";
    String own = texts.get(side + "static");
    String remote = texts.get(side + "remote_static");
    HandshakeKeys keys =
        new HandshakeKeys(
            own == null ? null : pair(own),
            remote == null ? null : hex(remote),
            psks.getOrDefault(side + "psks", List.of()).stream()
                .map(psk -> Secret.of(hex(psk)))
                .toList(),
            () -> pair(texts.get(side + "ephemeral")));
    return new HandshakeState(
        Patterns.named(pattern()), initiator, hex(texts.get(side + "prologue")), keys);
  }

  private static X25519KeyPair pair(String privateKey) {
    return X25519KeyPair.of(Secret.of(hex(privateKey)));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Override
  public String toString() {
    return texts.get("protocol_name");
  }
}
