package dev.blazesync.benchmarks;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.VersionVector;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What does it cost to compare two version vectors, to make one, and to join two, by the number of
 * logs in them? The same with a hash map from log to sequence is the baseline.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VectorCost {
  @Param({"2", "16", "128"})
  public int logs = 2;

  private VersionVector vector = VersionVector.EMPTY;
  private VersionVector ahead = VersionVector.EMPTY;
  private Map<OriginLog, Position> positions = Map.of();
  private Map<OriginLog, Long> map = Map.of();
  private Map<OriginLog, Long> mapAhead = Map.of();

  static void measure() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(VectorCost.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }

  /** One is ahead of the other in every log, so that a comparison has to look at all. */
  @Setup
  public void fill() {
    Random random = new Random(42);
    Map<OriginLog, Position> later = new HashMap<>();
    positions = new HashMap<>();
    map = new HashMap<>();
    mapAhead = new HashMap<>();
    for (int index = 0; index < logs; index++) {
      OriginLog log = new OriginLog(new NodeId(random.nextLong(), random.nextLong()), 1);
      long sequence = 1L + random.nextInt(1_000_000);
      byte[] hash = new byte[Position.HASH_BYTES];
      random.nextBytes(hash);
      positions.put(log, new Position(sequence, hash));
      later.put(log, new Position(sequence + 1, hash));
      map.put(log, sequence);
      mapAhead.put(log, sequence + 1);
    }
    vector = new VersionVector(positions);
    ahead = new VersionVector(later);
  }

  @Benchmark
  public boolean covers() {
    return ahead.covers(vector);
  }

  @Benchmark
  public boolean mapCovers() {
    for (Map.Entry<OriginLog, Long> entry : map.entrySet()) {
      if (mapAhead.getOrDefault(entry.getKey(), 0L) < entry.getValue()) {
        return false;
      }
    }
    return true;
  }

  @Benchmark
  public VersionVector make() {
    return new VersionVector(positions);
  }

  @Benchmark
  public Map<OriginLog, Long> mapMake() {
    return new HashMap<>(map);
  }

  /** A sorted copy that is added to, as the sessions with relays make it. */
  @Benchmark
  public VersionVector join() {
    Map<OriginLog, Position> joined = new TreeMap<>(vector.positions());
    ahead
        .positions()
        .forEach(
            (log, position) ->
                joined.merge(log, position, (a, b) -> a.sequence() >= b.sequence() ? a : b));
    return new VersionVector(joined);
  }

  @Benchmark
  public Map<OriginLog, Long> mapJoin() {
    Map<OriginLog, Long> joined = new HashMap<>(map);
    mapAhead.forEach((log, sequence) -> joined.merge(log, sequence, Math::max));
    return joined;
  }
}
