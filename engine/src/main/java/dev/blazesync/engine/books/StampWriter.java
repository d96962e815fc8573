package dev.blazesync.engine.books;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;

/** Writes the cell that {@link Stamps} reads. */
final class StampWriter {
  private final WireWriter out = new WireWriter();
  private final Books books;
  private final StoreTransaction tx;

  StampWriter(Books books, StoreTransaction tx) {
    this.books = books;
    this.tx = tx;
  }

  void existence(RecordState state) {
    if (hasAuthority(state.born()) || hasAuthority(state.died())) {
      out.varint(Stamps.EXISTENCE);
      stamp(state.born().authority());
      stamp(state.died().authority());
    }
  }

  void column(long id, Version version) {
    boolean authority = hasAuthority(version.stamp());
    out.varint(
        id * Stamps.SHIFT
            + (authority ? Stamps.AUTHORITY : 0)
            + (version.hasState() ? Stamps.STATE : 0));
    stamp(version.stamp().time());
    if (authority) {
      stamp(version.stamp().authority());
    }
    if (version.hasState()) {
      out.sized(version.state().value());
    }
  }

  private void stamp(HybridTimestamp stamp) {
    out.i64(stamp.packed()).varint(books.origins().id(tx, stamp.writer()));
  }

  private static boolean hasAuthority(Stamp stamp) {
    return !stamp.authority().equals(HybridTimestamp.NEVER);
  }

  Value cell() {
    return out.size() == 0 ? Value.NULL : Cells.bytes(out.toBytes());
  }
}
