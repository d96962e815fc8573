package dev.blazesync.engine.sync;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.replica.Roster;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings one relay's and this node's membership to the same length: takes the entries that are new
 * here, puts there what it lacks, lets this device in if it has a join code, and says that the
 * group's data begins with its rows. Comes before everything else on a connection.
 */
final class ChainExchange {
  /** What is compared of an entry: its signature. */
  private static final int TAIL_BYTES = 64;

  private static final int ENTRIES_AT_ONCE = 32;

  /** So often somebody else may be faster than this device, which has an entry to add. */
  private static final int MOST_ATTEMPTS = 100;

  private enum Step {
    /** Does the relay have the newest entry that is known here? */
    COMPARE,
    /** It has not: which is the newest it has? */
    DESCEND,
    /** It has another entry there: which, and where do the two histories part? */
    WITNESS,
    /** It lacks these. */
    PUT,
    /** Does it have the next? */
    ASK,
    /** This device has an entry of its own to add: it comes in, or its rows are the first. */
    APPEND,
    REST
  }

  private final Roster roster;

  /** Whether this relay decides which entries there are: the first of the group's. */
  private final boolean deciding;

  private Step step = Step.COMPARE;
  private long at;
  private long stride;
  private long restedAt = -1;
  private int attempts;
  private boolean behind;
  private boolean founding;

  ChainExchange(Roster roster, boolean deciding) {
    this.roster = roster;
    this.deciding = deciding;
  }

  /** The connection is another one: everything is compared again. */
  void begin() {
    step = Step.COMPARE;
    restedAt = -1;
    founding = false;
  }

  /** There may be more there. */
  void news() {
    if (step == Step.REST) {
      step = resting() ? Step.ASK : Step.COMPARE;
    }
  }

  /**
   * The group's data is to begin with this device's rows, unless it turns out to have begun. Asked
   * of the relay that decides.
   */
  void found() {
    founding = true;
    news();
  }

  /** {@return whether both have the same, as far as is known} */
  boolean resting() {
    return step == Step.REST && restedAt == roster.length();
  }

  /** {@return whether this relay, which decides, had less than it once had; once} */
  boolean takeBehind() {
    boolean was = behind;
    behind = false;
    return was;
  }

  /** {@return what this wants of the relay; null = nothing} */
  @Nullable
  RelayRequest next() {
    if (step == Step.REST && restedAt != roster.length()) {
      step = Step.COMPARE;
    }
    if (step == Step.COMPARE) {
      at = roster.length() - 1L;
      stride = 1;
      if (at < 0) {
        step = Step.ASK;
      }
    }
    return switch (step) {
      case COMPARE, DESCEND -> {
        int tail = roster.entry(at).toBytes().length - TAIL_BYTES;
        yield new RelayRequest.Get(ChainObject.name(at), tail, TAIL_BYTES);
      }
      case PUT -> put(roster.entry(at));
      case ASK -> {
        at = roster.length();
        yield new RelayRequest.GetEntries(at, ENTRIES_AT_ONCE);
      }
      case WITNESS -> new RelayRequest.Get(ChainObject.name(at), 0, Limits.ENTRY_BYTES);
      case APPEND -> {
        if (at != roster.length() || !hasOwn()) {
          // another relay has shown more since this one was asked
          step = Step.COMPARE;
          yield next();
        }
        yield put(roster.inGroup() ? roster.founding() : roster.enrolment());
      }
      case REST -> null;
    };
  }

  private static RelayRequest put(Entry entry) {
    return new RelayRequest.Put(ChainObject.name(entry.index()), ByteBuffer.wrap(entry.toBytes()));
  }

  /** {@return whether an answer is for this} */
  static boolean concerns(RelayAnswer answer) {
    return answer instanceof RelayAnswer.Entries
        || (answer instanceof RelayAnswer.Got got && ChainObject.is(got.name()))
        || (answer instanceof RelayAnswer.Kept kept && ChainObject.is(kept.name()));
  }

  /**
   * Goes on with an answer. If the database was busy in the middle of it, the same answer comes
   * again.
   *
   * @throws ProtocolException if the relay shows an entry that breaks a rule
   * @throws RefusedException if it shows another membership than is known here
   */
  void answered(RelayAnswer answer, long nowMillis) {
    if (answer instanceof RelayAnswer.Entries more) {
      if (step == Step.ASK) {
        took(more, nowMillis);
      }
    } else if (answer instanceof RelayAnswer.Got got) {
      got(got.bytes(), nowMillis);
    } else if (step == Step.PUT) {
      step = at + 1 < roster.length() ? Step.PUT : Step.ASK;
      at++;
    } else if (step == Step.APPEND) {
      // whose entry it is that stands there now is still to be seen
      step = Step.ASK;
    }
  }

  private void got(@Nullable ByteBuffer bytes, long nowMillis) {
    if (step == Step.COMPARE || step == Step.DESCEND) {
      compared(bytes);
    } else if (step == Step.WITNESS) {
      witnessed(bytes == null ? null : Entry.decode(bytes(bytes)), nowMillis);
    }
  }

  private void took(RelayAnswer.Entries more, long nowMillis) {
    at = more.from() + takeTogether(more, nowMillis);
    for (ByteBuffer entry :
        more.entries().subList((int) (at - more.from()), more.entries().size())) {
      take(Entry.decode(bytes(entry)), nowMillis);
      if (step != Step.ASK) {
        return;
      }
      at++;
    }
    if (more.all()) {
      ended();
    } else if (more.entries().isEmpty()) {
      throw new ProtocolException(
          "the relay says that the membership has more than " + at + " entries, and shows none");
    }
  }

  /**
   * Takes those that follow what is known in one transaction, since each would be synced to the
   * disk by itself. Behind one that makes no sense none is taken; where one breaks a rule, none at
   * all. The caller then takes them one by one, which shows which it was, and those before count.
   *
   * @return how many
   */
  private int takeTogether(RelayAnswer.Entries more, long nowMillis) {
    if (more.from() != roster.length()) {
      return 0;
    }
    List<Entry> following = new ArrayList<>();
    try {
      for (ByteBuffer bytes : more.entries()) {
        Entry next = Entry.decode(bytes(bytes));
        if (next.index() != roster.length() + following.size()) {
          break;
        }
        following.add(next);
      }
    } catch (ProtocolException e) {
      // told when it is met again, behind those before it
    }
    if (following.isEmpty()) {
      return 0;
    }
    try {
      roster.take(following, nowMillis);
      return following.size();
    } catch (ProtocolException e) {
      return 0;
    }
  }

  private void take(Entry next, long nowMillis) {
    if (next.index() >= roster.length()) {
      roster.take(List.of(next), nowMillis);
    } else if (next.index() != at) {
      misplaced(next, nowMillis);
    } else if (!next.equals(roster.entry(at))) {
      witnessed(next, nowMillis);
    }
    // else another relay has shown it in the meantime
  }

  /** It is not what was asked for, and may yet be proof. */
  private void misplaced(Entry other, long nowMillis) {
    if (!other.equals(roster.entry(other.index())) && roster.witness(other, nowMillis)) {
      throw twoHistories(other.index());
    }
    throw new ProtocolException(
        "the relay shows entry " + other.index() + " of the membership in the place of " + at);
  }

  private static RefusedException twoHistories(long index) {
    return new RefusedException(
        "the relay shows another membership of this group than this device has seen (entry "
            + index
            + "): two histories of it exist; somebody who may change it, or the relay, deceives");
  }

  private void witnessed(@Nullable Entry theirs, long nowMillis) {
    boolean same = theirs != null && theirs.index() == at;
    if (theirs == null || !same || at == 0 || roster.witness(theirs, nowMillis)) {
      throw twoHistories(at);
    }
    at--;
    step = Step.WITNESS;
  }

  private void compared(@Nullable ByteBuffer tail) {
    if (tail == null) {
      descend();
      return;
    }
    byte[] known = roster.entry(at).toBytes();
    if (!Arrays.equals(
        bytes(tail), Arrays.copyOfRange(known, known.length - TAIL_BYTES, known.length))) {
      step = Step.WITNESS;
      return;
    }
    if (step == Step.COMPARE) {
      step = Step.ASK;
    } else {
      at++;
      step = Step.PUT;
    }
  }

  private void descend() {
    if (deciding) {
      behind = true;
      roster.setBack();
    }
    at -= stride;
    stride *= 2;
    if (at < 0) {
      at = 0;
      step = Step.PUT;
    } else {
      step = Step.DESCEND;
    }
  }

  /** All that the relay has is here. */
  private void ended() {
    if (deciding && hasOwn()) {
      if (++attempts > MOST_ATTEMPTS) {
        attempts = 0;
        throw new ProtocolException(
            "the relay takes this device's entry of the membership and does not show it: it is"
                + " broken");
      }
      step = Step.APPEND;
      return;
    }
    attempts = 0;
    founding = false;
    // another relay may have shown more since this one was asked
    restedAt = at;
    step = Step.REST;
  }

  private boolean hasOwn() {
    return roster.inGroup() ? founding && roster.mayFound() : !roster.removed();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
