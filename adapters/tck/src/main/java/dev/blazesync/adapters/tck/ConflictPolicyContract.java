package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.tck.PolicyHistory.Editor;
import dev.blazesync.adapters.tck.PolicyHistory.Outcome;
import dev.blazesync.adapters.tck.PolicyHistory.Step;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The laws of a conflict policy, on random histories of edits, merges and deaths at several
 * writers. A history that breaks a law is cut down to the shortest one that still does before it is
 * shown. The system property {@code blazesync.policy.histories} sets how many are tried.
 */
public abstract class ConflictPolicyContract {
  private static final int STEPS = 12;

  /** Says what is wrong with what came of a history, or null. */
  interface Law {
    @Nullable
    String broken(Outcome outcome);
  }

  private final Editor editor =
      new Editor() {
        @Override
        public Version edit(@Nullable Version before, Random random, Stamp stamp) {
          return ConflictPolicyContract.this.edit(before, random, stamp);
        }

        @Override
        public Value value(Random random) {
          return randomValue(random);
        }
      };

  /** For subclasses: one per policy. */
  protected ConflictPolicyContract() {}

  /** {@return the policy under test} */
  protected abstract ConflictPolicy policy();

  /** {@return how many histories each law is tried on} */
  protected int histories() {
    return Integer.getInteger("blazesync.policy.histories", 100);
  }

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

  private static @Nullable Value delta(@Nullable Version before, Value written) {
    if (before == null) {
      return null;
    }
    if (before.value() instanceof Value.Int64 old && written instanceof Value.Int64 now) {
      return new Value.Int64(now.value() - old.value());
    }
    if (before.value() instanceof Value.Decimal old && written instanceof Value.Decimal now) {
      return new Value.Decimal(now.value().subtract(old.value()));
    }
    if (before.value() instanceof Value.Float64 old && written instanceof Value.Float64 now) {
      return new Value.Float64(now.value() - old.value());
    }
    return null;
  }

  private void check(Law law) {
    for (int seed = 0; seed < histories(); seed++) {
      List<Step> steps = PolicyHistory.random(seed, STEPS);
      String broken = law.broken(run(steps));
      if (broken != null) {
        List<Step> least = PolicyHistory.shrink(steps, some -> law.broken(run(some)) != null);
        Outcome outcome = run(least);
        throw new AssertionError(
            law.broken(outcome)
                + "\nseed "
                + seed
                + ", shortest history:\n"
                + PolicyHistory.describe(outcome));
      }
    }
  }

  private Outcome run(List<Step> steps) {
    return PolicyHistory.run(steps, editor, policy());
  }

  @Test
  @DisplayName("policy.R01 merge is commutative")
  final void mergeIsCommutative() {
    check(outcome -> new PolicyLaws(policy()).commutative(outcome.versions()));
  }

  @Test
  @DisplayName("policy.R02 merge is associative")
  final void mergeIsAssociative() {
    check(outcome -> new PolicyLaws(policy()).associative(outcome.versions()));
  }

  @Test
  @DisplayName("policy.R03 merge is idempotent")
  final void mergeIsIdempotent() {
    check(outcome -> new PolicyLaws(policy()).idempotent(outcome.versions()));
  }

  @Test
  @DisplayName("policy.R04 an edit already holds what its writer saw: merging that changes nothing")
  final void editsHoldWhatTheySaw() {
    ConflictPolicy policy = policy();
    check(
        outcome -> {
          List<Version> versions = outcome.versions();
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
        outcome -> {
          for (Version version : outcome.versions()) {
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
    List<Version> versions = run(PolicyHistory.random(7, STEPS)).versions();
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

  @Test
  @DisplayName("policy.R08 what survives a merge is the merge of what survives")
  final void survivorKeepsMerges() {
    check(outcome -> new PolicyLaws(policy()).survivorKeepsMerges(outcome));
  }

  @Test
  @DisplayName("policy.R09 of two deaths the later counts, and nothing comes back")
  final void survivorComposes() {
    check(outcome -> new PolicyLaws(policy()).survivorComposes(outcome));
  }

  @Test
  @DisplayName(
      "policy.R10 plain values of any kind, at any stamp, are merged lawfully with all others")
  final void plainVersionsKeepTheLaws() {
    PolicyLaws laws = new PolicyLaws(policy());
    for (int seed = 0; seed < histories(); seed++) {
      Outcome outcome = run(PolicyHistory.random(seed, STEPS / 2));
      Random random = new Random(seed);
      List<Version> some = new ArrayList<>(outcome.versions());
      for (int count = 0; count < 5; count++) {
        some.add(PlainVersions.random(random, outcome, this::randomValue));
      }
      String broken = laws.all(new Outcome(some, outcome.deaths(), outcome.steps()));
      if (broken != null) {
        throw new AssertionError(
            broken + "\nseed " + seed + ", history:\n" + PolicyHistory.describe(outcome));
      }
    }
  }

  @Test
  @DisplayName("policy.R11 a policy for whole records does not choose by value when stamps differ")
  final void recordsAreNotTorn() {
    if (policy().scope() == ConflictPolicy.Scope.RECORD) {
      check(outcome -> new PolicyLaws(policy()).chooseWithoutValues(outcome, this::randomValue));
    }
  }

  @Test
  @DisplayName(
      "policy.R12 replicas that know the same versions and deaths are equal, byte for byte")
  final void replicasAgree() {
    check(outcome -> new PolicyLaws(policy()).replicasAgree(outcome));
  }
}
