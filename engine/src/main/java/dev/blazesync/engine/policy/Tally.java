package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a counter holds: a base, and what each origin log has added to it.
 *
 * <pre>
 * 1 byte   1 = there is a base
 * base:    stamp, kind, 1 byte: 1 = its value is the one shown; else the value
 * varint   origins, in order
 * each:    origin log (24 bytes), stamp of its last increment, kind, scale, unscaled sum
 * </pre>
 *
 * @param base null = dead, or never there
 */
record Tally(@Nullable Base base, Map<OriginLog, Sum> sums) {
  /** Most origin logs that have added to one counter; those that did so last are kept. */
  static final int MAX_ORIGINS = 400;

  /** Bytes of {@value Numbers#DIGITS} digits. */
  private static final int MAX_NUMBER_BYTES = 42;

  /** What kind of number is shown; the greatest of what went in. */
  enum Kind {
    INTEGER(0),
    DECIMAL(1),
    DOUBLE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Kind read(WireReader in) {
      int code = in.u8();
      return switch (code) {
        case 0 -> INTEGER;
        case 1 -> DECIMAL;
        case 2 -> DOUBLE;
        default -> throw in.bad("a number has the unknown kind " + code);
      };
    }
  }

  /**
   * A value that was written as a whole.
   *
   * @param kind of the number that was written
   */
  record Base(Value value, Kind kind, Stamp stamp) implements Comparable<Base> {
    @Override
    public int compareTo(Base other) {
      int order = stamp.compareTo(other.stamp);
      order = order != 0 ? order : ValueCodec.compareEncoded(value, other.value);
      return order != 0 ? order : kind.compareTo(other.kind);
    }
  }

  /** What one origin has added since ever. */
  record Sum(BigDecimal sum, Kind kind, Stamp last) implements Comparable<Sum> {
    @Override
    public int compareTo(Sum other) {
      int order = last.compareTo(other.last);
      order = order != 0 ? order : sum.compareTo(other.sum);
      order = order != 0 ? order : Integer.compare(sum.scale(), other.sum.scale());
      return order != 0 ? order : kind.compareTo(other.kind);
    }
  }

  /** {@return the join} */
  Tally with(Tally other) {
    Map<OriginLog, Sum> all = new TreeMap<>(sums);
    other.sums.forEach((origin, sum) -> all.merge(origin, sum, Tally::greater));
    return new Tally(greaterOrNull(base, other.base), latest(all));
  }

  /** {@return what is newer than {@code died}} */
  Tally after(Stamp died) {
    Map<OriginLog, Sum> newer = new TreeMap<>(sums);
    newer.values().removeIf(sum -> !sum.last.isAfter(died));
    return new Tally(base != null && base.stamp.isAfter(died) ? base : null, newer);
  }

  boolean isEmpty() {
    return base == null && sums.isEmpty();
  }

  /** {@return the sum of what was added} */
  BigDecimal added() {
    return sums.values().stream().map(Sum::sum).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  Tally plus(OriginLog origin, BigDecimal delta, Kind kind, Stamp stamp) {
    Sum known = sums.get(origin);
    Sum next =
        known == null
            ? new Sum(Numbers.bounded(delta), kind, stamp)
            : new Sum(Numbers.bounded(known.sum.add(delta)), greater(known.kind, kind), stamp);
    Map<OriginLog, Sum> all = new TreeMap<>(sums);
    all.put(origin, next);
    return new Tally(base, latest(all));
  }

  Stamp stamp() {
    Stamp greatest = base == null ? Stamp.NEVER : base.stamp;
    for (Sum sum : sums.values()) {
      greatest = Stamp.max(greatest, sum.last);
    }
    return greatest;
  }

  static <T extends Comparable<T>> T greater(T a, T b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static @Nullable Base greaterOrNull(@Nullable Base a, @Nullable Base b) {
    return a == null ? b : b == null ? a : greater(a, b);
  }

  private static Map<OriginLog, Sum> latest(Map<OriginLog, Sum> all) {
    if (all.size() <= MAX_ORIGINS) {
      return all;
    }
    List<Map.Entry<OriginLog, Sum>> entries = new ArrayList<>(all.entrySet());
    entries.sort(
        Map.Entry.<OriginLog, Sum>comparingByValue(Comparator.comparing(Sum::last))
            .thenComparing(Map.Entry.comparingByKey()));
    Map<OriginLog, Sum> latest = new TreeMap<>();
    entries
        .subList(entries.size() - MAX_ORIGINS, entries.size())
        .forEach(entry -> latest.put(entry.getKey(), entry.getValue()));
    return latest;
  }

  Value.Bytes toState(Value shown) {
    WireWriter out = new WireWriter().u8(base == null ? 0 : 1);
    if (base != null) {
      Stamps.write(out, base.stamp);
      out.u8(base.kind.code).u8(base.value.equals(shown) ? 1 : 0);
      if (!base.value.equals(shown)) {
        ValueCodec.write(out, base.value);
      }
    }
    out.varint(sums.size());
    sums.forEach(
        (origin, sum) -> {
          Stamps.writeLog(out, origin);
          Stamps.write(out, sum.last);
          out.u8(sum.kind.code).zigzag(sum.sum.scale());
          out.sized(sum.sum.unscaledValue().toByteArray());
        });
    return new Value.Bytes(out.toBytes());
  }

  static Tally of(Value.Bytes state, Value shown) {
    WireReader in = new WireReader(state.value(), "state of a counter");
    Base base = null;
    if (in.u8() == 1) {
      Stamp stamp = Stamps.read(in);
      Kind kind = Kind.read(in);
      base = new Base(in.u8() == 1 ? shown : ValueCodec.read(in), kind, stamp);
    }
    Map<OriginLog, Sum> sums = new TreeMap<>();
    for (int left = in.count(MAX_ORIGINS, 1); left > 0; left--) {
      OriginLog origin = Stamps.readLog(in);
      Stamp last = Stamps.read(in);
      Kind kind = Kind.read(in);
      long scale = in.zigzag();
      if (scale > Numbers.MAX_SCALE || scale < -Numbers.MAX_SCALE) {
        throw in.bad("a sum has the scale " + scale);
      }
      byte[] unscaled = in.sized(MAX_NUMBER_BYTES);
      if (unscaled.length == 0) {
        throw in.bad("a sum is empty");
      }
      BigDecimal sum = new BigDecimal(new BigInteger(unscaled), (int) scale);
      sums.put(origin, new Sum(sum, kind, last));
    }
    in.end();
    return new Tally(base, sums);
  }
}
