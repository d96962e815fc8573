package dev.blazesync.benchmarks;

import dev.blazesync.benchmarks.path.Bench;
import dev.blazesync.benchmarks.path.Chart;
import dev.blazesync.benchmarks.path.CommitToVisible;
import dev.blazesync.benchmarks.path.Growth;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code java -jar blazesync-benchmarks.jar QUESTION}; without one, {@code commit-to-visible}. */
public final class Main {
  private static final int SAMPLES = 500;
  private static final int WARM_UP = 200;
  private static final int ROWS = 20_000;

  /** What is asked, with the arguments behind it. */
  @FunctionalInterface
  private interface Question {
    void measure(List<String> arguments) throws Exception;
  }

  private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("bench", arguments -> System.exit(Bench.run(arguments, System.out, System.err)));
    QUESTIONS.put("chart", arguments -> System.exit(Chart.run(arguments, System.out, System.err)));
    QUESTIONS.put("guard", arguments -> GuardedWorks.print());
    QUESTIONS.put(
        "commit-to-visible",
        arguments ->
            System.out.println(
                CommitToVisible.measure(number(arguments, SAMPLES), WARM_UP)
                    .get(0)
                    .json("commit-to-visible")));
    QUESTIONS.put("capture-cost", arguments -> CaptureCost.measure());
    QUESTIONS.put("codec-cost", arguments -> CodecCost.measure());
    QUESTIONS.put("codec-speed", arguments -> CodecSpeed.measure());
    QUESTIONS.put("constraint-cost", arguments -> ConstraintCost.measure(number(arguments, ROWS)));
    QUESTIONS.put(
        "growth", arguments -> System.exit(Growth.run(arguments, System.out, System.err)));
    QUESTIONS.put("handshake-cost", arguments -> HandshakeCost.measure());
    QUESTIONS.put("merge-cost", arguments -> MergeCost.measure());
    QUESTIONS.put("seal-cost", arguments -> SealCost.measure());
    QUESTIONS.put("seal-share", arguments -> SealShare.measure(number(arguments, ROWS)));
    QUESTIONS.put("sync-cost", arguments -> SyncCost.measure());
    QUESTIONS.put("vector-cost", arguments -> VectorCost.measure());
  }

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    String asked = arguments.length == 0 ? "commit-to-visible" : arguments[0];
    Question question = QUESTIONS.get(asked);
    if (question == null) {
      System.err.println(
          "unknown question " + asked + ": one of " + String.join(", ", QUESTIONS.keySet()));
      System.exit(2);
    } else {
      question.measure(
          Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length));
    }
  }

  private static int number(List<String> arguments, int otherwise) {
    return arguments.isEmpty() ? otherwise : Integer.parseInt(arguments.get(0));
  }
}
