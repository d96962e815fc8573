package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which tables are captured, as the database itself remembers it, and the repair of capture after
 * the application changed its schema. Works inside the caller's write transaction.
 */
final class CaptureCatalog {
  private final Session session;
  private SchemaImage image;
  private boolean changed;

  /** One captured table as the catalog has it: what its triggers were made for. */
  private record Entry(int number, String table, String columns, String key) {
    /** {@return its statements for the table as it is now, asked for what the database says} */
    CaptureSql sql(SchemaImage image, SqliteTable now) {
      Asked there = Asked.there(image, number);
      return new CaptureSql(number, now, there.in(names(columns), names(CaptureSql.columns(now))));
    }

    boolean sameColumnCount(CaptureSql sql) {
      return names(columns).size() == sql.table().schema().columns().size();
    }
  }

  CaptureCatalog(Session session, SchemaImage image) {
    this.session = session;
    this.image = image;
  }

  /** {@return whether anything was changed in the database} */
  boolean changed() {
    return changed;
  }

  /** {@return captured tables by name, as they are now; nothing is changed} */
  static Map<String, CaptureSql> captured(Session session, SchemaImage image) throws SQLException {
    Map<String, CaptureSql> captured = new LinkedHashMap<>();
    for (Entry entry : new CaptureCatalog(session, image).entries()) {
      SqliteTable table = image.table(entry.table);
      if (table != null && table.schema().identity() != null) {
        captured.put(entry.table, entry.sql(image, table));
      }
    }
    return captured;
  }

  /** Repairs what is captured already. */
  void repair() throws SQLException {
    for (Entry entry : entries()) {
      repair(entry);
    }
  }

  /**
   * Makes capture be exactly this.
   *
   * @param wanted by the table's name
   */
  void capture(Map<String, Asked> wanted) throws SQLException {
    Set<String> known = new HashSet<>();
    int highest = 0;
    repair();
    if (changed) {
      image = SchemaReader.read(session.connection());
    }
    for (Entry entry : entries()) {
      highest = Math.max(highest, entry.number);
      Asked asked = wanted.get(entry.table);
      if (asked != null) {
        known.add(entry.table);
        ask(entry, asked);
      } else if (wanted.isEmpty() || image.table(entry.table) != null) {
        remove(entry);
      }
    }
    for (Map.Entry<String, Asked> table : wanted.entrySet()) {
      if (known.add(table.getKey())) {
        add(++highest, Objects.requireNonNull(image.table(table.getKey())), table.getValue());
      }
    }
    if (wanted.isEmpty()) {
      dropIfThere(CaptureSql.CATALOG);
      dropIfThere(CaptureSql.GUARD);
    }
  }

  /** What is captured stays; of what was not asked for till now nothing is known. */
  private void ask(Entry entry, Asked asked) throws SQLException {
    CaptureSql before = entry.sql(image, Objects.requireNonNull(image.table(entry.table)));
    if (before.asked().equals(asked)) {
      return;
    }
    CaptureSql sql = new CaptureSql(entry.number, before.table(), asked);
    dropTriggers(entry.number);
    if (!before.asked().deltas().equals(asked.deltas())) {
      copyDirty(sql, sql.carry(oldDirty(sql), before.asked()));
    }
    if (before.asked().keepsRows() != asked.keepsRows()) {
      makeRemovedRows(sql);
    }
    createTriggers(sql);
  }

  private List<Entry> entries() throws SQLException {
    List<Entry> entries = new ArrayList<>();
    if (!image.captureObjects().containsKey(CaptureSql.CATALOG)) {
      return entries;
    }
    String sql =
        "SELECT number, table_name, columns, key_columns FROM "
            + CaptureSql.CATALOG
            + " ORDER BY number";
    try (PreparedStatement statement = session.connection().prepareStatement(sql);
        ResultSet results = statement.executeQuery()) {
      while (results.next()) {
        entries.add(
            new Entry(
                results.getInt(1),
                results.getString(2),
                results.getString(3),
                results.getString(4)));
      }
    }
    return entries;
  }

  private void add(int number, SqliteTable table, Asked asked) throws SQLException {
    createIfMissing(CaptureSql.GUARD, CaptureSql.CREATE_GUARD);
    createIfMissing(CaptureSql.CATALOG, CaptureSql.CREATE_CATALOG);
    CaptureSql sql = new CaptureSql(number, table, asked);
    run("DROP TABLE IF EXISTS " + sql.dirtyTable());
    run(sql.createDirtyTable());
    makeRemovedRows(sql);
    createTriggers(sql);
    save(number, sql);
  }

  private void repair(Entry entry) throws SQLException {
    SqliteTable table = image.table(entry.table);
    if (table == null) {
      table = renamed(entry);
    }
    if (table == null || table.schema().identity() == null) {
      // Perhaps a migration is half done. If the table comes back, its rows are marked.
      return;
    }
    CaptureSql sql = entry.sql(image, table);
    Map<String, String> wanted = sql.triggers();
    Map<String, String> there = triggers(entry, table.name());
    boolean dirtyFits =
        sql.createDirtyTable().equals(ownSql(sql.dirtyTable())) && entry.key.equals(sql.keyList());
    boolean recorded = entry.table.equals(table.name()) && entry.columns.equals(sql.columnList());
    if (there.equals(wanted) && dirtyFits && recorded) {
      return;
    }
    // Where a trigger is missing the table was rebuilt, and nobody saw what happened to its rows.
    boolean rebuilt = !there.keySet().containsAll(wanted.keySet());
    boolean sameKey = entry.key.equals(sql.keyList()) || (!rebuilt && dirtyFits(entry, sql));
    dropTriggers(entry.number);
    createIfMissing(CaptureSql.GUARD, CaptureSql.CREATE_GUARD);
    remakeDirty(sql, sameKey, rebuilt && !entry.columns.equals(sql.columnList()));
    if (rebuilt || !sameKey || !entry.sameColumnCount(sql)) {
      makeRemovedRows(sql);
    }
    createTriggers(sql);
    if (rebuilt || !sameKey) {
      run(sql.markAll(false));
    }
    save(entry.number, sql);
    if (!entry.table.equals(table.name())) {
      leaveName(entry.table);
    }
  }

  /** A table renamed away may be about to be replaced: what comes under its name is a rebuild. */
  private void leaveName(String name) throws SQLException {
    run(
        "INSERT INTO "
            + CaptureSql.CATALOG
            + " (table_name, columns, key_columns) VALUES ("
            + SqlText.literal(name)
            + ", '', '')");
  }

  /** Renaming a key's column leaves its place, its entries and the layout as they were. */
  private boolean dirtyFits(Entry entry, CaptureSql sql) {
    return sql.createDirtyTable().equals(ownSql(sql.dirtyTable()))
        && positions(entry.columns, entry.key).equals(positions(sql.columnList(), sql.keyList()));
  }

  private static List<Integer> positions(String columns, String key) {
    List<String> all = names(columns);
    return names(key).stream().map(all::indexOf).toList();
  }

  private static List<String> names(String list) {
    return List.of(list.split("(?<=\"),(?=\")"));
  }

  /** Entries of a key that is no more mean nothing; those of moved columns mean all columns. */
  private void remakeDirty(CaptureSql sql, boolean sameKey, boolean columnsMoved)
      throws SQLException {
    String dirty = sql.dirtyTable();
    String there = ownSql(dirty);
    if (there.isEmpty() || !sameKey) {
      run("DROP TABLE IF EXISTS " + dirty);
      run(sql.createDirtyTable());
    } else if (columnsMoved || !there.equals(sql.createDirtyTable())) {
      copyDirty(sql, sql.collapse(oldDirty(sql)));
    }
  }

  private void copyDirty(CaptureSql sql, String copy) throws SQLException {
    run("CREATE TABLE " + oldDirty(sql) + " AS SELECT * FROM " + sql.dirtyTable());
    run("DROP TABLE " + sql.dirtyTable());
    run(sql.createDirtyTable());
    run(copy);
    run("DROP TABLE " + oldDirty(sql));
  }

  private static String oldDirty(CaptureSql sql) {
    return sql.dirtyTable() + "_old";
  }

  /** Empty, if rows are to be kept: what was kept of other columns is of no use. */
  private void makeRemovedRows(CaptureSql sql) throws SQLException {
    run("DROP TABLE IF EXISTS " + RemovedRows.name(sql.number()));
    if (sql.asked().keepsRows()) {
      run(sql.createRemovedRows());
    }
  }

  /** SQLite takes the triggers along when a table is renamed. */
  private @Nullable SqliteTable renamed(Entry entry) {
    String insert = CaptureSql.triggerPrefix(entry.number) + "insert";
    SchemaImage.OwnObject trigger = image.captureObjects().get(insert);
    return trigger == null ? null : image.table(trigger.table());
  }

  private Map<String, String> triggers(Entry entry, String table) {
    Map<String, String> triggers = new TreeMap<>();
    String prefix = CaptureSql.triggerPrefix(entry.number);
    image
        .captureObjects()
        .forEach(
            (name, object) -> {
              if (name.startsWith(prefix) && object.table().equals(table)) {
                triggers.put(name, object.sql());
              }
            });
    return triggers;
  }

  private void remove(Entry entry) throws SQLException {
    dropTriggers(entry.number);
    run("DROP TABLE IF EXISTS " + CaptureSql.dirtyTable(entry.number));
    run("DROP TABLE IF EXISTS " + RemovedRows.name(entry.number));
    run("DELETE FROM " + CaptureSql.CATALOG + " WHERE number = " + entry.number);
  }

  private void dropTriggers(int number) throws SQLException {
    String prefix = CaptureSql.triggerPrefix(number);
    for (Map.Entry<String, SchemaImage.OwnObject> own : image.captureObjects().entrySet()) {
      if (own.getKey().startsWith(prefix) && own.getValue().type().equals("trigger")) {
        run("DROP TRIGGER IF EXISTS " + SqlText.quote(own.getKey()));
      }
    }
  }

  private void createTriggers(CaptureSql sql) throws SQLException {
    for (String trigger : sql.triggers().values()) {
      run(trigger);
    }
  }

  private void save(int number, CaptureSql sql) throws SQLException {
    run("DELETE FROM " + CaptureSql.CATALOG + " WHERE number = " + number);
    run(
        "INSERT INTO "
            + CaptureSql.CATALOG
            + " VALUES ("
            + number
            + ", "
            + SqlText.literal(sql.table().name())
            + ", "
            + SqlText.literal(sql.columnList())
            + ", "
            + SqlText.literal(sql.keyList())
            + ")");
  }

  private void createIfMissing(String name, String create) throws SQLException {
    if (!image.captureObjects().containsKey(name)) {
      run(create);
      image = SchemaReader.read(session.connection());
    }
  }

  private void dropIfThere(String name) throws SQLException {
    if (image.captureObjects().containsKey(name)) {
      run("DROP TABLE " + name);
    }
  }

  private String ownSql(String name) {
    SchemaImage.OwnObject own = image.captureObjects().get(name);
    return own == null ? "" : own.sql();
  }

  private void run(String sql) throws SQLException {
    session.execute(sql);
    changed = true;
  }
}
