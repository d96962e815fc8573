package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.PolicyHistory.Outcome;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;

/** The laws; each says how it is broken, or null. */
record PolicyLaws(ConflictPolicy policy) {
  private static final int REPLICAS = 4;

  /** All triples of a short history, and so many of a long one. */
  private static final int TRIPLES = 125;

  /** So many deaths beside those of a history, taken from its versions. */
  private static final int MORE_DEATHS = 3;

  @Nullable
  String commutative(List<Version> versions) {
    for (Version a : versions) {
      for (Version b : versions) {
        Version one = policy.merge(a, b);
        Version other = policy.merge(b, a);
        if (!one.equals(other)) {
          return lines("merge(a, b)", one, "merge(b, a)", other, "a", a, "b", b);
        }
      }
    }
    return null;
  }

  @Nullable
  String associative(List<Version> versions) {
    int size = versions.size();
    int triples = size * size * size;
    Random random = new Random(size);
    for (int count = 0; count < Math.min(triples, TRIPLES); count++) {
      int triple = triples <= TRIPLES ? count : random.nextInt(triples);
      Version a = versions.get(triple % size);
      Version b = versions.get(triple / size % size);
      Version c = versions.get(triple / size / size);
      Version one = policy.merge(policy.merge(a, b), c);
      Version other = policy.merge(a, policy.merge(b, c));
      if (!one.equals(other)) {
        return lines(
            "merge(merge(a, b), c)", one, "merge(a, merge(b, c))", other, "a", a, "b", b, "c", c);
      }
    }
    return null;
  }

  @Nullable
  String idempotent(List<Version> versions) {
    for (Version a : versions) {
      for (Version b : versions) {
        Version merged = policy.merge(a, b);
        Version again = policy.merge(merged, b);
        Version same = policy.merge(a, a);
        if (!again.equals(merged) || !same.equals(a)) {
          return lines(
              "merged once", merged, "merged again", again, "merge(a, a)", same, "a", a, "b", b);
        }
      }
    }
    return null;
  }

  @Nullable
  String survivorKeepsMerges(Outcome outcome) {
    List<Version> versions = outcome.versions();
    for (Stamp died : deaths(outcome)) {
      for (int first = 0; first < versions.size(); first++) {
        Version a = versions.get(first);
        Version left = policy.survivor(a, died);
        for (Version b : versions.subList(first, versions.size())) {
          Version one = policy.survivor(policy.merge(a, b), died);
          Version other = join(left, policy.survivor(b, died));
          if (!Objects.equals(one, other)) {
            return lines(
                "survivor of merge",
                one,
                "merge of survivors",
                other,
                "a",
                a,
                "b",
                b,
                "died",
                died);
          }
        }
      }
    }
    return null;
  }

  @Nullable
  String survivorComposes(Outcome outcome) {
    for (Version version : outcome.versions()) {
      for (Stamp first : deaths(outcome)) {
        Version left = policy.survivor(version, first);
        boolean late = left != null && !left.stamp().isAfter(first);
        if (late || (left != null && left.stamp().isAfter(version.stamp()))) {
          return lines("survives its death", left, "version", version, "died", first);
        }
        for (Stamp second : deaths(outcome)) {
          Version one = left == null ? null : policy.survivor(left, second);
          Version other = policy.survivor(version, Stamp.max(first, second));
          if (!Objects.equals(one, other)) {
            return lines(
                "after both",
                one,
                "after the later",
                other,
                "version",
                version,
                "first",
                first,
                "second",
                second);
          }
        }
      }
    }
    return null;
  }

  @Nullable
  String all(Outcome outcome) {
    String broken = commutative(outcome.versions());
    broken = broken != null ? broken : associative(outcome.versions());
    broken = broken != null ? broken : idempotent(outcome.versions());
    broken = broken != null ? broken : survivorKeepsMerges(outcome);
    broken = broken != null ? broken : survivorComposes(outcome);
    return broken != null ? broken : replicasAgree(outcome);
  }

  /** Merges versions as they are, and with other values in them: the same side has to win. */
  @Nullable
  String chooseWithoutValues(Outcome outcome, Function<Random, Value> values) {
    Random random = new Random(outcome.versions().size());
    for (Version a : outcome.versions()) {
      for (Version b : outcome.versions()) {
        Version otherA = new Version(values.apply(random), a.state(), a.stamp());
        Version otherB = new Version(values.apply(random), b.state(), b.stamp());
        Version one = policy.merge(a, b);
        Version other = policy.merge(otherA, otherB);
        boolean first = one.equals(a) && other.equals(otherA);
        boolean second = one.equals(b) && other.equals(otherB);
        if (!first && !second && !a.stamp().equals(b.stamp())) {
          return lines(
              "merged",
              one,
              "with other values",
              other,
              "a",
              a,
              "b",
              b,
              "other a",
              otherA,
              "other b",
              otherB);
        }
      }
    }
    return null;
  }

  /** Something that reaches a replica: a version, or a death, or what another replica has. */
  private record Arrival(@Nullable Version version, Stamp died) {}

  /** What a replica has. */
  private static final class Replica {
    private @Nullable Version version;
    private Stamp died = Stamp.NEVER;
  }

  @Nullable
  String replicasAgree(Outcome outcome) {
    List<Arrival> arrivals = new ArrayList<>();
    outcome.versions().forEach(version -> arrivals.add(new Arrival(version, Stamp.NEVER)));
    outcome.deaths().forEach(died -> arrivals.add(new Arrival(null, died)));
    Replica first = replica(arrivals, new Random(0));
    for (int seed = 1; seed < REPLICAS; seed++) {
      Replica other = replica(arrivals, new Random(seed));
      if (!Objects.equals(first.version, other.version)) {
        return lines("one replica", first.version, "another", other.version, "died", first.died);
      }
    }
    return null;
  }

  /** Meets the arrivals in some order and grouping, some of them twice. */
  private Replica replica(List<Arrival> arrivals, Random random) {
    List<Arrival> shuffled = new ArrayList<>(arrivals);
    for (Arrival arrival : arrivals) {
      if (random.nextInt(3) == 0) {
        shuffled.add(arrival);
      }
    }
    Collections.shuffle(shuffled, random);
    Replica[] parts = {new Replica(), new Replica(), new Replica()};
    for (Arrival arrival : shuffled) {
      take(parts[random.nextInt(parts.length)], arrival);
    }
    take(parts[1], new Arrival(parts[2].version, parts[2].died));
    take(parts[0], new Arrival(parts[1].version, parts[1].died));
    return parts[0];
  }

  private void take(Replica replica, Arrival arrival) {
    replica.died = Stamp.max(replica.died, arrival.died);
    replica.version =
        PolicyHistory.left(join(replica.version, arrival.version), replica.died, policy);
  }

  private @Nullable Version join(@Nullable Version a, @Nullable Version b) {
    return a == null ? b : b == null ? a : policy.merge(a, b);
  }

  private static TreeSet<Stamp> deaths(Outcome outcome) {
    TreeSet<Stamp> deaths = new TreeSet<>(outcome.deaths());
    List<Version> versions = outcome.versions();
    for (int count = 0; count < Math.min(MORE_DEATHS, versions.size()); count++) {
      deaths.add(versions.get(versions.size() - 1 - count * versions.size() / MORE_DEATHS).stamp());
    }
    deaths.add(Stamp.BASE);
    return deaths;
  }

  private static String lines(@Nullable Object... namesAndThings) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < namesAndThings.length; index += 2) {
      String thing = String.valueOf(namesAndThings[index + 1]);
      text.append(namesAndThings[index]).append(" = ");
      text.append(thing.length() > 2_000 ? thing.substring(0, 2_000) + "..." : thing).append('\n');
    }
    return text.toString();
  }
}
