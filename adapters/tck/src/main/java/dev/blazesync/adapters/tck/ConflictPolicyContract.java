package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.PolicyHistory.Step;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The laws of a conflict policy, on random histories of edits and merges by several writers. A
 * history that breaks a law is cut down to the shortest one that still does before it is shown.
 */
public abstract class ConflictPolicyContract {
  private static final int HISTORIES = 400;
  private static final int STEPS = 10;

  /** Says what is wrong with the versions of a history, or null. */
  interface Law {
    @Nullable
    String broken(List<Version> versions);
  }

  /** For subclasses: one per policy. */
  protected ConflictPolicyContract() {}

  /** {@return the policy under test} */
  protected abstract ConflictPolicy policy();

  /** {@return a value an application might write; small ranges find more} */
  protected Value randomValue(Random random) {
    return new Value.Int64(random.nextInt(5));
  }

  /**
   * {@return one edit of the policy} For policies that need more than {@link #randomValue}.
   *
   * @param before what the writer saw; null = nothing
   */
  protected Version edit(@Nullable Version before, Random random, Stamp stamp) {
    Value written = randomValue(random);
    Value delta = policy().wantsDeltas() ? delta(before, written) : null;
    return policy().edit(before, written, delta, stamp);
  }

  private static Value delta(@Nullable Version before, Value written) {
    long old = before != null && before.value() instanceof Value.Int64 number ? number.value() : 0;
    return new Value.Int64(written instanceof Value.Int64 number ? number.value() - old : 0);
  }

  private void check(Law law) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      List<Step> steps = PolicyHistory.random(seed, STEPS);
      String broken = law.broken(run(steps));
      if (broken != null) {
        List<Step> least = PolicyHistory.shrink(steps, some -> law.broken(run(some)) != null);
        String text = PolicyHistory.describe(outcome(least));
        throw new AssertionError(
            law.broken(run(least)) + "\nseed " + seed + ", shortest history:\n" + text);
      }
    }
  }

  private List<Version> run(List<Step> steps) {
    return outcome(steps).versions();
  }

  private PolicyHistory.Outcome outcome(List<Step> steps) {
    return PolicyHistory.run(steps, this::edit, policy()::merge);
  }

  @Test
  @DisplayName("policy.R01 merge is commutative")
  final void mergeIsCommutative() {
    ConflictPolicy policy = policy();
    check(
        versions -> {
          for (Version a : versions) {
            for (Version b : versions) {
              Version one = policy.merge(a, b);
              Version other = policy.merge(b, a);
              if (!one.equals(other)) {
                return "merge(a, b) = "
                    + one
                    + "\nmerge(b, a) = "
                    + other
                    + "\na = "
                    + a
                    + "\nb = "
                    + b;
              }
            }
          }
          return null;
        });
  }

  @Test
  @DisplayName("policy.R02 merge is associative")
  final void mergeIsAssociative() {
    ConflictPolicy policy = policy();
    check(
        versions -> {
          for (Version a : versions) {
            for (Version b : versions) {
              for (Version c : versions) {
                Version one = policy.merge(policy.merge(a, b), c);
                Version other = policy.merge(a, policy.merge(b, c));
                if (!one.equals(other)) {
                  return "merge(merge(a, b), c) = "
                      + one
                      + "\nmerge(a, merge(b, c)) = "
                      + other
                      + "\na = "
                      + a
                      + "\nb = "
                      + b
                      + "\nc = "
                      + c;
                }
              }
            }
          }
          return null;
        });
  }

  @Test
  @DisplayName("policy.R03 merge is idempotent")
  final void mergeIsIdempotent() {
    ConflictPolicy policy = policy();
    check(
        versions -> {
          for (Version a : versions) {
            for (Version b : versions) {
              Version merged = policy.merge(a, b);
              if (!policy.merge(merged, b).equals(merged) || !policy.merge(a, a).equals(a)) {
                return "merged once: "
                    + merged
                    + "\nmerged again: "
                    + policy.merge(merged, b)
                    + "\nmerge(a, a) = "
                    + policy.merge(a, a)
                    + "\na = "
                    + a;
              }
            }
          }
          return null;
        });
  }

  @Test
  @DisplayName("policy.R04 an edit already holds what its writer saw: merging that changes nothing")
  final void editsHoldWhatTheySaw() {
    ConflictPolicy policy = policy();
    check(
        versions -> {
          for (int index = 0; index < versions.size(); index++) {
            Version before = versions.get(index);
            Version after = edit(before, new Random(index), PolicyHistory.later(before, index));
            Version merged = policy.merge(before, after);
            if (!merged.equals(after)) {
              return "before = " + before + "\nedited = " + after + "\nmerged = " + merged;
            }
          }
          return null;
        });
  }

  @Test
  @DisplayName("policy.R05 edit and merge are pure: the same history gives the same versions")
  final void policiesArePure() {
    for (int seed = 0; seed < 50; seed++) {
      List<Step> steps = PolicyHistory.random(seed, STEPS);
      assertThat(run(steps)).as("seed %s", seed).isEqualTo(run(steps));
    }
  }

  @Test
  @DisplayName("policy.R06 a version keeps its state within 64 KiB")
  final void versionsStayInBounds() {
    check(
        versions -> {
          for (Version version : versions) {
            if (version.state().value().length > Version.MAX_STATE_BYTES) {
              return "state of " + version.state().value().length + " bytes";
            }
          }
          return null;
        });
  }

  @Test
  @DisplayName("policy.R07 a policy is thread-safe")
  final void policiesAreThreadSafe() {
    List<Version> versions = run(PolicyHistory.random(7, STEPS));
    ConflictPolicy policy = policy();
    int size = versions.size();
    List<Version> alone =
        IntStream.range(0, size * size)
            .mapToObj(pair -> policy.merge(versions.get(pair / size), versions.get(pair % size)))
            .toList();
    List<Version> together =
        IntStream.range(0, size * size)
            .parallel()
            .mapToObj(pair -> policy.merge(versions.get(pair / size), versions.get(pair % size)))
            .toList();
    assertThat(together).isEqualTo(alone);
  }
}
