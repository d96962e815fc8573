package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.bytes;
import static dev.blazesync.engine.books.Cells.number;
import static dev.blazesync.engine.books.Cells.text;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What shows that somebody deceives, or that a device was copied: told to people for as long as the
 * database is in its group. At most {@link Limits#ALARMS}; later ones are left out.
 */
public final class AlarmBook {
  /** What has two histories. */
  public enum Kind {
    /** The membership: nobody should change it until it is clear who did that. */
    MEMBERSHIP,
    /** A device's log. */
    LOG
  }

  private final Map<String, Kind> alarms = new LinkedHashMap<>();

  void load(StoreView view) {
    alarms.clear();
    view.scan(
        EngineTables.ALARM,
        null,
        Limits.ALARMS,
        row -> {
          alarms.put(row.text(2), Kind.valueOf(row.text(1)));
          return true;
        });
  }

  /** {@return sentences for people, oldest first} */
  public List<String> all() {
    return new ArrayList<>(alarms.keySet());
  }

  /** {@return whether two histories of the membership were seen} */
  public boolean membershipForked() {
    return alarms.containsValue(Kind.MEMBERSHIP);
  }

  /**
   * Keeps an alarm, unless it is there.
   *
   * @param proof signed bytes that show it; may be empty where the log has them
   */
  public void raise(StoreTransaction tx, Kind kind, String sentence, byte[] proof, long nowMillis) {
    if (alarms.containsKey(sentence) || alarms.size() >= Limits.ALARMS) {
      return;
    }
    tx.write(
        EngineTables.ALARM,
        Rows.of(
            ValueRow.of(
                number(alarms.size() + 1L),
                text(kind.name()),
                text(sentence),
                number(nowMillis),
                bytes(proof))),
        MUST_FIT);
    alarms.put(sentence, kind);
  }
}
