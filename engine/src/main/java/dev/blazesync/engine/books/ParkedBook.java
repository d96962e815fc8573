package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;
import static dev.blazesync.engine.books.Cells.text;

import dev.blazesync.engine.codec.KeyCodec;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which records are not in their table as their state says, and why. Their values are in the
 * metadata.
 */
public final class ParkedBook {
  /**
   * @param key portable
   */
  public record Parked(String table, List<Value> key) {}

  private final Map<Parked, Long> ids = new LinkedHashMap<>();
  private final Map<Parked, String> reasons = new LinkedHashMap<>();
  private long next = 1;

  void load(StoreView view) {
    ids.clear();
    reasons.clear();
    next = 1;
    view.scan(
        EngineTables.PARKED,
        null,
        Integer.MAX_VALUE,
        row -> {
          Parked parked = new Parked(row.text(1), KeyCodec.decode(bytes(row, 2)));
          ids.put(parked, row.int64(0));
          reasons.put(parked, row.text(4));
          next = Math.max(next, row.int64(0) + 1);
          return true;
        });
  }

  /** {@return the kind of refusal a record is parked for; null = it is not} */
  public @Nullable String reason(Parked parked) {
    return reasons.get(parked);
  }

  public int count() {
    return ids.size();
  }

  /** {@return all, oldest first} */
  public List<Parked> all() {
    return new ArrayList<>(ids.keySet());
  }

  /** Parks a record, or notes a new reason; the time it was parked first stays. */
  public void park(StoreTransaction tx, Parked parked, Refusal why, long nowMillis) {
    if (ids.containsKey(parked) && why.kind().name().equals(reasons.get(parked))) {
      return;
    }
    long id = ids.computeIfAbsent(parked, unused -> next++);
    reasons.put(parked, why.kind().name());
    tx.write(
        EngineTables.PARKED,
        Rows.of(
            ValueRow.of(
                number(id),
                text(parked.table()),
                bytes(KeyCodec.encode(parked.key())),
                text(label(parked.key())),
                text(why.kind().name()),
                why.constraint() == null ? Value.NULL : text(why.constraint()),
                text(why.message()),
                number(nowMillis))),
        MUST_FIT);
  }

  /** The record is where its state says. */
  public void release(StoreTransaction tx, Parked parked) {
    Long id = ids.remove(parked);
    reasons.remove(parked);
    if (id != null) {
      tx.delete(EngineTables.PARKED, Rows.of(Cells.key(id)), MUST_FIT);
    }
  }

  /** {@return a key for a person to read} */
  public static String label(List<Value> key) {
    List<String> parts = new ArrayList<>();
    for (Value value : key) {
      if (value instanceof Value.Int64 number) {
        parts.add(Long.toString(number.value()));
      } else if (value instanceof Value.Text content) {
        parts.add(content.value());
      } else {
        parts.add(value.toString());
      }
    }
    return String.join(", ", parts);
  }
}
