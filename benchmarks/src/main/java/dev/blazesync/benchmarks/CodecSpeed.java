package dev.blazesync.benchmarks;

import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.operation.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How long does an operation take to be encoded, decoded and compressed, each codec in a JVM of its
 * own, with the error of the mean? Sizes, memory and ratios of all in one JVM: {@link CodecCost}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecSpeed {
  @Param({"BlazeBinary", "protobuf", "JSON", "CBOR", "Kryo"})
  public String codec = "BlazeBinary";

  @Param({"words", "letters"})
  public String texts = "words";

  private ItemCodec coding = ItemCodec.BLAZE;
  private List<List<Operation>> pieces = List.of();
  private List<byte[]> encoded = List.of();

  static void measure() throws RunnerException {
    new Runner(new OptionsBuilder().include(CodecSpeed.class.getName()).build()).run();
  }

  @Setup
  public void fill() throws IOException {
    coding = CodecCost.codecs().getOrDefault(codec, ItemCodec.BLAZE);
    pieces = Items.of(texts.equals("words"));
    encoded = new ArrayList<>();
    for (List<Operation> piece : pieces) {
      encoded.add(coding.encode(piece));
    }
  }

  /** {@return bytes} */
  @Benchmark
  @OperationsPerInvocation(Items.COUNT)
  public long encode() throws IOException {
    long bytes = 0;
    for (List<Operation> piece : pieces) {
      bytes += coding.encode(piece).length;
    }
    return bytes;
  }

  /** {@return operations} */
  @Benchmark
  @OperationsPerInvocation(Items.COUNT)
  public long decode() throws IOException {
    long operations = 0;
    for (byte[] bytes : encoded) {
      operations += coding.decode(bytes).size();
    }
    return operations;
  }

  /** {@return bytes} */
  @Benchmark
  @OperationsPerInvocation(Items.COUNT)
  public long compress() {
    long length = 0;
    for (byte[] bytes : encoded) {
      length += Compression.pack(bytes).length;
    }
    return length;
  }
}
