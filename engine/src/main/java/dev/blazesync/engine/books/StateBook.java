package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Named facts about this node, in memory and in {@code blazesync_state}. */
public final class StateBook {
  /** Names of the facts. */
  public enum Fact {
    /** 16 bytes. */
    NODE,
    LINEAGE,
    /** 32 bytes. */
    GROUP,
    /** The join code's relays, URIs separated by line feeds. */
    RELAYS,
    CLOCK_FLOOR,
    CLOCK_LAST,
    /** Whether the group's rows are in: 0 joining, 1 ready. */
    READY,
    /** Whether what this database had before it joined has been drained: 1 = yes. */
    SETTLED,
    /** Name of the choice for rows it had before. */
    EXISTING,
    /** 1 = the deciding relay had less of the membership than it had shown; nobody founded then. */
    SET_BACK,
    /** Whether this node founded the group's data. */
    FOUNDER,
    /** Name of the snapshot manifest being loaded. */
    LOADING,
    /** Chunk objects of it already applied. */
    LOADED,
    /** Records of the next chunk object already applied. */
    LOADED_RECORDS,
    /** Include and exclude globs. */
    SELECTION,
    /** What the last opening left here and in a file beside the database: 16 bytes. */
    MARK,
    /** What this node's statements of heads have said: a version vector. */
    STATED,
    /** Whether something has changed since: 1 = yes. */
    UNSTATED,
    /** Version of these tables. */
    FORMAT
  }

  private final Map<String, ValueRow> rows = new HashMap<>();

  void load(StoreView view) {
    rows.clear();
    view.scan(
        EngineTables.STATE,
        null,
        1_000,
        row -> {
          rows.put(row.text(0), ValueRow.copyOf(row));
          return true;
        });
  }

  public long number(Fact fact, long otherwise) {
    ValueRow row = rows.get(fact.name());
    return row != null && row.value(1) instanceof Value.Int64 number ? number.value() : otherwise;
  }

  public byte @Nullable [] bytes(Fact fact) {
    ValueRow row = rows.get(fact.name());
    return row != null && row.value(2) instanceof Value.Bytes bytes ? bytes.value() : null;
  }

  /** {@return a fact kept as UTF-8; null = not known} */
  public @Nullable String text(Fact fact) {
    byte[] bytes = bytes(fact);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  public void put(StoreTransaction tx, Fact fact, String value) {
    put(tx, fact, value.getBytes(StandardCharsets.UTF_8));
  }

  public void put(StoreTransaction tx, Fact fact, long value) {
    if (number(fact, value - 1) != value) {
      put(tx, fact, ValueRow.of(Cells.text(fact.name()), Cells.number(value), Value.NULL));
    }
  }

  public void put(StoreTransaction tx, Fact fact, byte[] value) {
    put(tx, fact, ValueRow.of(Cells.text(fact.name()), Value.NULL, Cells.bytes(value)));
  }

  private void put(StoreTransaction tx, Fact fact, ValueRow row) {
    tx.write(EngineTables.STATE, Rows.of(row), MUST_FIT);
    rows.put(fact.name(), row);
  }
}
