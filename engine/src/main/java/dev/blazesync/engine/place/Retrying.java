package dev.blazesync.engine.place;

import dev.blazesync.engine.books.ParkedBook;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * When parked records are tried again: all of them after the schema may have changed; one that the
 * database would not take for a reason of its own after a while, which doubles. While something
 * makes whole transactions fail it also keeps the placer from writing anything ({@link #careful}).
 */
public final class Retrying {
  private static final int SOME = 200;
  private static final long FIRST_MILLIS = 1_000;
  private static final long MOST_MILLIS = 3_600_000;

  private record Next(long atMillis, long waitMillis) {}

  private final Map<RecordName, Next> times = new HashMap<>();
  private boolean revisits = true;
  private @Nullable Why careful;
  private int from;

  /** What was read of the database may be out of date: all are decided anew. */
  public void revisitLater() {
    revisits = true;
  }

  /**
   * From now on nothing is written that might fail.
   *
   * @param why what failed; null = as usual again
   */
  public void careful(@Nullable String why) {
    careful = why == null ? null : new Why(ParkedBook.Reason.OTHER, null, why);
  }

  boolean careful() {
    return careful != null;
  }

  Why why() {
    return Objects.requireNonNull(careful);
  }

  /** To be tried as soon as possible, alone. */
  void soon(RecordName name, long nowMillis) {
    times.putIfAbsent(name, new Next(nowMillis, FIRST_MILLIS / 2));
  }

  boolean waits(RecordName name) {
    return times.containsKey(name);
  }

  /** {@return the next few, round and round} */
  List<RecordName> next(List<RecordName> all) {
    Collections.rotate(all, all.isEmpty() ? 0 : -(from % all.size()));
    List<RecordName> some = all.subList(0, Math.min(SOME, all.size()));
    from = some.size() < all.size() ? from + some.size() : 0;
    return some;
  }

  /** {@return whether all are to be decided anew} */
  boolean revisits() {
    return revisits;
  }

  /** {@return whether all were to be decided anew; from now on they are} */
  boolean revisited() {
    boolean due = revisits;
    revisits = false;
    return due;
  }

  /** It was tried, and the database would not take it. */
  public void refused(RecordName name, long nowMillis) {
    Next before = times.get(name);
    long wait = before == null ? FIRST_MILLIS : Math.min(MOST_MILLIS, before.waitMillis() * 2);
    times.put(name, new Next(nowMillis + wait, wait));
  }

  /** These were looked at again: what did not go back into its table waits once more. */
  void tried(Collection<RecordName> names, long nowMillis) {
    for (RecordName name : names) {
      Next next = times.get(name);
      if (next != null && next.atMillis() <= nowMillis) {
        refused(name, nowMillis);
      }
    }
  }

  void forget(RecordName name) {
    if (!times.isEmpty()) {
      times.remove(name);
    }
  }

  /** {@return those whose time has come} */
  public List<RecordName> due(ParkedBook parked, long nowMillis) {
    List<RecordName> due = new ArrayList<>();
    times.keySet().removeIf(name -> parked.why(name) == null);
    times.forEach(
        (name, next) -> {
          if (next.atMillis() <= nowMillis) {
            due.add(name);
          }
        });
    return due;
  }

  long nextMillis(ParkedBook parked) {
    if (revisits) {
      return parked.count() == 0 ? Long.MAX_VALUE : 0;
    }
    return times.values().stream().mapToLong(Next::atMillis).min().orElse(Long.MAX_VALUE);
  }
}
