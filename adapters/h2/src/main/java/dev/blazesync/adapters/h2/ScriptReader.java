package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema.OriginalDdl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The DDL of schema PUBLIC as H2 writes it down itself (SCRIPT NODATA), told apart by table: first
 * what the table needs (sequences, domains), then the table, its constraints, indexes and triggers.
 * For one thread.
 */
final class ScriptReader {
  private static final String NAME = "\"(?i:PUBLIC)\"\\.\"((?:[^\"]|\"\")+)\"";
  private static final Pattern TABLE =
      Pattern.compile("^CREATE (?:CACHED |MEMORY )?TABLE " + NAME, Pattern.DOTALL);
  private static final Pattern CONSTRAINT =
      Pattern.compile("^ALTER TABLE " + NAME + " ADD CONSTRAINT ");
  private static final String COLUMNS = "\\(((?:\"(?:[^\"]|\"\")+\"(?:, )?)+)\\)";
  private static final Pattern OVER =
      Pattern.compile(
          "ADD CONSTRAINT "
              + NAME
              + " (?:PRIMARY KEY|UNIQUE[^(\"]*|FOREIGN KEY) ?"
              + COLUMNS
              + "(?: REFERENCES "
              + NAME
              + COLUMNS
              + ")?");
  private static final Pattern IDENTIFIER = Pattern.compile("\"((?:[^\"]|\"\")+)\"");
  private static final Pattern ON_TABLE =
      Pattern.compile("^CREATE [^\"]*(INDEX|TRIGGER) " + NAME + ".*? ON " + NAME, Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("^COMMENT ON (?:TABLE|COLUMN) " + NAME);
  private static final Pattern NEEDED =
      Pattern.compile("^CREATE (SEQUENCE|DOMAIN) (?:IF NOT EXISTS )?(" + NAME + ")");
  private static final Pattern VIEW =
      Pattern.compile("^CREATE (?:FORCE )?(?:MATERIALIZED )?VIEW " + NAME);
  private static final Pattern MOVES = Pattern.compile(" RESTART WITH -?\\d+| SELECTIVITY \\d+");
  private static final int NOT_ADMINISTRATOR = 90040;

  private final Map<String, List<String>> byTable = new LinkedHashMap<>();
  private final Map<String, String> needed = new LinkedHashMap<>();
  private final List<String> extras = new ArrayList<>();
  private boolean known = true;
  private long token;

  private final Map<String, Over> constraints = new LinkedHashMap<>();

  /**
   * The columns of a PRIMARY KEY, UNIQUE or FOREIGN KEY constraint.
   *
   * @param referred table and columns that a foreign key refers to, else empty
   */
  record Over(String table, List<String> columns, List<String> referred) {}

  private ScriptReader() {}

  static ScriptReader read(Connection connection) throws SQLException {
    ScriptReader script = new ScriptReader();
    try (Statement statement = connection.createStatement();
        ResultSet results =
            statement.executeQuery("SCRIPT NODATA NOPASSWORDS NOSETTINGS SCHEMA PUBLIC")) {
      while (results.next()) {
        script.add(results.getString(1));
      }
    } catch (SQLException e) {
      if (e.getErrorCode() != NOT_ADMINISTRATOR) {
        throw e;
      }
      script.known = false;
    }
    return script;
  }

  /** {@return whether the user may see the script} */
  boolean known() {
    return known;
  }

  /** {@return a number that changes with the application's DDL, not with values or statistics} */
  long token() {
    return token;
  }

  /**
   * {@return constraints by name} INFORMATION_SCHEMA.KEY_COLUMN_USAGE goes on telling a column's
   * old name after it was renamed, until the database is opened again.
   */
  Map<String, Over> constraints() {
    return constraints;
  }

  /** {@return views, for a new database} */
  List<String> extras() {
    return extras;
  }

  @Nullable
  OriginalDdl ddl(String table) {
    List<String> statements = byTable.get(table);
    if (statements == null) {
      return null;
    }
    List<String> all = new ArrayList<>();
    needed.forEach(
        (name, sql) -> {
          if (statements.get(0).contains(name)) {
            all.add(sql);
          }
        });
    all.addAll(statements);
    return new OriginalDdl(H2StoreProvider.ID, all);
  }

  private void add(String line) {
    String sql = line.endsWith(";") ? line.substring(0, line.length() - 1).strip() : line.strip();
    @Nullable String table = tableOf(sql);
    if (table != null) {
      if (!Names.isOwn(table) && !isOwnTrigger(sql)) {
        byTable.computeIfAbsent(table, name -> new ArrayList<>()).add(sql);
        constraint(table, sql);
        count(sql);
      }
      return;
    }
    Matcher need = NEEDED.matcher(sql);
    if (need.find()) {
      if (!Names.isOwn(need.group(3))) {
        String words = "CREATE " + need.group(1) + " ";
        String rest = sql.substring(need.start(2));
        needed.put(need.group(2), words + "IF NOT EXISTS " + rest);
        count(sql);
      }
      return;
    }
    if (VIEW.matcher(sql).find()) {
      extras.add(sql);
      count(sql);
    }
  }

  private void constraint(String table, String sql) {
    Matcher over = OVER.matcher(sql);
    if (CONSTRAINT.matcher(sql).find() && over.find()) {
      List<String> referred = new ArrayList<>();
      if (over.group(3) != null) {
        referred.add(unquoted(over.group(3)));
        referred.addAll(identifiers(over.group(4)));
      }
      constraints.put(
          unquoted(over.group(1)), new Over(table, identifiers(over.group(2)), referred));
    }
  }

  private static List<String> identifiers(String list) {
    List<String> names = new ArrayList<>();
    Matcher name = IDENTIFIER.matcher(list);
    while (name.find()) {
      names.add(unquoted(name.group(1)));
    }
    return names;
  }

  private static @Nullable String tableOf(String sql) {
    for (Pattern pattern : List.of(TABLE, CONSTRAINT, ON_TABLE, COMMENT)) {
      Matcher matcher = pattern.matcher(sql);
      if (matcher.find()) {
        return unquoted(matcher.group(matcher.groupCount()));
      }
    }
    return null;
  }

  private static boolean isOwnTrigger(String sql) {
    Matcher matcher = ON_TABLE.matcher(sql);
    return matcher.find()
        && matcher.group(1).equals("TRIGGER")
        && Names.isOwn(unquoted(matcher.group(2)));
  }

  private static String unquoted(String name) {
    return name.replace("\"\"", "\"");
  }

  private void count(String sql) {
    String still = MOVES.matcher(sql).replaceAll("");
    for (int index = 0; index < still.length(); index++) {
      token = token * 1_000_003 + still.charAt(index);
    }
    token = token * 1_000_003 + 1;
  }
}
