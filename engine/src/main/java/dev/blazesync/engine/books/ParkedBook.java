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
  /** Why a record is here. */
  public enum Reason {
    /** Another record has a unique value of it. */
    UNIQUE,
    /** A row it refers to is not there. */
    FOREIGN_KEY,
    CHECK,
    NOT_NULL,
    TOO_LONG,
    TYPE,
    /** The database would not take it, for a reason that nobody foresaw. */
    OTHER,
    /** Its row is in the table, with NULL in place of a value that cannot be there now. */
    HIDDEN,
    /** Its row is in the table, and too large to travel. */
    TOO_LARGE;

    /** {@return whether the record itself, whatever the others are, does not fit} */
    public boolean local() {
      return switch (this) {
        case CHECK, NOT_NULL, TOO_LONG, TYPE, OTHER -> true;
        default -> false;
      };
    }
  }

  /**
   * @param constraint its declared name, or null
   * @param message for a person; never holds row contents but keys
   */
  public record Why(Reason reason, @Nullable String constraint, String message) {
    /** {@return what the database said} */
    public static Why of(Refusal refusal) {
      return new Why(
          Reason.valueOf(refusal.kind().name()), refusal.constraint(), refusal.message());
    }
  }

  private final Map<RecordName, Long> ids = new LinkedHashMap<>();
  private final Map<RecordName, Why> reasons = new LinkedHashMap<>();
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
          RecordName parked = new RecordName(row.text(1), KeyCodec.decode(bytes(row, 2)));
          ids.put(parked, row.int64(0));
          reasons.put(
              parked,
              new Why(
                  Reason.valueOf(row.text(4)),
                  Cells.isNull(row, 5) ? null : row.text(5),
                  row.text(6)));
          next = Math.max(next, row.int64(0) + 1);
          return true;
        });
  }

  /** {@return why a record is here; null = it is not} */
  public @Nullable Why why(RecordName parked) {
    return reasons.get(parked);
  }

  /** {@return whether a record is here for this reason} */
  public boolean is(RecordName parked, Reason reason) {
    Why why = reasons.get(parked);
    return why != null && why.reason() == reason;
  }

  public int count() {
    return ids.size();
  }

  /** {@return all, oldest first} */
  public List<RecordName> all() {
    return new ArrayList<>(ids.keySet());
  }

  /** Parks a record, or notes a new reason; the time it was parked first stays. */
  public void park(StoreTransaction tx, RecordName parked, Why why, long nowMillis) {
    if (why.equals(reasons.get(parked))) {
      return;
    }
    boolean first = !ids.containsKey(parked);
    long id = ids.computeIfAbsent(parked, unused -> next++);
    reasons.put(parked, why);
    long[] since = {nowMillis};
    if (!first) {
      tx.read(
          EngineTables.PARKED,
          EngineTables.PARKED.identityKey(),
          Rows.of(Cells.key(id)),
          row -> {
            since[0] = row.int64(7);
            return true;
          });
    }
    tx.write(
        EngineTables.PARKED,
        Rows.of(
            ValueRow.of(
                number(id),
                text(parked.table()),
                bytes(KeyCodec.encode(parked.key())),
                text(label(parked.key())),
                text(why.reason().name()),
                why.constraint() == null ? Value.NULL : text(why.constraint()),
                text(why.message()),
                number(since[0]))),
        MUST_FIT);
  }

  /** The record is where its state says. */
  public void release(StoreTransaction tx, RecordName parked) {
    if (ids.isEmpty()) {
      return;
    }
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
