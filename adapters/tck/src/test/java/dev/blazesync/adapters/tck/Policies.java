package dev.blazesync.adapters.tck;

import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Policies that keep the laws, and some that do not, to prove the kit on. */
final class Policies {
  private Policies() {}

  private record Simple(BinaryOperator<Version> merging) implements ConflictPolicy {
    @Override
    public Scope scope() {
      return Scope.FIELD;
    }

    @Override
    public Version edit(
        @Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
      return Version.of(written, stamp);
    }

    @Override
    public Version merge(Version a, Version b) {
      return merging.apply(a, b);
    }
  }

  static ConflictPolicy lastWriterWins() {
    return new Simple((a, b) -> newer(a, b) ? a : b);
  }

  static ConflictPolicy firstArgumentWins() {
    return new Simple((a, b) -> a);
  }

  /** Commutative, but it matters who meets whom first. */
  static ConflictPolicy average() {
    return new Simple(
        (a, b) ->
            a.equals(b)
                ? a
                : Version.of(
                    new Value.Int64((number(a) + number(b)) / 2),
                    newer(a, b) ? a.stamp() : b.stamp()));
  }

  /** Counts what it has counted again. */
  static ConflictPolicy sum() {
    return new Simple(
        (a, b) ->
            Version.of(
                new Value.Int64(number(a) + number(b)), newer(a, b) ? a.stamp() : b.stamp()));
  }

  /** Keeps the laws of merging, but takes back what the user just wrote. */
  static ConflictPolicy greatestValueWins() {
    return new Simple(
        (a, b) -> {
          int order = Long.compare(number(a), number(b));
          return order > 0 || (order == 0 && newer(a, b)) ? a : b;
        });
  }

  static ConflictPolicy impure() {
    int[] calls = {0};
    return new Simple((a, b) -> Version.of(new Value.Int64(calls[0]++), a.stamp()));
  }

  /**
   * A counter: what each origin has added, in the state; the value is the sum. What it was before
   * anyone counted belongs to nobody.
   */
  static ConflictPolicy counter() {
    return new ConflictPolicy() {
      @Override
      public Scope scope() {
        return Scope.FIELD;
      }

      @Override
      public boolean wantsDeltas() {
        return true;
      }

      @Override
      public Version edit(
          @Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
        TreeMap<Long, Term> terms = before == null ? new TreeMap<>() : terms(before);
        long origin = stamp.time().writer().origin().low();
        long added = ((Value.Int64) (before == null || delta == null ? written : delta)).value();
        long known = terms.containsKey(origin) ? terms.get(origin).sum : 0;
        terms.put(origin, new Term(stamp.time().packed(), known + added));
        return version(terms, stamp);
      }

      @Override
      public Version merge(Version a, Version b) {
        TreeMap<Long, Term> terms = terms(a);
        terms(b).forEach((origin, term) -> terms.merge(origin, term, Term::later));
        return version(terms, newer(a, b) ? a.stamp() : b.stamp());
      }
    };
  }

  private record Term(long time, long sum) {
    Term later(Term other) {
      return time >= other.time ? this : other;
    }
  }

  private static TreeMap<Long, Term> terms(Version version) {
    TreeMap<Long, Term> terms = new TreeMap<>();
    ByteBuffer bytes = ByteBuffer.wrap(version.state().value());
    while (bytes.hasRemaining()) {
      terms.put(bytes.getLong(), new Term(bytes.getLong(), bytes.getLong()));
    }
    return terms;
  }

  private static Version version(TreeMap<Long, Term> terms, Stamp stamp) {
    ByteBuffer state = ByteBuffer.allocate(terms.size() * 24);
    long sum = 0;
    for (Map.Entry<Long, Term> entry : terms.entrySet()) {
      state.putLong(entry.getKey()).putLong(entry.getValue().time).putLong(entry.getValue().sum);
      sum += entry.getValue().sum;
    }
    return new Version(new Value.Int64(sum), new Value.Bytes(state.array()), stamp);
  }

  private static long number(Version version) {
    return ((Value.Int64) version.value()).value();
  }

  private static boolean newer(Version a, Version b) {
    return a.stamp().time().compareTo(b.stamp().time()) >= 0;
  }
}
