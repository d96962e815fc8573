package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The greatest candidate in an order that is not the order of time. What is smaller but later waits
 * behind it: it is what a death leaves.
 *
 * <pre>
 * varint   candidates, the latest first; the last is shown
 * each:    stamp, claim, and unless it is shown, its value
 * </pre>
 */
abstract class FrontierPolicy extends JoinedPolicy<List<Candidate>> {
  private final Comparator<Candidate> order;
  private final boolean claims;

  /**
   * @param claims whether the order is one of claims; else they are all {@link Claim#NONE}
   */
  FrontierPolicy(Comparator<Candidate> order, boolean claims) {
    this.order = order;
    this.claims = claims;
  }

  /** {@return the claim of a version without state} */
  abstract Claim plainClaim(Stamp stamp);

  static Candidate shown(List<Candidate> frontier) {
    return frontier.get(frontier.size() - 1);
  }

  @Override
  final List<Candidate> read(Version version) {
    Stamp stamp = version.stamp();
    if (!version.hasState()) {
      return List.of(new Candidate(version.value(), plainClaim(stamp), stamp));
    }
    WireReader in = new WireReader(version.state().value(), "state of a conflict policy");
    int count = in.count(Candidate.MAX, 1);
    if (count == 0) {
      throw in.bad("it has no candidate");
    }
    List<Candidate> frontier = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Stamp own = Stamps.read(in);
      Claim claim = Claim.read(in);
      if (claims ? claim.path().isEmpty() : !claim.equals(Claim.NONE)) {
        throw in.bad("a candidate's claim does not fit its policy");
      }
      Value value = index == count - 1 ? version.value() : ValueCodec.read(in);
      frontier.add(new Candidate(value, claim, own));
    }
    in.end();
    return List.copyOf(frontier);
  }

  @Override
  final Version write(List<Candidate> frontier) {
    Version plain = Version.of(shown(frontier).value(), frontier.get(0).stamp());
    return plainIfEnough(plain, frontier, FrontierPolicy::state);
  }

  private static Value.Bytes state(List<Candidate> frontier) {
    WireWriter out = new WireWriter().varint(frontier.size());
    for (Candidate candidate : frontier) {
      Stamps.write(out, candidate.stamp());
      candidate.claim().write(out);
      if (!candidate.equals(shown(frontier))) {
        ValueCodec.write(out, candidate.value());
      }
    }
    return new Value.Bytes(out.toBytes());
  }

  @Override
  final List<Candidate> join(List<Candidate> a, List<Candidate> b) {
    List<Candidate> all = new ArrayList<>(a);
    all.addAll(b);
    return Candidate.frontier(all, order);
  }

  @Override
  final @Nullable List<Candidate> later(List<Candidate> frontier, Stamp died) {
    List<Candidate> left =
        frontier.stream().filter(candidate -> candidate.stamp().isAfter(died)).toList();
    return left.isEmpty() ? null : left;
  }

  @Override
  boolean lost(List<Candidate> part, List<Candidate> joined) {
    return !write(part).value().equals(write(joined).value());
  }
}
