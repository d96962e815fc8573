package dev.blazesync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.List;

/**
 * States that a member made up. The input: 1 byte policy, then versions: sized state, value, 1 byte
 * stamp.
 */
class StateFuzzTest {
  private static final Version NOTHING = Version.of(Value.NULL, Stamp.NEVER);
  private static final List<ConflictPolicy> POLICIES =
      List.of("counter", "set-union", "text-merge", "max", "min", "first-writer-wins").stream()
          .map(Plugins.load()::policy)
          .toList();

  /** A state by itself is one that its policy knows, or ends in the one exception. */
  @FuzzTest(maxDuration = "10m")
  void read(byte[] input) {
    try {
      WireReader in = new WireReader(input, "input");
      ConflictPolicy policy = POLICIES.get(in.u8() % POLICIES.size());
      vet(policy, version(in));
    } catch (ProtocolException e) {
      // what bad bytes are to end in
    }
  }

  /** Versions that were let in one by one meet without any failure, and stay within the limit. */
  @FuzzTest(maxDuration = "10m")
  void meet(byte[] input) {
    ConflictPolicy policy;
    Version a;
    Version b;
    try {
      WireReader in = new WireReader(input, "input");
      policy = POLICIES.get(in.u8() % POLICIES.size());
      a = version(in);
      b = version(in);
      vet(policy, a);
      vet(policy, b);
    } catch (RuntimeException e) {
      // not let in; what it may end in is for the other test
      return;
    }
    Version merged = policy.merge(a, b);
    assertThat(policy.merge(b, a)).isEqualTo(merged);
    assertThat(merged.state().value().length).isLessThanOrEqualTo(Version.MAX_STATE_BYTES);
    policy.beaten(a, b, merged);
    for (Stamp died : List.of(Stamp.BASE, a.stamp(), stamp(7))) {
      policy.survivor(merged, died);
    }
    Value one = new Value.Int64(1);
    policy.edit(a, b.value(), null, stamp(99));
    policy.edit(merged, one, one, stamp(99));
    policy.merge(policy.edit(a, one, null, stamp(99)), b);
  }

  private static Version version(WireReader in) {
    byte[] state = in.sized(Version.MAX_STATE_BYTES);
    return new Version(ValueCodec.read(in), new Value.Bytes(state), stamp(in.u8()));
  }

  private static Stamp stamp(int number) {
    return Stamp.of(new HybridTimestamp(number, new OriginLog(new NodeId(0, number % 4), 1)));
  }

  /** As it is done before a state is let in. */
  private static void vet(ConflictPolicy policy, Version version) {
    if (version.hasState()) {
      Version merged = policy.merge(version, NOTHING);
      policy.merge(NOTHING, merged);
      policy.survivor(version, Stamp.BASE);
    }
  }
}
