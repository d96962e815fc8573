package dev.blazesync.scenario;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Inserts, updates and deletes anywhere in a SQLite database; what it refuses does not happen. */
final class RandomEdits {
  private static final int NEW_KEYS = 1_000_000;

  /** A column and where its values come from: of a key or a reference, from a table. */
  private record Column(String name, int type, boolean key, String parent, String parentColumn) {}

  private final Member member;
  private final Random random;
  private final Map<String, List<Column>> tables = new HashMap<>();

  RandomEdits(Member member, Random random) {
    this.member = member;
    this.random = random;
  }

  /** {@return how many the database took} */
  int make(int edits) {
    List<String> names = Contents.tables(member);
    int[] taken = {0};
    member.work(
        connection -> {
          for (String name : names) {
            tables.put(name, columns(connection, name));
          }
          connection.setAutoCommit(false);
          for (int edit = 0; edit < edits; edit++) {
            try {
              taken[0] += edit(connection, names.get(random.nextInt(names.size())));
            } catch (SQLException e) {
              continue; // a constraint of the database's own: this edit does not happen
            }
            if (random.nextInt(3) == 0) {
              connection.commit();
            }
          }
          connection.commit();
        });
    return taken[0];
  }

  private static List<Column> columns(Connection connection, String table) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    Map<String, String[]> parents = new HashMap<>();
    try (ResultSet key = metaData.getImportedKeys(null, null, table)) {
      while (key.next()) {
        parents.put(
            key.getString("FKCOLUMN_NAME"),
            new String[] {key.getString("PKTABLE_NAME"), key.getString("PKCOLUMN_NAME")});
      }
    }
    List<String> keys = new ArrayList<>();
    try (ResultSet key = metaData.getPrimaryKeys(null, null, table)) {
      while (key.next()) {
        keys.add(key.getString("COLUMN_NAME"));
      }
    }
    List<Column> columns = new ArrayList<>();
    try (ResultSet column = metaData.getColumns(null, null, table, "%")) {
      while (column.next()) {
        String name = column.getString("COLUMN_NAME");
        String[] parent = parents.getOrDefault(name, new String[2]);
        columns.add(
            new Column(
                name, column.getInt("DATA_TYPE"), keys.contains(name), parent[0], parent[1]));
      }
    }
    return columns;
  }

  private int edit(Connection connection, String table) throws SQLException {
    int kind = random.nextInt(10);
    if (kind < 4) {
      return insert(connection, table);
    }
    return kind < 7 ? update(connection, table) : delete(connection, table);
  }

  private int insert(Connection connection, String table) throws SQLException {
    List<Column> columns = tables.get(table);
    String marks = String.join(", ", columns.stream().map(column -> "?").toList());
    String sql = "INSERT INTO \"" + table + "\" VALUES (" + marks + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int index = 0; index < columns.size(); index++) {
        insert.setObject(index + 1, value(connection, columns.get(index)));
      }
      return insert.executeUpdate();
    }
  }

  private int update(Connection connection, String table) throws SQLException {
    List<Column> columns = tables.get(table);
    Column column = columns.get(random.nextInt(columns.size()));
    String sql =
        "UPDATE \"" + table + "\" SET \"" + column.name() + "\" = ? WHERE rowid = " + some(table);
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, value(connection, column));
      return update.executeUpdate();
    }
  }

  private int delete(Connection connection, String table) throws SQLException {
    try (Statement delete = connection.createStatement()) {
      return delete.executeUpdate("DELETE FROM \"" + table + "\" WHERE rowid = " + some(table));
    }
  }

  private String some(String table) {
    return "(SELECT rowid FROM \""
        + table
        + "\" LIMIT 1 OFFSET abs("
        + random.nextInt(Integer.MAX_VALUE)
        + " % max(1, (SELECT count(*) FROM \""
        + table
        + "\"))))";
  }

  private Object value(Connection connection, Column column) throws SQLException {
    if (column.parent() != null) {
      String sql =
          "SELECT \""
              + column.parentColumn()
              + "\" FROM \""
              + column.parent()
              + "\" WHERE rowid = "
              + some(column.parent());
      try (Statement query = connection.createStatement();
          ResultSet row = query.executeQuery(sql)) {
        return row.next() && (column.key() || random.nextInt(20) > 0) ? row.getObject(1) : null;
      }
    }
    if (column.key()) {
      return NEW_KEYS + random.nextInt(NEW_KEYS);
    }
    return switch (column.type()) {
      case Types.INTEGER, Types.BIGINT -> random.nextInt(1000);
      case Types.NUMERIC, Types.DECIMAL, Types.REAL, Types.DOUBLE, Types.FLOAT ->
          random.nextInt(1000) / 4.0;
      default -> "text " + random.nextInt(1000);
    };
  }
}
