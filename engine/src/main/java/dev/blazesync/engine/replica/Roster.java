package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.AlarmBook.Kind;
import dev.blazesync.engine.books.ChainBook;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Fork;
import dev.blazesync.engine.membership.InviteKeys;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.Member;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.OpenInvite;
import dev.blazesync.engine.membership.Standing;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.VersionVector;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The group's membership as this node has heard of it, and this node's place in it. For the
 * engine's thread.
 */
public final class Roster {
  private final Desk desk;
  private final BiConsumer<List<Entry>, Long> taker;
  private @Nullable Invitation invitation;
  private @Nullable Boolean expected;

  /**
   * @param taker adds entries, and does what follows from them, at a time in milliseconds since
   *     1970
   */
  Roster(Desk desk, BiConsumer<List<Entry>, Long> taker) {
    this.desk = desk;
    this.taker = taker;
  }

  /** This device may let itself in by a join code. */
  void invited(Invitation by) {
    invitation = by;
  }

  /** {@return what is known of the membership; null = nothing yet} */
  public @Nullable Membership membership() {
    return desk.books().chain().membership();
  }

  /** {@return how many entries are known} */
  public int length() {
    return desk.books().chain().length();
  }

  /**
   * {@return the entry of an index below {@link #length}}
   *
   * @throws IllegalArgumentException for any other index
   */
  public Entry entry(long index) {
    try (StoreView view = desk.store().snapshot()) {
      Entry entry = ChainBook.entry(view, index);
      if (entry == null) {
        throw new IllegalArgumentException("no entry " + index + " of " + length());
      }
      return entry;
    }
  }

  /**
   * Adds the next entries, and does what follows from them here.
   *
   * @throws dev.blazesync.spi.ProtocolException if one breaks a rule; nothing is changed then
   */
  public void take(List<Entry> entries, long nowMillis) {
    taker.accept(entries, nowMillis);
  }

  /**
   * A relay shows another entry than is known here. If it is behind the same one, and both keep the
   * rules, that is proof of two histories: it is kept, and told for as long as it is.
   *
   * @return whether the two histories part here, and not before
   */
  public boolean witness(Entry theirs, long nowMillis) {
    Entry ours = entry(theirs.index());
    Fork fork = Fork.of(ours, theirs);
    if (fork == null) {
      return ours.equals(theirs);
    }
    if (fork.confirmedBy(before(theirs.index()))) {
      String sentence =
          "two histories of the group's membership exist from entry "
              + theirs.index()
              + " on: somebody who may change it, or a relay, deceives; nothing can be changed in it"
              + " from this device, and it should be made anew by people who trust each other";
      desk.transaction(
          tx -> {
            desk.books().alarms().raise(tx, Kind.MEMBERSHIP, sentence, fork.encode(), nowMillis);
            return true;
          });
    }
    return true;
  }

  private Membership before(long index) {
    Membership membership = Membership.begin(entry(0));
    for (long next = 1; next < index; next++) {
      membership = membership.apply(entry(next));
    }
    return membership;
  }

  /**
   * What this device is to be in the group, which its join code decides.
   *
   * @param server whether its writes are to count as a server's
   * @throws RefusedException if it is in the group as something else
   */
  public void expect(boolean server) {
    expected = server;
    Member self = desk.seals().self();
    if (self != null) {
      check(self.standing());
    }
  }

  private void check(Standing standing) {
    if (expected != null && expected != standing.server()) {
      throw new RefusedException(
          "this device's join code makes it a "
              + (standing.server() ? "server" : "client")
              + ", for as long as it is in the group: leave --role away, or ask for a code made with"
              + " 'group invite --role "
              + (expected ? "server" : "client")
              + "'");
    }
  }

  /** {@return whether a device is in the group} */
  public boolean isMember(NodeId node) {
    Membership known = membership();
    return known != null && known.member(node) != null;
  }

  /** {@return whether this device is in the group} */
  public boolean inGroup() {
    return desk.seals().self() != null;
  }

  /** {@return whether the group has removed this device} */
  public boolean removed() {
    return desk.seals().removed();
  }

  /** {@return why this device cannot read what is sealed now, though it is in the group} */
  public @Nullable String trouble() {
    return desk.seals().trouble();
  }

  /**
   * {@return the entry that lets this device in, behind what is known, which is all that the
   * deciding relay has}
   *
   * @throws RefusedException if it has no code, the code's invite is not open any more, or the
   *     relay has less than when the code was made
   */
  public Entry enrolment() {
    Invitation by = invitation;
    Membership known = membership();
    if (by == null || known == null) {
      throw new RefusedException(
          "this device is not in the group: a join code is needed once (--join CODE)");
    }
    by.check(known);
    try (InviteSeed seed = by.seed()) {
      OpenInvite open = open(known, seed);
      if (open != null) {
        check(open.terms().standing());
      }
      return desk.seals().enrolment(seed);
    }
  }

  /**
   * {@return the log that the group's data began with; null = it has not begun, as far as is known}
   */
  public @Nullable OriginLog founder() {
    Membership known = membership();
    return known == null ? null : known.founder();
  }

  /**
   * {@return whether this device may begin the group's data, as far as is known} Not where the
   * deciding relay has lost entries: one of them may have said that it has begun.
   */
  public boolean mayFound() {
    return founder() == null && !mayLackFounder();
  }

  private boolean mayLackFounder() {
    return desk.books().state().number(Fact.SET_BACK, 0) == 1;
  }

  /** The relay that decides had less than is known here. */
  public void setBack() {
    if (mayFound()) {
      desk.transaction(
          tx -> {
            desk.books().state().put(tx, Fact.SET_BACK, 1);
            return true;
          });
    }
  }

  /**
   * {@return what this device waits for, which may not begin the group's data where it finds no
   * snapshot; null = nothing is known of it}
   */
  public @Nullable String awaited() {
    OriginLog founder = founder();
    if (founder == null) {
      return mayLackFounder()
          ? "waits for the group's rows: the hub had lost what it knew of the group, and a device that"
              + " has rows may not have shown itself since; if there is none, make a new group"
          : null;
    }
    Membership known = membership();
    boolean gone = known != null && known.member(founder.origin()) == null;
    String device = "device " + new Fingerprint(founder.origin());
    if (founder.origin().equals(desk.own().origin())) {
      return "the group's data was to begin with this database, which was restored or copied since:"
          + " another copy of it has to send its rows, or make a new group";
    }
    return "waits for the first snapshot of the group's rows, which "
        + device
        + (gone
            ? " was to send and is removed: another device that has them sends it, or make a new"
                + " group"
            : " sends: is it on, and has it room at the hub?");
  }

  /** {@return whether the group's data is to begin with the rows that are here} */
  public boolean founds() {
    return desk.own().equals(founder());
  }

  /**
   * {@return the entry that says so, behind what is known, which is all that the deciding relay
   * has}
   *
   * @throws RefusedException if this device is not in the group, or the data has begun
   */
  public Entry founding() {
    return desk.seals().founding(desk.own().lineage());
  }

  private static @Nullable OpenInvite open(Membership known, InviteSeed seed) {
    try (InviteKeys keys = seed.keys()) {
      return known.openInvite(keys.publicKeys());
    }
  }

  /**
   * Makes sure that a relay which is joined by a code holds what it held when the code was made.
   *
   * @throws RefusedException if it holds less
   */
  public void checkHolding(VersionVector held) {
    Invitation by = invitation;
    Membership known = membership();
    if (by != null && known != null) {
      by.check(held, known);
    }
  }

  /** The group's rows are in: the join code is needed no more. */
  void settled() {
    invitation = null;
  }
}
