package dev.blazesync.adapters.h2;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes and removes journals and triggers, so that capture is what is wanted. Works on a session of
 * its own, as every DDL statement of H2 commits. For one thread.
 */
final class Journals {
  private final H2Session session;
  private final H2Dialect dialect;

  /** A row of the registry. */
  private record Registered(
      int id, String table, @Nullable String key, String keyTypes, int columns) {}

  Journals(H2Session session, H2Dialect dialect) {
    this.session = session;
    this.dialect = dialect;
  }

  /**
   * {@return the journals of tables that have a trigger, by the table's name}
   *
   * @param schema as it is now
   */
  static Map<String, Journal> active(H2Session session, DatabaseSchema schema) throws SQLException {
    Map<String, Journal> journals = new LinkedHashMap<>();
    Map<String, Integer> triggers = triggers(session);
    if (triggers.isEmpty()) {
      return journals;
    }
    Map<Integer, Registered> registered = registered(session);
    Map<String, Set<String>> extras = extras(session);
    triggers.forEach(
        (table, id) ->
            schema
                .table(table)
                .filter(known -> known.identity() != null)
                .ifPresent(
                    known -> {
                      Registered row = registered.get(id);
                      Set<String> cells = extras.getOrDefault(Names.journal(id), Set.of());
                      journals.put(
                          table,
                          new Journal(
                              id,
                              known,
                              row == null ? 0 : row.columns,
                              Extras.of(known.columns(), cells)));
                    }));
    return journals;
  }

  /** {@return names of extra cells by the journal's name} */
  private static Map<String, Set<String>> extras(H2Session session) throws SQLException {
    Map<String, Set<String>> extras = new HashMap<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS"
                    + " WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC'"
                    + " AND TABLE_NAME LIKE 'BLAZESYNC\\_JOURNAL\\_%'")) {
      while (results.next()) {
        if (Extras.isExtra(results.getString(2))) {
          extras
              .computeIfAbsent(results.getString(1), name -> new HashSet<>())
              .add(results.getString(2));
        }
      }
    }
    return extras;
  }

  private static Map<String, Integer> triggers(H2Session session) throws SQLException {
    Map<String, Integer> triggers = new LinkedHashMap<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS"
                    + " WHERE UPPER(TRIGGER_SCHEMA) = 'PUBLIC' ORDER BY TRIGGER_NAME")) {
      while (results.next()) {
        int id = Names.journalOf(results.getString(2));
        if (id >= 0) {
          triggers.put(results.getString(1), id);
        }
      }
    }
    return triggers;
  }

  /** Makes capture be exactly this. */
  void capture(List<CaptureSpec> wanted) throws SQLException {
    if (wanted.isEmpty() && !exists(Names.REGISTRY)) {
      return;
    }
    prepare();
    Map<String, Integer> triggers = triggers(session);
    Map<Integer, Registered> registered = registered(session);
    List<String> refusals = new ArrayList<>();
    Map<Integer, CaptureSpec> kept = new HashMap<>();
    for (CaptureSpec spec : wanted) {
      @Nullable String refusal = refusal(spec);
      if (refusal != null) {
        refusals.add(refusal);
        continue;
      }
      int id = captured(spec.table(), triggers.get(spec.table().name()), registered);
      kept.put(id, spec);
    }
    Map<String, Set<String>> extras = extras(session);
    kept.forEach((id, spec) -> ask(id, spec, extras.getOrDefault(Names.journal(id), Set.of())));
    triggers.forEach(
        (table, id) -> {
          if (!kept.containsKey(id)) {
            run("DROP TRIGGER IF EXISTS " + Names.qualified(Names.trigger(id)));
          }
        });
    registered.forEach(
        (id, row) -> {
          if (!kept.containsKey(id)) {
            drop(id);
          }
        });
    if (!refusals.isEmpty()) {
      throw new ConfigurationException(String.join("; ", refusals));
    }
  }

  private static @Nullable String refusal(CaptureSpec spec) {
    TableSchema table = spec.table();
    if (table.identity() == null) {
      return "table " + table.name() + " has no key that identifies its rows: add one";
    }
    for (int index : spec.deltaColumns().stream().toArray()) {
      if (index >= table.columns().size()) {
        return "table " + table.name() + " has no column " + index + " to add up";
      }
      ColumnSchema column = table.columns().get(index);
      boolean numeric =
          switch (column.kind()) {
            case INT64, FLOAT64, DECIMAL -> true;
            default -> false;
          };
      if (!numeric) {
        return "column " + table.name() + "." + column.name() + " holds no numbers to add up";
      }
    }
    return null;
  }

  /**
   * Gives a journal the cells that are asked for and no others; its entries stay.
   *
   * @param before those it has
   */
  private void ask(int id, CaptureSpec spec, Set<String> before) {
    Map<String, String> wanted = Extras.wanted(spec);
    String alter = "ALTER TABLE " + Names.qualified(Names.journal(id));
    for (String cell : before) {
      if (!wanted.containsKey(cell)) {
        run(alter + " DROP COLUMN IF EXISTS " + Names.quote(cell));
      }
    }
    wanted.forEach(
        (cell, type) -> {
          if (!before.contains(cell)) {
            run(alter + " ADD COLUMN IF NOT EXISTS " + Names.quote(cell) + " " + type);
          }
        });
  }

  private void prepare() {
    if (exists(Names.LOST)) {
      return;
    }
    run(
        "CREATE SEQUENCE IF NOT EXISTS "
            + Names.qualified(Names.SEQUENCE)
            + " AS BIGINT CACHE 1000");
    run(
        "CREATE TABLE IF NOT EXISTS "
            + Names.qualified(Names.REGISTRY)
            + " (\"ID\" INTEGER NOT NULL CONSTRAINT "
            + Names.quote(Names.REGISTRY + "_ID")
            + " PRIMARY KEY, \"TABLE_NAME\" VARCHAR_CASESENSITIVE NOT NULL,"
            + " \"KEY_NAME\" VARCHAR_CASESENSITIVE, \"KEY_TYPES\" VARCHAR_CASESENSITIVE NOT NULL, \"COLUMNS\" INTEGER NOT NULL)");
    run("GRANT SELECT ON " + Names.qualified(Names.REGISTRY) + " TO PUBLIC");
    run(
        "CREATE TABLE IF NOT EXISTS "
            + Names.qualified(Names.LOST)
            + " (\"ID\" INTEGER NOT NULL, \"WALL\" BIGINT NOT NULL)");
    run("GRANT INSERT ON " + Names.qualified(Names.LOST) + " TO PUBLIC");
  }

  private static Map<Integer, Registered> registered(H2Session session) throws SQLException {
    Map<Integer, Registered> rows = new LinkedHashMap<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT \"ID\", \"TABLE_NAME\", \"KEY_NAME\", \"KEY_TYPES\", \"COLUMNS\" FROM "
                    + Names.qualified(Names.REGISTRY)
                    + " ORDER BY \"ID\"")) {
      while (results.next()) {
        int id = results.getInt(1);
        rows.put(
            id,
            new Registered(
                id,
                results.getString(2),
                results.getString(3),
                results.getString(4),
                results.getInt(5)));
      }
    }
    return rows;
  }

  /** {@return number of the table's journal, which there is now} */
  private int captured(
      TableSchema table, @Nullable Integer triggered, Map<Integer, Registered> registered)
      throws SQLException {
    @Nullable Registered known = triggered == null ? null : registered.get(triggered);
    if (known == null) {
      known = byName(registered, table.name());
    }
    Registered now =
        new Registered(
            known == null ? freeId(registered) : known.id,
            table.name(),
            keyName(table),
            Journal.keyTypes(table),
            table.columns().size());
    if (known != null && triggered != null && known.equals(now)) {
      return now.id;
    }
    boolean sameKey =
        known != null
            && Objects.equals(known.key, now.key)
            && known.keyTypes.equals(now.keyTypes)
            && exists(Names.journal(now.id));
    if (sameKey && triggered != null) {
      register(now); // the table was renamed, or has other columns
    } else {
      make(table, now, known != null, sameKey);
    }
    registered.put(now.id, now);
    return now.id;
  }

  private static @Nullable Registered byName(Map<Integer, Registered> registered, String table) {
    for (Registered row : registered.values()) {
      if (row.table.equals(table)) {
        return row;
      }
    }
    return null;
  }

  private static int freeId(Map<Integer, Registered> registered) {
    int id = 1;
    while (registered.containsKey(id)) {
      id++;
    }
    return id;
  }

  /** {@return the unique constraint or index, or null for the primary key, whatever its name} */
  private static @Nullable String keyName(TableSchema table) {
    KeySchema key = table.identityKey();
    return key.isPrimary() ? null : key.name();
  }

  /**
   * @param before the table was captured: what happened since its trigger was lost is not known
   * @param keep keep its journal
   */
  private void make(TableSchema table, Registered row, boolean before, boolean keep)
      throws SQLException {
    run("DROP TRIGGER IF EXISTS " + Names.qualified(Names.trigger(row.id)));
    if (!keep) {
      run("DROP TABLE IF EXISTS " + Names.qualified(Names.journal(row.id)));
      Journal.ddl(row.id, table).forEach(this::run);
    }
    register(row);
    run(
        "CREATE TRIGGER "
            + Names.qualified(Names.trigger(row.id))
            + " AFTER INSERT, UPDATE, DELETE ON "
            + Names.qualified(table.name())
            + " FOR EACH ROW CALL '"
            + Names.TRIGGER_CLASS
            + "'");
    // Takes the table's exclusive lock, changing nothing: transactions that wrote to the table
    // before it had the trigger have ended when this returns.
    run("ALTER TABLE " + Names.qualified(table.name()) + " SET REFERENTIAL_INTEGRITY TRUE");
    if (before) {
      Journal journal = new Journal(row.id, table, row.columns, Extras.NONE);
      run(journal.noteAll(CaptureTrigger.UPDATED, dialect, false));
    }
  }

  private void register(Registered row) throws SQLException {
    try (PreparedStatement statement =
        session
            .connection()
            .prepareStatement(
                "MERGE INTO " + Names.qualified(Names.REGISTRY) + " VALUES (?, ?, ?, ?, ?)")) {
      statement.setInt(1, row.id);
      statement.setString(2, row.table);
      statement.setString(3, row.key);
      statement.setString(4, row.keyTypes);
      statement.setInt(5, row.columns);
      statement.executeUpdate();
    }
  }

  private void drop(int id) {
    run("DROP TRIGGER IF EXISTS " + Names.qualified(Names.trigger(id)));
    run("DROP TABLE IF EXISTS " + Names.qualified(Names.journal(id)));
    run("DELETE FROM " + Names.qualified(Names.REGISTRY) + " WHERE \"ID\" = " + id);
    run("DELETE FROM " + Names.qualified(Names.LOST) + " WHERE \"ID\" = " + id);
  }

  private boolean exists(String table) {
    try (PreparedStatement statement =
        session
            .connection()
            .prepareStatement(
                "SELECT 1 FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC' AND TABLE_NAME = ?")) {
      statement.setString(1, table);
      try (ResultSet results = statement.executeQuery()) {
        return results.next();
      }
    } catch (SQLException e) {
      throw H2Errors.failure("looking for table " + table, e);
    }
  }

  /** Removes every trace; needs no class but H2's own. */
  void detach() throws SQLException {
    for (int id : triggers(session).values()) {
      run("DROP TRIGGER IF EXISTS " + Names.qualified(Names.trigger(id)));
    }
    List<String> own = new ArrayList<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet results =
            statement.executeQuery(
                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE UPPER(TABLE_SCHEMA) = 'PUBLIC' AND TABLE_TYPE = 'BASE TABLE'")) {
      while (results.next()) {
        own.add(results.getString(1));
      }
    }
    own.removeIf(name -> !Names.isOwn(name));
    own.forEach(name -> run("DROP TABLE " + Names.qualified(name) + " CASCADE"));
    run("DROP SEQUENCE IF EXISTS " + Names.qualified(Names.SEQUENCE));
  }

  private void run(String sql) {
    try {
      session.statements().execute(sql);
    } catch (SQLException e) {
      throw H2Errors.failure("changing what is captured", e);
    }
  }
}
