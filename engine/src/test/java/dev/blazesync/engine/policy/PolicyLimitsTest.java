package dev.blazesync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** More writers than a state has room for: it stays small, and the same on all nodes. */
class PolicyLimitsTest {
  private static Stamp stamp(int number) {
    OriginLog writer = new OriginLog(new NodeId(0, 7L * number + 1), number);
    HybridTimestamp time = new HybridTimestamp(10L + number, writer);
    return new Stamp(time, new HybridTimestamp(5, writer));
  }

  /** Merges the versions in several orders and groupings, before and after a death. */
  private static Version agree(ConflictPolicy policy, int count, IntFunction<Version> version) {
    List<Version> versions = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      versions.add(version.apply(number));
    }
    Version all = versions.stream().reduce(policy::merge).orElseThrow();
    Stamp died = stamp(count / 2);
    Version left = policy.survivor(all, died);
    for (int seed = 0; seed < 3; seed++) {
      Collections.shuffle(versions, new Random(seed));
      int half = count / (seed + 2);
      Version one = versions.subList(0, half).stream().reduce(policy::merge).orElseThrow();
      Version other = versions.subList(half, count).stream().reduce(policy::merge).orElseThrow();
      assertThat(policy.merge(one, other)).isEqualTo(all);
      assertThat(
              versions.stream()
                  .map(some -> policy.survivor(some, died))
                  .filter(Objects::nonNull)
                  .reduce(policy::merge))
          .hasValue(left);
    }
    assertThat(all.state().value().length).isBetween(1, Version.MAX_STATE_BYTES);
    return all;
  }

  private static ConflictPolicy policy(String name) {
    return Plugins.load().policy(name);
  }

  @Test
  void manyMaximaWaitBehindEachOther() {
    agree(
        policy("max"),
        150,
        number ->
            Version.of(
                new Value.Text("z" + (char) (999 - number) + "y".repeat(240)), stamp(number)));
  }

  @Test
  void manyFirstWritersWait() {
    ConflictPolicy policy = policy("first-writer-wins");
    agree(
        policy,
        150,
        number -> {
          Version version = Version.of(new Value.Text("x".repeat(240)), stamp(number));
          for (int more = 1; more < 32; more++) {
            version = policy.edit(version, version.value(), null, stamp(number + 1_000 * more));
          }
          return version;
        });
  }

  @Test
  void manyNodesCount() {
    ConflictPolicy policy = policy("counter");
    BigDecimal third = new BigDecimal("0." + "3".repeat(200));
    agree(
        policy,
        600,
        number ->
            policy.edit(
                Version.of(new Value.Decimal(third), Stamp.BASE),
                Value.NULL,
                new Value.Decimal(third),
                stamp(number)));
  }

  @Test
  void manyElementsComeTogether() {
    ConflictPolicy policy = policy("set-union");
    Version before = Version.of(new Value.Text("[0]"), Stamp.BASE);
    Version all =
        agree(
            policy,
            1_000,
            number ->
                policy.edit(
                    before, new Value.Text("[0,\"element " + number + "\"]"), null, stamp(number)));
    assertThat(((Value.Text) all.value()).value())
        .contains("element 999")
        .doesNotContain("\"element 1\"");
  }

  @Test
  void manyLinesComeTogether() {
    ConflictPolicy policy = policy("text-merge");
    Version before = Version.of(new Value.Text("a\nb"), Stamp.BASE);
    Version all =
        agree(
            policy,
            500,
            number ->
                policy.edit(
                    before, new Value.Text("a\nline " + number + "\nb"), null, stamp(number)));
    assertThat(((Value.Text) all.value()).value())
        .startsWith("a\n")
        .endsWith("\nb")
        .contains("line 499");
  }
}
