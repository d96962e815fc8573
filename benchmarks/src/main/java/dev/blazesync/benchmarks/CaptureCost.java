package dev.blazesync.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What does capture cost the application's own writes on SQLite? The same transactions of 1,000
 * updates, in a plain database (the baseline) and in an attached one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CaptureCost {
  private final CapturedTable plain;
  private final CapturedTable attached;

  public CaptureCost() {
    try {
      plain = new CapturedTable(false);
      attached = new CapturedTable(true);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("the databases cannot be made", e);
    }
  }

  static void measure() throws RunnerException {
    new Runner(new OptionsBuilder().include(CaptureCost.class.getName()).build()).run();
  }

  /** Each starts with an empty dirty set, and marks the same rows again and again. */
  @Setup
  public void fill() throws SQLException {
    plain.updateAll();
    attached.updateAll();
  }

  @Benchmark
  public int plain() throws SQLException {
    return plain.updateAll();
  }

  @Benchmark
  public int attached() throws SQLException {
    return attached.updateAll();
  }

  @TearDown
  public void remove() throws SQLException, IOException {
    plain.close();
    attached.close();
  }
}
