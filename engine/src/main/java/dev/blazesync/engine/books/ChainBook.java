package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;

import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The group's membership as far as this node has heard of it: the chain, and what it amounts to.
 */
public final class ChainBook {
  private @Nullable Membership membership;

  /** Reads the chain; what was read and checked before is not checked again. */
  void load(StoreView view) {
    Membership known = membership;
    if (known != null && entry(view, known.length() - 1L) == null) {
      // a transaction that did not commit had written it
      known = null;
    }
    List<Entry> more = entries(view, known == null ? 0 : known.length(), Integer.MAX_VALUE);
    try {
      membership = grown(known, more);
    } catch (ProtocolException e) {
      throw damaged(e);
    }
  }

  private static @Nullable Membership grown(@Nullable Membership known, List<Entry> more) {
    if (more.isEmpty()) {
      return known;
    }
    return known == null
        ? Membership.begin(more.get(0)).applyAll(more.subList(1, more.size()))
        : known.applyAll(more);
  }

  /** {@return what the chain amounts to; null = nothing of it is here yet} */
  public @Nullable Membership membership() {
    return membership;
  }

  /** {@return how many entries are here} */
  public int length() {
    return membership == null ? 0 : membership.length();
  }

  /**
   * Adds the next entries.
   *
   * @param group whose chain it is
   * @throws ProtocolException if one breaks a rule; nothing is changed then
   */
  public void append(StoreTransaction tx, GroupId group, List<Entry> entries) {
    Membership next =
        membership == null
            ? Membership.begin(entries.get(0), group).applyAll(entries.subList(1, entries.size()))
            : membership.applyAll(entries);
    List<ValueRow> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(ValueRow.of(number(entry.index()), Cells.bytes(entry.toBytes())));
    }
    tx.write(EngineTables.CHAIN, Rows.of(rows), MUST_FIT);
    membership = next;
  }

  /** Forgets the chain. */
  public void clear(StoreTransaction tx) {
    List<ValueRow> keys = new ArrayList<>();
    for (long index = 0; index < length(); index++) {
      keys.add(Cells.key(index));
    }
    tx.delete(EngineTables.CHAIN, Rows.of(keys), MUST_FIT);
    membership = null;
  }

  /** {@return the entry of an index, null if it is not here} */
  public static @Nullable Entry entry(StoreView view, long index) {
    List<Entry> found = entries(view, index, 1);
    return found.isEmpty() || found.get(0).index() != index ? null : found.get(0);
  }

  private static List<Entry> entries(StoreView view, long from, int most) {
    List<Entry> entries = new ArrayList<>();
    view.scan(
        EngineTables.CHAIN,
        from == 0 ? null : Cells.key(from - 1),
        most,
        row -> {
          entries.add(decoded(bytes(row, 1)));
          return true;
        });
    return entries;
  }

  private static Entry decoded(byte[] bytes) {
    try {
      return Entry.decode(bytes);
    } catch (ProtocolException e) {
      throw damaged(e);
    }
  }

  private static DamagedException damaged(ProtocolException why) {
    return new DamagedException(
        "the group's membership in this database is damaged ("
            + why.getMessage()
            + "): restore the database from a backup",
        why);
  }
}
