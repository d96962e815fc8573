package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;
import static dev.blazesync.engine.books.Cells.text;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Payloads with something this schema has no place for (an unknown table or column). They are
 * merged again when the place appears: merging what is in already changes nothing.
 */
public final class CarriedBook {
  /**
   * @param origin whose operations; 0 = a snapshot chunk
   * @param places what had no place: {@code table} or {@code table.column}
   */
  public record Carried(long id, long origin, Set<String> places) {}

  private final Map<Long, Carried> entries = new LinkedHashMap<>();
  private long next = 1;

  void load(StoreView view) {
    entries.clear();
    next = 1;
    view.scan(
        EngineTables.CARRIED,
        null,
        Integer.MAX_VALUE,
        row -> {
          long id = row.int64(0);
          entries.put(
              id,
              new Carried(id, row.int64(1), new TreeSet<>(List.of(row.text(3).split("\n", -1)))));
          next = Math.max(next, id + 1);
          return true;
        });
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public List<Carried> all() {
    return List.copyOf(entries.values());
  }

  /** Keeps a payload. */
  public void carry(StoreTransaction tx, long origin, Set<String> places, byte[] payload) {
    Carried entry = new Carried(next++, origin, places);
    entries.put(entry.id(), entry);
    tx.write(
        EngineTables.CARRIED,
        Rows.of(
            ValueRow.of(
                number(entry.id()),
                number(origin),
                number(0),
                text(String.join("\n", places)),
                bytes(payload))),
        MUST_FIT);
  }

  /** {@return the payload; null if it is gone} */
  public byte @Nullable [] payload(StoreView view, long id) {
    byte[][] found = new byte[1][];
    view.read(
        EngineTables.CARRIED,
        EngineTables.CARRIED.identityKey(),
        Rows.of(Cells.key(id)),
        row -> {
          found[0] = row.value(4) instanceof Value.Bytes content ? content.value() : null;
          return true;
        });
    return found[0];
  }

  public void drop(StoreTransaction tx, long id) {
    entries.remove(id);
    tx.delete(EngineTables.CARRIED, Rows.of(Cells.key(id)), MUST_FIT);
  }
}
