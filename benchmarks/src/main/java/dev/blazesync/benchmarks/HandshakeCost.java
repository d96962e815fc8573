package dev.blazesync.benchmarks;

import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.engine.noise.ChannelHandshake;
import dev.blazesync.engine.noise.SecureChannel;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What does a handshake cost both sides together? One key agreement is the baseline: each side
 * makes a key pair and three of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 1)
public class HandshakeCost {
  private static final byte[] PROLOGUE = {1};
  private static final byte[] INTRODUCTION = new byte[200];

  private final SecureRandom random = new SecureRandom();
  private final X25519KeyPair node = X25519KeyPair.generate(random);
  private final X25519KeyPair hub = X25519KeyPair.generate(random);
  private final Secret shared = Secret.random(random);

  static void measure() throws RunnerException {
    new Runner(new OptionsBuilder().include(HandshakeCost.class.getName()).build()).run();
  }

  @Benchmark
  public Secret agreement() {
    return node.agree(hub.publicKey());
  }

  /** Three frames, and the channel at either end. */
  @Benchmark
  public SecureChannel[] handshake() {
    try (ChannelHandshake initiator =
            ChannelHandshake.initiator(
                node, shared, PROLOGUE, random, (remote, transcript) -> INTRODUCTION);
        ChannelHandshake responder = ChannelHandshake.responder(hub, shared, PROLOGUE, random)) {
      byte[] second = responder.receive(initiator.start()).orElseThrow();
      responder.receive(initiator.receive(second).orElseThrow());
      return new SecureChannel[] {initiator.channel(), responder.channel()};
    }
  }
}
