package dev.blazesync.engine.policy;

import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;

/**
 * A policy that takes a version apart into contents which have a join of their own. Contents are a
 * join-semilattice, {@link #later} maps it into itself and keeps joins, and {@link #write} after
 * {@link #read} gives contents back; the laws of {@link ConflictPolicy} follow from these three. A
 * plain version whose text is not the canonical one (white space, the same element twice) stands
 * just below the version of its contents: it stays as it is until something is joined to it or
 * dies.
 *
 * @param <C> contents of a version, with value equality
 */
abstract class JoinedPolicy<C> implements ConflictPolicy {
  /** {@return what {@code version} holds} Never fails for a version without state. */
  abstract C read(Version version);

  /** {@return the version with these contents; the same contents give the same bytes} */
  abstract Version write(C contents);

  abstract C join(C a, C b);

  /** {@return what is left of {@code contents} after {@code died}; null = nothing} */
  abstract @Nullable C later(C contents, Stamp died);

  /** {@return whether something that was written in {@code part} is not in {@code joined}} */
  abstract boolean lost(C part, C joined);

  /**
   * {@return whether who wrote the last of a version wrote this part of it too; else it is what
   * they found}
   */
  static boolean sameWriter(Stamp part, Stamp last) {
    return part.time().writer().equals(last.time().writer());
  }

  @Override
  public final @Nullable Version beaten(Version a, Version b, Version merged) {
    C joined = read(merged);
    boolean lostA = lost(read(a), joined);
    boolean lostB = lost(read(b), joined);
    if (lostA && lostB) {
      return a.stamp().isAfter(b.stamp()) ? b : a;
    }
    return lostA ? a : lostB ? b : null;
  }

  @Override
  public final Scope scope() {
    return Scope.FIELD;
  }

  @Override
  public final Version merge(Version a, Version b) {
    return a.equals(b) ? a : write(join(read(a), read(b)));
  }

  @Override
  public final @Nullable Version survivor(Version version, Stamp died) {
    if (!version.stamp().isAfter(died)) {
      return null;
    }
    C left = later(read(version), died);
    return left == null ? null : write(left);
  }

  /** {@return {@code shown} without state if that says it all, else with the given one} */
  final Version plainIfEnough(Version plain, C contents, StateWriter<C> state) {
    return read(plain).equals(contents)
        ? plain
        : new Version(plain.value(), state.write(contents), plain.stamp());
  }

  /** Encodes contents. */
  interface StateWriter<C> {
    Value.Bytes write(C contents);
  }
}
