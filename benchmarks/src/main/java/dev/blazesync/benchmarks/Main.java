package dev.blazesync.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import org.openjdk.jmh.runner.RunnerException;

/**
 * {@code java -jar blazesync-benchmarks.jar commit-to-visible [SAMPLES]}, {@code capture-cost},
 * {@code constraint-cost [ROWS]}, {@code seal-cost}, {@code codec-cost} or {@code handshake-cost}.
 */
public final class Main {
  private static final int SAMPLES = 500;
  private static final int ROWS = 20_000;

  private Main() {}

  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException, RunnerException {
    String question = arguments.length == 0 ? "commit-to-visible" : arguments[0];
    switch (question) {
      case "commit-to-visible" -> {
        int samples = arguments.length > 1 ? Integer.parseInt(arguments[1]) : SAMPLES;
        System.out.println(CommitToVisible.measure(samples).json("commit-to-visible"));
      }
      case "capture-cost" -> CaptureCost.measure();
      case "constraint-cost" -> {
        ConstraintCost.measure(arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROWS);
      }
      case "seal-cost" -> SealCost.measure();
      case "codec-cost" -> CodecCost.measure();
      case "handshake-cost" -> HandshakeCost.measure();
      default -> {
        System.err.println(
            "unknown question "
                + question
                + ": commit-to-visible, capture-cost, constraint-cost, seal-cost, codec-cost or"
                + " handshake-cost");
        System.exit(2);
      }
    }
  }
}
