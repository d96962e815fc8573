package dev.blazesync.benchmarks;

import dev.blazesync.benchmarks.path.Bench;
import dev.blazesync.benchmarks.path.CommitToVisible;
import java.util.List;

/**
 * {@code java -jar blazesync-benchmarks.jar commit-to-visible [SAMPLES]}, {@code capture-cost},
 * {@code constraint-cost [ROWS]}, {@code seal-cost}, {@code seal-share [ROWS]}, {@code codec-cost},
 * {@code handshake-cost} or {@code bench}.
 */
public final class Main {
  private static final int SAMPLES = 500;
  private static final int ROWS = 20_000;

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    String question = arguments.length == 0 ? "commit-to-visible" : arguments[0];
    switch (question) {
      case "commit-to-visible" -> {
        int samples = arguments.length > 1 ? Integer.parseInt(arguments[1]) : SAMPLES;
        System.out.println(CommitToVisible.measure(samples).json("commit-to-visible"));
      }
      case "bench" -> {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        System.exit(Bench.run(options, System.out, System.err));
      }
      case "capture-cost" -> CaptureCost.measure();
      case "constraint-cost" -> {
        ConstraintCost.measure(arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROWS);
      }
      case "seal-cost" -> SealCost.measure();
      case "seal-share" ->
          SealShare.measure(arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROWS);
      case "codec-cost" -> CodecCost.measure();
      case "handshake-cost" -> HandshakeCost.measure();
      default -> {
        System.err.println(
            "unknown question "
                + question
                + ": bench, commit-to-visible, capture-cost, constraint-cost, seal-cost, seal-share,"
                + " codec-cost or"
                + " handshake-cost");
        System.exit(2);
      }
    }
  }
}
