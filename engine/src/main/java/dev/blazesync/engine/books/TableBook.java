package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.number;
import static dev.blazesync.engine.books.Cells.text;

import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Tables that take part, and small numbers for their columns. */
public final class TableBook {
  /**
   * @param added first seen after its table: what it holds unstamped has base time
   */
  public record Column(long id, String name, boolean added) {}

  /** A table that takes part, or did, and the columns that identified its records then. */
  private record Known(long id, String identity) {}

  private static final long FROM_THE_START = 0;
  private static final long ADDED = 1;
  private static final long ADDED_UNSEEN = 2;

  private final Map<String, Known> ids = new TreeMap<>();
  private final Map<Long, Map<String, Column>> columns = new HashMap<>();
  private final Map<Long, Column> columnsById = new HashMap<>();
  private final Map<String, SyncedTable> synced = new LinkedHashMap<>();
  private final Map<String, Set<String>> unseen = new TreeMap<>();

  void load(StoreView view) {
    ids.clear();
    columns.clear();
    columnsById.clear();
    unseen.clear();
    Map<Long, String> names = new HashMap<>();
    view.scan(
        EngineTables.TABLE,
        null,
        Integer.MAX_VALUE,
        row -> {
          ids.put(row.text(1), new Known(row.int64(0), row.text(3)));
          names.put(row.int64(0), row.text(1));
          return true;
        });
    view.scan(
        EngineTables.COLUMN,
        null,
        Integer.MAX_VALUE,
        row -> {
          keep(row.int64(1), new Column(row.int64(0), row.text(2), row.int64(3) != FROM_THE_START));
          String table = names.get(row.int64(1));
          if (row.int64(3) == ADDED_UNSEEN && table != null) {
            noteUnseen(table, row.text(2));
          }
          return true;
        });
  }

  /** {@return tables that take part now, parents before children} */
  public List<SyncedTable> synced() {
    return new ArrayList<>(synced.values());
  }

  /** {@return the table of this name if it takes part now} */
  public @Nullable SyncedTable find(String name) {
    return synced.get(name);
  }

  public boolean knows(String name) {
    return ids.containsKey(name);
  }

  /** {@return the number of a table that takes part, or did; null = never heard of} */
  public @Nullable Long id(String name) {
    Known known = ids.get(name);
    return known == null ? null : known.id();
  }

  /** Makes the metadata tables that are missing; outside of any transaction. */
  public void prepare(RecordStore store, List<TableSchema> tables) {
    List<TableSchema> metadata = new ArrayList<>();
    long next = lastId();
    for (TableSchema table : tables) {
      Known known = known(table);
      metadata.add(EngineTables.metadata(table, known != null ? known.id() : ++next));
    }
    store.createTables(metadata, List.of());
  }

  /**
   * Records which tables take part from now on, and their columns.
   *
   * @param tables parents first, those that {@link #prepare} was given
   * @param rules by table
   * @param agreed says what columns were called before
   * @return tables that were not known before
   */
  public List<SyncedTable> set(
      StoreTransaction tx,
      List<TableSchema> tables,
      Function<TableSchema, TableRules> rules,
      GroupRules agreed) {
    synced.clear();
    List<SyncedTable> fresh = new ArrayList<>();
    long next = lastId();
    for (TableSchema table : tables) {
      Known known = known(table);
      long id = known != null ? known.id() : ++next;
      boolean begun = known != null || begin(tx, table, id);
      noteColumns(tx, id, table, known != null, agreed);
      SyncedTable entry =
          new SyncedTable(
              id,
              table,
              EngineTables.metadata(table, id),
              rules.apply(table),
              columns.getOrDefault(id, Map.of()));
      synced.put(table.name(), entry);
      if (!begun) {
        fresh.add(entry);
      }
    }
    return fresh;
  }

  /**
   * A table whose key became another one begins anew: its old metadata is of other records. Its
   * rows have base time again; sending them all, dated now, would beat the edits of others.
   *
   * @return whether the table was known under another key
   */
  private boolean begin(StoreTransaction tx, TableSchema table, long id) {
    Known before = ids.put(table.name(), new Known(id, identity(table)));
    if (before != null) {
      tx.delete(EngineTables.TABLE, Rows.of(Cells.key(before.id())), MUST_FIT);
    }
    tx.write(
        EngineTables.TABLE,
        Rows.of(ValueRow.of(number(id), text(table.name()), number(1), text(identity(table)))),
        MUST_FIT);
    return before != null;
  }

  private long lastId() {
    return ids.values().stream().mapToLong(Known::id).max().orElse(0);
  }

  /** {@return what is known of a table with this name and key; null = nothing} */
  private @Nullable Known known(TableSchema table) {
    Known known = ids.get(table.name());
    return known != null && known.identity().equals(identity(table)) ? known : null;
  }

  private static String identity(TableSchema table) {
    return String.join(
        "\n",
        table.identityKey().columns().stream()
            .map(column -> table.columns().get(column))
            .map(column -> column.name() + " " + column.kind())
            .toList());
  }

  private void noteColumns(
      StoreTransaction tx, long id, TableSchema table, boolean added, GroupRules agreed) {
    for (ColumnSchema column : table.columns()) {
      boolean known = columns.getOrDefault(id, Map.of()).containsKey(column.name());
      if (!known && !renamed(tx, id, table, column.name(), agreed)) {
        Column entry = new Column(columnsById.size() + 1L, column.name(), added);
        keep(id, entry);
        if (added) {
          noteUnseen(table.name(), column.name());
        }
        write(tx, id, entry, added ? ADDED_UNSEEN : FROM_THE_START);
      }
    }
  }

  /** A column that was declared renamed keeps its number, and so its stamps. */
  private boolean renamed(
      StoreTransaction tx, long id, TableSchema table, String name, GroupRules agreed) {
    Map<String, Column> known = columns.getOrDefault(id, Map.of());
    Column before =
        agreed.formerNames(table.name(), name).stream()
            .map(known::get)
            .filter(column -> column != null && table.column(column.name()) < 0)
            .findFirst()
            .orElse(null);
    if (before == null) {
      return false;
    }
    known.remove(before.name());
    Column now = new Column(before.id(), name, before.added());
    keep(id, now);
    write(tx, id, now, before.added() ? ADDED : FROM_THE_START);
    return true;
  }

  private static void write(StoreTransaction tx, long tableId, Column column, long added) {
    tx.write(
        EngineTables.COLUMN,
        Rows.of(
            ValueRow.of(number(column.id()), number(tableId), text(column.name()), number(added))),
        MUST_FIT);
  }

  private void noteUnseen(String table, String column) {
    unseen.computeIfAbsent(table, unused -> new TreeSet<>()).add(column);
  }

  /**
   * {@return by table, columns that were added and of which no cut was drained yet: what they hold
   * nobody wrote}
   */
  public Map<String, Set<String>> unseen() {
    return unseen;
  }

  /** Everything captured was drained: the next change of an added column is an edit. */
  public void cutDone(StoreTransaction tx) {
    unseen.forEach(
        (table, names) ->
            names.forEach(
                name -> {
                  Known known = ids.get(table);
                  long id = known == null ? 0 : known.id();
                  Column column = columns.getOrDefault(id, Map.of()).get(name);
                  if (column != null) {
                    write(tx, id, column, ADDED);
                  }
                }));
    unseen.clear();
  }

  /** {@return the column of this name in a table, if it was ever seen} */
  public @Nullable Column find(SyncedTable table, String name) {
    return columns.getOrDefault(table.id(), Map.of()).get(name);
  }

  public Column column(long id) {
    Column column = columnsById.get(id);
    if (column == null) {
      throw new IllegalStateException("no column has the number " + id);
    }
    return column;
  }

  private void keep(long tableId, Column column) {
    columns.computeIfAbsent(tableId, unused -> new HashMap<>()).put(column.name(), column);
    columnsById.put(column.id(), column);
  }
}
