package dev.blazesync.adapters.tck;

import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/** Policies that keep the laws, and some that do not, to prove the kit on. */
final class Policies {
  private Policies() {}

  private record Simple(
      Scope scope, BinaryOperator<Version> merging, BiFunction<Version, Stamp, Version> surviving)
      implements ConflictPolicy {
    Simple(BinaryOperator<Version> merging) {
      this(Scope.FIELD, merging, (version, died) -> after(version, died) ? version : null);
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

    @Override
    public @Nullable Version survivor(Version version, Stamp died) {
      return surviving.apply(version, died);
    }
  }

  static ConflictPolicy lastWriterWins() {
    return new Simple(Policies::later);
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
    return new Simple(Policies::greater);
  }

  /** Puts a record together from the greatest values of two updates. */
  static ConflictPolicy greatestValueWinsTheRow() {
    return new Simple(
        ConflictPolicy.Scope.RECORD,
        Policies::greater,
        (version, died) -> after(version, died) ? version : null);
  }

  /** A maximum that forgets when it was reached: a later, smaller value keeps it alive. */
  static ConflictPolicy maximumThatOutlivesItself() {
    return new ConflictPolicy() {
      @Override
      public Scope scope() {
        return Scope.FIELD;
      }

      @Override
      public Version edit(
          @Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
        Version edited = Version.of(written, stamp);
        return before == null ? edited : merge(before, edited);
      }

      @Override
      public Version merge(Version a, Version b) {
        int order = Long.compare(number(a), number(b));
        order = order != 0 ? order : text(a).compareTo(text(b));
        return Version.of(order >= 0 ? a.value() : b.value(), Stamp.max(a.stamp(), b.stamp()));
      }
    };
  }

  /** Leaves an empty value where nothing is to be left. */
  static ConflictPolicy nothingDies() {
    return new Simple(
        ConflictPolicy.Scope.FIELD,
        Policies::later,
        (version, died) ->
            after(version, died) ? version : Version.of(Value.NULL, version.stamp()));
  }

  /** Takes for granted that a column holds numbers. */
  static ConflictPolicy onlyNumbers() {
    return new Simple(
        (a, b) -> {
          long difference = ((Value.Int64) a.value()).value() - ((Value.Int64) b.value()).value();
          int order = a.stamp().compareTo(b.stamp());
          return (order != 0 ? order : difference) >= 0 ? a : b;
        });
  }

  static ConflictPolicy impure() {
    int[] calls = {0};
    return new Simple((a, b) -> Version.of(new Value.Int64(calls[0]++), a.stamp()));
  }

  /**
   * A counter: what each origin has added, in the state; the value is the sum. What it was before
   * anyone counted is a term that belongs to nobody.
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
        long origin = delta == null ? NOBODY : stamp.time().writer().origin().low();
        long known = terms.containsKey(origin) ? terms.get(origin).sum : 0;
        long added = ((Value.Int64) (delta == null ? written : delta)).value();
        terms.put(origin, new Term(stamp, delta == null ? added : known + added));
        return version(terms);
      }

      @Override
      public Version merge(Version a, Version b) {
        if (a.equals(b)) {
          return a;
        }
        TreeMap<Long, Term> terms = terms(a);
        terms(b).forEach((origin, term) -> terms.merge(origin, term, Term::later));
        return version(terms);
      }

      @Override
      public @Nullable Version survivor(Version version, Stamp died) {
        TreeMap<Long, Term> terms = terms(version);
        terms.values().removeIf(term -> !term.stamp.isAfter(died));
        return terms.isEmpty() ? null : version(terms);
      }
    };
  }

  private static final long NOBODY = 0;

  private record Term(Stamp stamp, long sum) {
    Term later(Term other) {
      int order = stamp.compareTo(other.stamp);
      return order > 0 || (order == 0 && sum >= other.sum) ? this : other;
    }
  }

  private static TreeMap<Long, Term> terms(Version version) {
    TreeMap<Long, Term> terms = new TreeMap<>();
    if (!version.hasState()) {
      terms.put(NOBODY, new Term(version.stamp(), number(version)));
    }
    ByteBuffer bytes = ByteBuffer.wrap(version.state().value());
    while (bytes.hasRemaining()) {
      long origin = bytes.getLong();
      terms.put(origin, new Term(new Stamp(time(bytes), time(bytes)), bytes.getLong()));
    }
    return terms;
  }

  private static HybridTimestamp time(ByteBuffer bytes) {
    return new HybridTimestamp(
        bytes.getLong(),
        new OriginLog(new NodeId(bytes.getLong(), bytes.getLong()), bytes.getLong()));
  }

  private static void put(ByteBuffer bytes, HybridTimestamp time) {
    NodeId node = time.writer().origin();
    bytes.putLong(time.packed()).putLong(node.high()).putLong(node.low());
    bytes.putLong(time.writer().lineage());
  }

  private static Version version(TreeMap<Long, Term> terms) {
    ByteBuffer state = ByteBuffer.allocate(terms.size() * 80);
    long sum = 0;
    Stamp stamp = Stamp.NEVER;
    for (Map.Entry<Long, Term> entry : terms.entrySet()) {
      Term term = entry.getValue();
      state.putLong(entry.getKey());
      put(state, term.stamp.time());
      put(state, term.stamp.authority());
      state.putLong(term.sum);
      sum += term.sum;
      stamp = Stamp.max(stamp, term.stamp);
    }
    return new Version(new Value.Int64(sum), new Value.Bytes(state.array()), stamp);
  }

  private static long number(Version version) {
    return version.value() instanceof Value.Int64 number ? number.value() : 0;
  }

  private static String text(Version version) {
    return version.value() instanceof Value.Bytes bytes
        ? HexFormat.of().formatHex(bytes.value())
        : version.value().toString();
  }

  private static boolean after(Version version, Stamp died) {
    return version.stamp().isAfter(died);
  }

  private static boolean newer(Version a, Version b) {
    return a.stamp().compareTo(b.stamp()) >= 0;
  }

  private static Version later(Version a, Version b) {
    int order = a.stamp().compareTo(b.stamp());
    return (order != 0 ? order : text(a).compareTo(text(b))) >= 0 ? a : b;
  }

  private static Version greater(Version a, Version b) {
    int order = Long.compare(number(a), number(b));
    return order > 0 || (order == 0 && later(a, b) == a) ? a : b;
  }
}
