package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in a database: its application's tables cell by cell, and whether its constraints hold.
 */
final class Contents {
  private Contents() {}

  /** {@return the sorted rows of each table} */
  static Map<String, List<String>> of(Member member) {
    Map<String, List<String>> contents = new TreeMap<>();
    member.work(
        connection -> {
          for (String table : tables(member)) {
            List<String> rows = member.query("SELECT * FROM \"" + table + "\"");
            contents.put(table, rows.stream().sorted().toList());
          }
        });
    return contents;
  }

  static List<String> tables(Member member) {
    List<String> tables = new ArrayList<>();
    member.work(
        connection -> {
          try (ResultSet found =
              connection.getMetaData().getTables(null, schema(member), "%", null)) {
            while (found.next()) {
              String name = found.getString("TABLE_NAME");
              if (found.getString("TABLE_TYPE").contains("TABLE")
                  && !found.getString("TABLE_TYPE").contains("SYSTEM")
                  && !name.toLowerCase(Locale.ROOT).startsWith("blazesync")
                  && !name.startsWith("sqlite_")) {
                tables.add(name);
              }
            }
          }
        });
    return tables;
  }

  private static String schema(Member member) {
    return member.kind == Kind.H2 ? "PUBLIC" : null;
  }

  /** Fails if a constraint of the database does not hold. */
  static void check(Member member) {
    if (member.kind == Kind.SQLITE) {
      assertThat(member.query("PRAGMA foreign_key_check")).as("orphans at %s", member).isEmpty();
      assertThat(member.query("PRAGMA integrity_check"))
          .as("integrity of %s", member)
          .containsExactly("ok");
      return;
    }
    for (String table : tables(member)) {
      for (String question : questions(member, table)) {
        assertThat(member.query(question)).as("%s at %s", question, member).isEmpty();
      }
    }
  }

  /** {@return queries whose rows violate a foreign or a unique key of the table} */
  private static List<String> questions(Member member, String table) {
    Map<String, List<String[]>> foreign = new TreeMap<>();
    Map<String, List<String>> unique = new TreeMap<>();
    member.work(
        connection -> {
          readForeign(connection, table, foreign);
          readUnique(connection, table, unique);
        });
    List<String> questions = new ArrayList<>();
    foreign.values().forEach(key -> questions.add(orphans(table, key)));
    unique.values().forEach(columns -> questions.add(twice(table, columns)));
    return questions;
  }

  private static void readForeign(
      Connection connection, String table, Map<String, List<String[]>> foreign)
      throws SQLException {
    try (ResultSet key = connection.getMetaData().getImportedKeys(null, "PUBLIC", table)) {
      while (key.next()) {
        foreign
            .computeIfAbsent(key.getString("FK_NAME"), unused -> new ArrayList<>())
            .add(
                new String[] {
                  key.getString("FKCOLUMN_NAME"),
                  key.getString("PKTABLE_NAME"),
                  key.getString("PKCOLUMN_NAME")
                });
      }
    }
  }

  private static void readUnique(
      Connection connection, String table, Map<String, List<String>> unique) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    try (ResultSet index = metaData.getIndexInfo(null, "PUBLIC", table, true, true)) {
      while (index.next()) {
        unique
            .computeIfAbsent(index.getString("INDEX_NAME"), unused -> new ArrayList<>())
            .add(index.getString("COLUMN_NAME"));
      }
    }
  }

  private static String orphans(String table, List<String[]> key) {
    StringBuilder on = new StringBuilder();
    StringBuilder where = new StringBuilder();
    for (String[] column : key) {
      on.append(on.isEmpty() ? "" : " AND ")
          .append("p.\"" + column[2] + "\" = c.\"" + column[0] + "\"");
      where.append(" AND c.\"" + column[0] + "\" IS NOT NULL");
    }
    return "SELECT c.* FROM \""
        + table
        + "\" c WHERE NOT EXISTS (SELECT 1 FROM \""
        + key.get(0)[1]
        + "\" p WHERE "
        + on
        + ")"
        + where;
  }

  private static String twice(String table, List<String> columns) {
    String list = "\"" + String.join("\", \"", columns) + "\"";
    String known =
        String.join(" IS NOT NULL AND ", columns.stream().map(c -> "\"" + c + "\"").toList());
    return "SELECT "
        + list
        + " FROM \""
        + table
        + "\" WHERE "
        + known
        + " IS NOT NULL GROUP BY "
        + list
        + " HAVING count(*) > 1";
  }
}
