package dev.blazesync.benchmarks;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.seal.BatchCheck;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.engine.seal.EpochId;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What does sealing a batch cost, by its payload? SHA-256 of the sealed bytes, which every log
 * makes in any case, is the baseline.
 *
 * <p>AES-GCM takes some hundred times as long until it is compiled, which takes some 2,000 calls:
 * with less warm-up, that is what is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 3, time = 1)
public class SealCost {
  /** Bytes of the payload; the greatest makes a batch of 64 KiB. */
  @Param({"256", "65237"})
  public int payload = 256;

  private final DeviceKeys device = DeviceKeys.generate(new SecureRandom());
  private final Secret secret = Secret.random(new SecureRandom());
  private final EpochId epoch = EpochId.of(secret.toBytes());
  private final GroupId group = GroupId.of(new byte[GroupId.BYTES]);
  private final OriginLog log = new OriginLog(device.nodeId(), 1);
  private final BatchSealer sealer =
      new BatchSealer(device, group, epoch, secret, new SecureRandom());
  private final BatchOpener opener =
      new BatchOpener(group, asked -> secret, asked -> device.publicKeys());
  private final BatchCheck check = new BatchCheck(asked -> device.publicKeys());
  private final byte[] hash = new byte[Sha256.BYTES];
  private final byte[] signature = device.sign(Purpose.BATCH_SIGNATURE, hash);
  private BatchContents contents = contents(0);
  private SealedBatch sealed = sealNow();

  @Setup
  public void fill() {
    contents = contents(payload);
    sealed = sealNow();
  }

  static void measure() throws RunnerException {
    new Runner(new OptionsBuilder().include(SealCost.class.getName()).build()).run();
  }

  @Benchmark
  public byte[] hash() {
    return SealedHeader.hash(sealed.bytes());
  }

  @Benchmark
  public SealedBatch seal() {
    return sealNow();
  }

  private SealedBatch sealNow() {
    return sealer.seal(log, Position.START, false, contents);
  }

  @Benchmark
  public Opening<SealedHeader, BatchContents> open() {
    return opener.open(sealed.bytes());
  }

  /** What a hub does. */
  @Benchmark
  public SealedHeader check() {
    return check.require(sealed.bytes());
  }

  @Benchmark
  public byte[] signHash() {
    return device.sign(Purpose.BATCH_SIGNATURE, hash);
  }

  @Benchmark
  public boolean verifyHash() {
    return device.publicKeys().verify(Purpose.BATCH_SIGNATURE, signature, hash);
  }

  private static BatchContents contents(int bytes) {
    return new BatchContents(true, false, false, 1, 1, ByteBuffer.allocate(bytes));
  }
}
