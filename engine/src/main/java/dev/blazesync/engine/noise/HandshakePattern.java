package dev.blazesync.engine.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who sends what, in which order (section 7). The initiator sends the first message, and both take
 * turns. Immutable.
 *
 * @param name of pattern and modifiers: "XXpsk3"
 * @param initiatorKnown whether the responder knows the initiator's static key beforehand
 * @param responderKnown whether the initiator knows the responder's static key beforehand
 * @param messages the tokens of each message
 */
record HandshakePattern(
    String name, boolean initiatorKnown, boolean responderKnown, List<List<Token>> messages) {
  /** Mutual authentication by keys sent under cover, and a pre-shared key (section 9.4). */
  static final HandshakePattern XX_PSK3 = of("XX", "-> e <- e, ee, s, es -> s, se").withPsk(3);

  HandshakePattern {
    messages = messages.stream().map(List::copyOf).toList();
  }

  /**
   * @param text as in section 7.5: arrows and tokens, "..." behind what is known beforehand
   * @throws IllegalArgumentException if it is not such a text
   */
  static HandshakePattern of(String name, String text) {
    int known = text.indexOf("...");
    String before = known < 0 ? "" : text.substring(0, known);
    List<List<Token>> messages = new ArrayList<>();
    String after = known < 0 ? text : text.substring(known + 3);
    for (String message : after.strip().split("(?=->|<-)")) {
      if (!message.startsWith(messages.size() % 2 == 0 ? "->" : "<-")) {
        throw new IllegalArgumentException(name + ": both sides take turns: " + text);
      }
      messages.add(tokens(message.substring(2)));
    }
    return new HandshakePattern(name, before.contains("-> s"), before.contains("<- s"), messages);
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    for (String token : text.split(",")) {
      tokens.add(Token.valueOf(token.strip().toUpperCase(Locale.ROOT)));
    }
    return tokens;
  }

  /**
   * {@return this pattern with the modifier "psk" of that number (section 9.4)}
   *
   * @param place 0 for the beginning of the first message, n for the end of the n-th
   */
  HandshakePattern withPsk(int place) {
    List<List<Token>> changed = new ArrayList<>(messages);
    int message = Math.max(0, place - 1);
    List<Token> tokens = new ArrayList<>(changed.get(message));
    tokens.add(place == 0 ? 0 : tokens.size(), Token.PSK);
    changed.set(message, tokens);
    String modified = name + (hasPsk() ? "+psk" : "psk") + place;
    return new HandshakePattern(modified, initiatorKnown, responderKnown, changed);
  }

  boolean hasPsk() {
    return messages.stream().anyMatch(tokens -> tokens.contains(Token.PSK));
  }

  /** {@return the name that goes into the hash (section 8)} */
  String protocolName() {
    return "Noise_" + name + "_25519_AESGCM_SHA256";
  }
}
