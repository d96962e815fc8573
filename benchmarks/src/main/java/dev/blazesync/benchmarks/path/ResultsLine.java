package dev.blazesync.benchmarks.path;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a chart shows of a line that {@code bench} saved.
 *
 * @param of how many rows of which database, when, and which commit
 * @param on which machine
 * @param ratios to the plain database, by work, in order
 */
record ResultsLine(String of, String on, Map<String, Double> ratios) {
  /**
   * @throws IOException if it is no such line
   */
  static ResultsLine parse(String json) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, Double> ratios = new LinkedHashMap<>();
    try (JsonParser in = new JsonFactory().createParser(json)) {
      String work = "";
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (!token.isScalarValue()) {
          continue;
        }
        String name = in.currentName() == null ? "" : in.currentName();
        switch (name) {
          case "work" -> work = in.getText();
          case "ratio" -> ratios.put(work, in.getDoubleValue());
          default -> facts.putIfAbsent(name, in.getText());
        }
      }
    }
    return new ResultsLine(of(facts), on(facts), ratios);
  }

  private static String of(Map<String, String> facts) {
    String commit = facts.getOrDefault("commit", "");
    return fact(facts, "rows")
        + " rows, "
        + fact(facts, "db")
        + "; "
        + fact(facts, "date")
        + (commit.isEmpty() ? "" : ", commit " + commit);
  }

  private static String on(Map<String, String> facts) {
    return String.join(
        ", ",
        fact(facts, "os"),
        fact(facts, "arch"),
        fact(facts, "cores") + " cores",
        "Java " + fact(facts, "jvm"));
  }

  private static String fact(Map<String, String> facts, String name) {
    return facts.getOrDefault(name, "?");
  }
}
