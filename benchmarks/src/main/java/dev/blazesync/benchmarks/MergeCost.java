package dev.blazesync.benchmarks;

import dev.blazesync.engine.merge.Conflicts;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
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
 * What does it cost, by column version, to merge 200,000 records of five columns that arrive with
 * those that are here, last writer wins? A copy of a hash map, into which the later of each pair of
 * versions goes, is the baseline.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MergeCost {
  static final int COLUMNS = 5;
  private static final int COLUMN_VERSIONS = 1_000_000;
  private static final OriginLog HERE = new OriginLog(new NodeId(1, 2), 3);
  private static final OriginLog THERE = new OriginLog(new NodeId(4, 5), 6);
  private static final TableRules RULES = TableRules.DEFAULT;
  private static final OperationShape SHAPE =
      new OperationShape(
          "item", List.of("id"), List.of("name", "note", "price", "qty", "updated_at"));

  /** What becomes of what arrives. */
  public enum Arriving {
    LOSES(-100, THERE),
    WINS(100, THERE),
    EQUALS(0, HERE);

    private final long later;
    private final OriginLog writer;

    Arriving(long later, OriginLog writer) {
      this.later = later;
      this.writer = writer;
    }
  }

  @Param public Arriving arriving = Arriving.LOSES;

  private final int records;
  private RecordState[] here = {};
  private RecordState[] there = {};
  private Operation[] operations = {};
  private List<Map<String, Version>> mapsHere = List.of();
  private List<Map<String, Version>> mapsThere = List.of();

  public MergeCost() {
    this(COLUMN_VERSIONS / COLUMNS);
  }

  MergeCost(int records) {
    this.records = records;
  }

  static void measure() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(MergeCost.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }

  @Setup
  public void fill() {
    here = new RecordState[records];
    there = new RecordState[records];
    operations = new Operation[records];
    mapsHere = new ArrayList<>();
    mapsThere = new ArrayList<>();
    for (int record = 0; record < records; record++) {
      here[record] = Merge.stateOf(RULES, insert(record, 0, HERE));
      operations[record] = insert(record, arriving.later, arriving.writer);
      there[record] = Merge.stateOf(RULES, operations[record]);
      mapsHere.add(new HashMap<>(here[record].registers()));
      mapsThere.add(new HashMap<>(there[record].registers()));
    }
  }

  private static Operation insert(int record, long later, OriginLog writer) {
    Value[] values = new Value[COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      values[column] = new Value.Int64((long) record * COLUMNS + column);
    }
    long packed = HybridTimestamp.pack(1_767_225_600_000L + record) + 1_000 + later;
    return Operation.plain(
        SHAPE,
        Operation.Kind.INSERT,
        new RecordId.Shared("item", List.of(new Value.Int64(record))),
        Stamp.of(new HybridTimestamp(packed, writer)),
        HybridTimestamp.BASE,
        values);
  }

  /** {@return records that became different} */
  @Benchmark
  @OperationsPerInvocation(COLUMN_VERSIONS)
  @SuppressWarnings("ReferenceEquality") // a join gives back what it does not change
  public int states() {
    int different = 0;
    for (int record = 0; record < records; record++) {
      different += Merge.join(RULES, here[record], there[record]) == here[record] ? 0 : 1;
    }
    return different;
  }

  /** The same of operations, whose states are made first. */
  @Benchmark
  @OperationsPerInvocation(COLUMN_VERSIONS)
  @SuppressWarnings("ReferenceEquality") // as above
  public int operations() {
    int different = 0;
    for (int record = 0; record < records; record++) {
      different += Merge.join(RULES, here[record], operations[record]) == here[record] ? 0 : 1;
    }
    return different;
  }

  /** {@return how many changes did not know of each other} */
  @Benchmark
  @OperationsPerInvocation(COLUMN_VERSIONS)
  public int conflicts() {
    int found = 0;
    for (int record = 0; record < records; record++) {
      found += Conflicts.of(RULES, here[record], operations[record], HERE).size();
    }
    return found;
  }

  @Benchmark
  @OperationsPerInvocation(COLUMN_VERSIONS)
  public int maps() {
    int columns = 0;
    for (int record = 0; record < records; record++) {
      Map<String, Version> joined = new HashMap<>(mapsHere.get(record));
      mapsThere
          .get(record)
          .forEach((name, version) -> joined.merge(name, version, MergeCost::later));
      columns += joined.size();
    }
    return columns;
  }

  private static Version later(Version a, Version b) {
    return a.stamp().isAfter(b.stamp()) ? a : b;
  }
}
