package dev.blazesync.engine.policy;

import dev.blazesync.engine.policy.Tally.Base;
import dev.blazesync.engine.policy.Tally.Kind;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.math.BigDecimal;
import java.util.Map;

/**
 * A number that several nodes add to. It is a base, the last that was written as a whole (an
 * insert), plus what each origin log has added; the same sums, taken exactly and shown as the kind
 * of number that went in, in whatever order they became known. Integers end at the ends of 64 bits,
 * and come back when enough is subtracted.
 *
 * <p>A base that is no number (text, NaN, a decimal of more than {@value Numbers#BASE_DIGITS}
 * digits) is shown as it is until a number is written; increments that arrive meanwhile count from
 * then on. NULL counts as 0 once something is added.
 *
 * <p>Setting the number (an edit without a difference) sets the base so that the total is right for
 * the writer; increments the writer had not seen are added on top.
 */
final class Counter extends JoinedPolicy<Tally> {
  @Override
  public boolean wantsDeltas() {
    return true;
  }

  @Override
  public boolean wantsBefore() {
    return false;
  }

  @Override
  public Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
    if (before == null) {
      return Version.of(written, stamp);
    }
    Tally seen = read(before);
    BigDecimal added = delta == null || delta instanceof Value.Null ? null : Numbers.worth(delta);
    boolean counts = seen.base() == null || Numbers.worth(seen.base().value()) != null;
    if (added != null && delta != null && counts) {
      return write(seen.plus(stamp.time().writer(), added, Numbers.kind(delta), stamp));
    }
    return write(new Tally(base(written, seen.added(), stamp), seen.sums()));
  }

  private static Base base(Value written, BigDecimal added, Stamp stamp) {
    BigDecimal worth = Numbers.worth(written);
    Kind kind = Numbers.kind(written);
    if (worth == null || written instanceof Value.Null || added.signum() == 0) {
      return new Base(written, kind, stamp);
    }
    BigDecimal rest = Numbers.bounded(worth.subtract(added), Numbers.BASE_DIGITS);
    return new Base(new Value.Decimal(rest), kind, stamp);
  }

  @Override
  Tally read(Version version) {
    if (version.hasState()) {
      return Tally.of(version.state(), version.value());
    }
    Value value = version.value();
    return new Tally(new Base(value, Numbers.kind(value), version.stamp()), Map.of());
  }

  @Override
  Version write(Tally tally) {
    Value shown = shown(tally);
    return plainIfEnough(
        Version.of(shown, tally.stamp()), tally, contents -> contents.toState(shown));
  }

  private static Value shown(Tally tally) {
    Base base = tally.base();
    BigDecimal worth = base == null ? BigDecimal.ZERO : Numbers.worth(base.value());
    boolean asItIs =
        base != null
            && (worth == null
                || (tally.sums().isEmpty() && Numbers.kind(base.value()) == base.kind()));
    if (base != null && (asItIs || worth == null)) {
      return base.value();
    }
    Kind kind = base == null ? Kind.INTEGER : base.kind();
    for (Tally.Sum sum : tally.sums().values()) {
      kind = Tally.greater(kind, sum.kind());
    }
    return Numbers.shown(worth == null ? tally.added() : worth.add(tally.added()), kind);
  }

  @Override
  Tally join(Tally a, Tally b) {
    return a.with(b);
  }

  @Override
  @Nullable
  Tally later(Tally tally, Stamp died) {
    Tally left = tally.after(died);
    return left.isEmpty() ? null : left;
  }

  @Override
  boolean lost(Tally part, Tally joined) {
    Base base = part.base();
    return base != null && !base.equals(joined.base()) && sameWriter(base.stamp(), part.stamp());
  }
}
