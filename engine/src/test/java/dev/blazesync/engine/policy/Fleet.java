package dev.blazesync.engine.policy;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;

/** Some nodes with one register, as the engine would treat it. Time passes with every write. */
final class Fleet {
  final ConflictPolicy policy;
  private final Version[] versions;
  private final Stamp[] died;
  private long clock = 100;

  Fleet(String policy, int nodes) {
    this.policy = Plugins.load().policy(policy);
    versions = new Version[nodes];
    died = new Stamp[nodes];
    Arrays.fill(died, Stamp.NEVER);
  }

  static Value text(String text) {
    return new Value.Text(text);
  }

  static Value number(long number) {
    return new Value.Int64(number);
  }

  private Stamp next(int node) {
    return Stamp.of(new HybridTimestamp(clock++, new OriginLog(new NodeId(0, node + 1L), 7)));
  }

  /** {@return what the node shows then} */
  Value write(int node, Value written) {
    Version before = versions[node];
    Value delta = before != null && policy.wantsDeltas() ? delta(before.value(), written) : null;
    versions[node] = policy.edit(before, written, delta, next(node));
    return versions[node].value();
  }

  private static @Nullable Value delta(Value before, Value written) {
    if (before instanceof Value.Int64 old && written instanceof Value.Int64 now) {
      return new Value.Int64(now.value() - old.value());
    }
    if (before instanceof Value.Decimal old && written instanceof Value.Decimal now) {
      return new Value.Decimal(now.value().subtract(old.value()));
    }
    if (before instanceof Value.Float64 old && written instanceof Value.Float64 now) {
      return new Value.Decimal(
          BigDecimal.valueOf(now.value()).subtract(BigDecimal.valueOf(old.value())));
    }
    return null;
  }

  /** The database cannot tell what was added. */
  Value set(int node, Value written) {
    versions[node] = policy.edit(versions[node], written, null, next(node));
    return versions[node].value();
  }

  void delete(int node) {
    died[node] = next(node);
    settle(node);
  }

  void hear(int node, int from) {
    died[node] = Stamp.max(died[node], died[from]);
    Version other = versions[from];
    if (other != null) {
      versions[node] = versions[node] == null ? other : policy.merge(versions[node], other);
    }
    settle(node);
  }

  private void settle(int node) {
    if (versions[node] != null && !died[node].equals(Stamp.NEVER)) {
      versions[node] = policy.survivor(versions[node], died[node]);
    }
  }

  /** Everybody hears of everything. */
  void meet() {
    for (int round = 0; round < 2; round++) {
      for (int node = 0; node < versions.length; node++) {
        for (int from = 0; from < versions.length; from++) {
          hear(node, from);
        }
      }
    }
    for (Version version : versions) {
      if (!Objects.equals(version, versions[0])) {
        throw new AssertionError("nodes differ: " + version + " and " + versions[0]);
      }
    }
  }

  @Nullable
  Version version(int node) {
    return versions[node];
  }

  /** {@return null = nothing} */
  @Nullable
  Value shown(int node) {
    return versions[node] == null ? null : versions[node].value();
  }
}
