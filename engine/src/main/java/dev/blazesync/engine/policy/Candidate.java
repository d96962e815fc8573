package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A value that would be shown if everything greater were dead.
 *
 * @param claim what it is ordered by beside its value
 */
record Candidate(Value value, Claim claim, Stamp stamp) {
  /** Most candidates of one version: the latest stay. */
  static final int MAX = 60;

  /** Most bytes of an encoded value that may have to wait in a state. */
  static final int SHORT_BYTES = 256;

  /**
   * {@return whether the value is too long to be kept behind another} Such values are all equally
   * great, and greater than short ones: the last one written is shown, and nothing waits behind it
   * that is older.
   */
  boolean isLong() {
    return isLong(value);
  }

  static boolean isLong(Value value) {
    boolean surely =
        (value instanceof Value.Text text && text.value().length() > SHORT_BYTES)
            || (value instanceof Value.Bytes bytes && bytes.value().length > SHORT_BYTES);
    return surely || ValueCodec.encode(value).length > SHORT_BYTES;
  }

  /**
   * {@return those of {@code all} that nothing outlives and outdoes at once, the latest first; so
   * each is greater than those before it, and the last is the greatest}
   */
  static List<Candidate> frontier(List<Candidate> all, Comparator<Candidate> order) {
    List<Candidate> latestFirst = new ArrayList<>(all);
    latestFirst.sort(
        Comparator.comparing(Candidate::stamp)
            .thenComparing(order)
            .thenComparing(Candidate::value, ValueCodec::compareEncoded)
            .thenComparing(Candidate::claim)
            .reversed());
    List<Candidate> frontier = new ArrayList<>();
    for (Candidate next : latestFirst) {
      boolean greater =
          frontier.isEmpty() || order.compare(next, frontier.get(frontier.size() - 1)) > 0;
      if (greater && frontier.size() < MAX) {
        frontier.add(next);
      }
    }
    return List.copyOf(frontier);
  }
}
