package dev.blazesync.engine.policy;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.Comparator;
import java.util.List;

/**
 * Of concurrent writes the first wins, with what was written on top of it; a write whose writer saw
 * the present winner follows it and stands. Candidates are ordered by epoch, then long values
 * before short ones, then by {@link Claim}, then by the latest edit of the last run. Every edit is
 * greater than what it saw: its path is the same (and its stamp later), or goes further, or begins
 * an epoch.
 *
 * <p>A run counts from its first edit: another writer's follow-up on an earlier edit of the run
 * wins over the run's later edits. Long values ({@link Candidate#SHORT_BYTES}) cannot wait behind
 * others, so between two of them the last writer wins.
 */
final class FirstWriterWins extends FrontierPolicy {
  private static final Comparator<Candidate> ORDER =
      (a, b) -> {
        int byEpoch = Long.compareUnsigned(a.claim().epoch(), b.claim().epoch());
        if (byEpoch != 0) {
          return byEpoch;
        }
        boolean longA = a.isLong();
        boolean longB = b.isLong();
        if (longA || longB) {
          return Boolean.compare(longA, longB);
        }
        int byClaim = a.claim().compareTo(b.claim());
        return byClaim != 0 ? byClaim : a.stamp().compareTo(b.stamp());
      };

  FirstWriterWins() {
    super(ORDER, true);
  }

  @Override
  Claim plainClaim(Stamp stamp) {
    return Claim.first(stamp.time());
  }

  @Override
  public Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
    if (before == null) {
      return Version.of(written, stamp);
    }
    Candidate seen = shown(read(before));
    HybridTimestamp time = stamp.time();
    boolean shorter = seen.isLong() && !Candidate.isLong(written);
    Claim claim = shorter ? seen.claim().nextEpoch(time) : seen.claim().followedBy(time);
    return write(List.of(new Candidate(written, claim, stamp)));
  }
}
