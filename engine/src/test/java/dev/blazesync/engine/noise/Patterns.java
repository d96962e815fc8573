package dev.blazesync.engine.noise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Every one-way, fundamental and deferred pattern: sections 7.4, 7.5 and 18.1. */
final class Patterns {
  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    for (String line :
        """
        N: <- s ... -> e, es
        K: -> s <- s ... -> e, es, ss
        X: <- s ... -> e, es, s, ss
        NN: -> e <- e, ee
        NK: <- s ... -> e, es <- e, ee
        NX: -> e <- e, ee, s, es
        XN: -> e <- e, ee -> s, se
        XK: <- s ... -> e, es <- e, ee -> s, se
        XX: -> e <- e, ee, s, es -> s, se
        KN: -> s ... -> e <- e, ee, se
        KK: -> s <- s ... -> e, es, ss <- e, ee, se
        KX: -> s ... -> e <- e, ee, se, s, es
        IN: -> e, s <- e, ee, se
        IK: <- s ... -> e, es, s, ss <- e, ee, se
        IX: -> e, s <- e, ee, se, s, es
        NK1: <- s ... -> e <- e, ee, es
        NX1: -> e <- e, ee, s -> es
        X1N: -> e <- e, ee -> s <- se
        X1K: <- s ... -> e, es <- e, ee -> s <- se
        XK1: <- s ... -> e <- e, ee, es -> s, se
        X1K1: <- s ... -> e <- e, ee, es -> s <- se
        X1X: -> e <- e, ee, s, es -> s <- se
        XX1: -> e <- e, ee, s -> es, s, se
        X1X1: -> e <- e, ee, s -> es, s <- se
        K1N: -> s ... -> e <- e, ee -> se
        K1K: -> s <- s ... -> e, es <- e, ee -> se
        KK1: -> s <- s ... -> e <- e, ee, se, es
        K1K1: -> s <- s ... -> e <- e, ee, es -> se
        K1X: -> s ... -> e <- e, ee, s, es -> se
        KX1: -> s ... -> e <- e, ee, se, s -> es
        K1X1: -> s ... -> e <- e, ee, s -> se, es
        I1N: -> e, s <- e, ee -> se
        I1K: <- s ... -> e, es, s <- e, ee -> se
        IK1: <- s ... -> e, s <- e, ee, se, es
        I1K1: <- s ... -> e, s <- e, ee, es -> se
        I1X: -> e, s <- e, ee, s, es -> se
        IX1: -> e, s <- e, ee, se, s -> es
        I1X1: -> e, s <- e, ee, s -> se, es
        """
            .lines()
            .toList()) {
      int colon = line.indexOf(':');
      TEXTS.put(line.substring(0, colon), line.substring(colon + 1));
    }
  }

  private Patterns() {}

  /**
   * @param name with modifiers: "XXpsk0+psk3"
   */
  static HandshakePattern named(String name) {
    String[] parts = name.split("\\+?psk");
    HandshakePattern pattern =
        HandshakePattern.of(parts[0], Objects.requireNonNull(TEXTS.get(parts[0]), name));
    for (int index = 1; index < parts.length; index++) {
      pattern = pattern.withPsk(Integer.parseInt(parts[index]));
    }
    return pattern;
  }
}
