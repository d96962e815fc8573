package dev.blazesync.benchmarks.path;

import java.util.SplittableRandom;

/** What stands in the text columns; the same for the same seed. */
enum Texts {
  /** Of a vocabulary of 32 words, as people write. */
  WORDS {
    @Override
    String text(SplittableRandom random, int characters) {
      StringBuilder text = new StringBuilder();
      while (text.length() < characters) {
        text.append(text.isEmpty() ? "" : " ")
            .append(VOCABULARY[random.nextInt(VOCABULARY.length)]);
      }
      text.setLength(characters);
      return text.toString();
    }
  },
  /** Random letters, which no compression but that of their alphabet makes smaller. */
  LETTERS {
    @Override
    String text(SplittableRandom random, int characters) {
      StringBuilder text = new StringBuilder();
      while (text.length() < characters) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      return text.toString();
    }
  };

  private static final String[] VOCABULARY = {
    "amber", "bolt", "cable", "delta", "engine", "filter", "gasket", "hinge", "inlet", "joint",
    "keel", "lever", "motor", "nozzle", "outlet", "piston", "quartz", "relay", "spring", "tube",
    "union", "valve", "washer", "xenon", "yoke", "zinc", "arm", "blade", "clamp", "drum",
    "edge", "frame"
  };

  /** {@return a text of so many characters} */
  abstract String text(SplittableRandom random, int characters);
}
