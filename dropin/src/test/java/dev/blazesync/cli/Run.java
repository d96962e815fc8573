package dev.blazesync.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One command, run in this process without a terminal, and what came of it. */
record Run(int code, String out, String err) {
  static Run of(String... arguments) {
    return with(Map.of(), "", arguments);
  }

  static Run with(Map<String, String> variables, String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            variables,
            null,
            EndRequest.byCall());
    int code = new Cli(surroundings).run(arguments);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Surroundings surroundings() {
    return new Surroundings(
        InputStream.nullInputStream(), System.out, System.err, Map.of(), null, EndRequest.byCall());
  }
}
