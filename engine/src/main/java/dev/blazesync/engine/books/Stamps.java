package dev.blazesync.engine.books;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stamps cell of a metadata row, as {@link StampWriter} wrote it: those columns that have a
 * stamp, an authority or a state of their own.
 */
record Stamps(
    HybridTimestamp bornAuthority,
    HybridTimestamp diedAuthority,
    List<Entry> few,
    Map<String, Entry> many) {
  /** What a column has of its own. */
  record Entry(String column, Value.Bytes state, Stamp stamp) {}

  /** An entry starts with a varint: the column's number times this, plus what it has. */
  static final int SHIFT = 4;

  static final int AUTHORITY = 1;
  static final int STATE = 2;

  /** Numbers that no column has, for the authorities of birth and death. */
  static final long EXISTENCE = 0;

  /** So many are looked through one by one. */
  private static final int FEW = 8;

  static final Stamps NONE =
      new Stamps(HybridTimestamp.NEVER, HybridTimestamp.NEVER, List.of(), Map.of());

  static Stamps read(Books books, Row metadata, int cell) {
    if (Cells.isNull(metadata, cell)) {
      return NONE;
    }
    HybridTimestamp bornAuthority = HybridTimestamp.NEVER;
    HybridTimestamp diedAuthority = HybridTimestamp.NEVER;
    List<Entry> columns = new ArrayList<>(2);
    WireReader in = new WireReader(metadata.bytes(cell), "stamps of a record");
    while (in.remaining() > 0) {
      long head = in.varint();
      if (head / SHIFT == EXISTENCE) {
        bornAuthority = stamp(books, in);
        diedAuthority = stamp(books, in);
        continue;
      }
      HybridTimestamp time = stamp(books, in);
      HybridTimestamp authority =
          (head & AUTHORITY) != 0 ? stamp(books, in) : HybridTimestamp.NEVER;
      Value.Bytes state =
          (head & STATE) != 0
              ? new Value.Bytes(in.sized(Version.MAX_STATE_BYTES))
              : Version.NO_STATE;
      columns.add(
          new Entry(books.tables().column(head / SHIFT).name(), state, new Stamp(time, authority)));
    }
    if (columns.size() <= FEW) {
      return new Stamps(bornAuthority, diedAuthority, columns, Map.of());
    }
    Map<String, Entry> many = new HashMap<>();
    columns.forEach(entry -> many.put(entry.column, entry));
    return new Stamps(bornAuthority, diedAuthority, List.of(), many);
  }

  private static HybridTimestamp stamp(Books books, WireReader in) {
    long packed = in.i64();
    return books.origins().stamp(packed, in.varint());
  }

  /** {@return the column's version, whose value is elsewhere} */
  Version version(String column, Value value, Stamp unstamped) {
    Entry known = find(column);
    return known == null
        ? Version.of(value, unstamped)
        : new Version(value, known.state, known.stamp);
  }

  private @Nullable Entry find(String column) {
    for (Entry entry : few) {
      if (entry.column.equals(column)) {
        return entry;
      }
    }
    return many.isEmpty() ? null : many.get(column);
  }
}
