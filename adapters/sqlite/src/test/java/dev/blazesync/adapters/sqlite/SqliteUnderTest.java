package dev.blazesync.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.adapters.jdbc.TableDdl;
import dev.blazesync.adapters.tck.ApplicationTransaction;
import dev.blazesync.adapters.tck.DatabaseUnderTest;
import dev.blazesync.adapters.tck.UniqueForm;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A SQLite file, as the kit wants it. */
final class SqliteUnderTest implements DatabaseUnderTest {
  private static final SqliteDialect DIALECT = SqliteDialect.INSTANCE;

  private final Path folder;
  private final Path file;

  SqliteUnderTest(String journalMode) {
    try {
      folder = Files.createTempDirectory("blazesync-sqlite");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file = folder.resolve("kit.db");
    execute("PRAGMA journal_mode = " + journalMode);
  }

  @Override
  public RecordStore open() {
    StoreOptions options = new StoreOptions(50, false, false, null, null, Map.of());
    return new SqliteProvider().create(new StoreLocation.File(file), options);
  }

  @Override
  public RecordStore crash(RecordStore running) {
    ((SqliteStore) running).abandon();
    return open();
  }

  @Override
  public ApplicationTransaction begin() {
    try {
      Connection connection = connect();
      run(connection, "PRAGMA busy_timeout = 50");
      run(connection, "PRAGMA foreign_keys = ON");
      connection.setAutoCommit(false);
      return new Application(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void addColumn(TableSchema table, ColumnSchema column) {
    execute(
        "ALTER TABLE "
            + SqlText.quote(table.name())
            + " ADD COLUMN "
            + SqlText.quote(column.name())
            + " "
            + ColumnTypes.declared(column.kind()));
  }

  @Override
  public void rebuildTable(TableSchema table) {
    String name = SqlText.quote(table.name());
    TableSchema other =
        new TableSchema("rebuilt", table.columns(), table.keys(), table.identity(), null);
    execute(
        "BEGIN",
        TableDdl.create(DIALECT, other, true),
        "INSERT INTO rebuilt SELECT * FROM " + name,
        "DROP TABLE " + name,
        "ALTER TABLE rebuilt RENAME TO " + name,
        "COMMIT");
  }

  @Override
  public void createTableWithCheck(TableSchema table, int column, long forbidden) {
    String create = TableDdl.create(DIALECT, table, true);
    String check =
        ", CHECK (" + SqlText.quote(table.columns().get(column).name()) + " <> " + forbidden + "))";
    execute(create.substring(0, create.length() - 1) + check);
  }

  @Override
  public void createUnique(TableSchema table, UniqueForm form) {
    String name = SqlText.quote(table.name());
    String create = TableDdl.create(DIALECT, table, true);
    String terms =
        switch (form) {
          case IGNORING_CASE -> "word COLLATE NOCASE";
          case TRIMMED -> "word COLLATE RTRIM";
          case NUMBERS -> "amount";
          case PARTIAL -> "word) WHERE (flag > 0";
          case EXPRESSION -> "lower(word), flag DESC";
          case GENERATED -> "loud";
          case NULLS_EQUAL -> Assumptions.abort("NULLs are always distinct");
        };
    assertThat(create).contains("\"amount\" DECIMAL TEXT", ", PRIMARY");
    if (form == UniqueForm.NUMBERS) {
      create = create.replace("\"amount\" DECIMAL TEXT", "\"amount\"");
    } else if (form == UniqueForm.GENERATED) {
      create = create.replace(", PRIMARY", ", loud TEXT AS (upper(word)), PRIMARY");
    }
    execute(create, "CREATE UNIQUE INDEX by_" + form + " ON " + name + " (" + terms + ")");
  }

  @Override
  public void createAuditTrigger(TableSchema table, TableSchema audit) {
    String column = SqlText.quote(audit.columns().get(1).name());
    for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
      execute(
          "CREATE TRIGGER audit_"
              + event
              + " AFTER "
              + event
              + " ON "
              + SqlText.quote(table.name())
              + " BEGIN INSERT INTO "
              + SqlText.quote(audit.name())
              + " ("
              + column
              + ") VALUES ('"
              + event
              + "'); END");
    }
  }

  @Override
  public String catalogue() {
    try (Connection connection = connect()) {
      List<String> rows =
          Fixture.rows(
              connection, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2");
      for (String pragma : List.of("journal_mode", "user_version", "application_id", "encoding")) {
        rows.add(pragma + Fixture.rows(connection, "PRAGMA " + pragma));
      }
      return String.join("\n", rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable Value stored(ColumnSchema column, Value value) {
    if (value instanceof Value.Float64 number) {
      if (Double.isNaN(number.value())) {
        return null;
      }
      return number.value() == 0 ? new Value.Float64(0.0) : value;
    }
    return value;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private void execute(String... statements) {
    try (Connection connection = connect()) {
      for (String sql : statements) {
        run(connection, sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The application's side, on a connection of its own. */
  private record Application(Connection connection) implements ApplicationTransaction {
    @Override
    public void insert(TableSchema table, ValueRow row) {
      List<Integer> cells = Sql.writable(table);
      String sql =
          "INSERT INTO "
              + SqlText.quote(table.name())
              + " ("
              + Sql.list(
                  cells.stream()
                      .map(cell -> SqlText.quote(table.columns().get(cell).name()))
                      .toList())
              + ") VALUES ("
              + Sql.list(Sql.parameters(cells.size()))
              + ")";
      List<Value> values = cells.stream().map(row::value).toList();
      update(sql, cells.stream().map(table.columns()::get).toList(), values);
    }

    @Override
    public long insertGenerated(TableSchema table, ValueRow row) {
      int key = table.identityKey().columns().get(0);
      List<Value> values = new ArrayList<>(row.values());
      values.set(key, Value.NULL);
      insert(table, ValueRow.of(values));
      try (Statement statement = connection.createStatement();
          ResultSet results = statement.executeQuery("SELECT last_insert_rowid()")) {
        results.next();
        return results.getLong(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void update(TableSchema table, ValueRow key, int column, Value value) {
      List<ColumnSchema> columns = new ArrayList<>();
      columns.add(table.columns().get(column));
      columns.addAll(Sql.schemas(table, table.identityKey()));
      List<Value> values = new ArrayList<>();
      values.add(value);
      values.addAll(key.values());
      update(
          "UPDATE "
              + SqlText.quote(table.name())
              + " SET "
              + SqlText.quote(table.columns().get(column).name())
              + " = ? WHERE "
              + equal(table),
          columns,
          values);
    }

    @Override
    public void delete(TableSchema table, ValueRow key) {
      update(
          "DELETE FROM " + SqlText.quote(table.name()) + " WHERE " + equal(table),
          Sql.schemas(table, table.identityKey()),
          key.values());
    }

    @Override
    public void commit() {
      try {
        connection.commit();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      try {
        if (!connection.isClosed()) {
          connection.rollback();
          connection.close();
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String equal(TableSchema table) {
      return String.join(
          " AND ",
          Sql.columns(DIALECT, table, table.identityKey()).stream()
              .map(column -> column + " = ?")
              .toList());
    }

    private void update(String sql, List<ColumnSchema> columns, List<Value> values) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        ValueRow row = ValueRow.of(values);
        for (int cell = 0; cell < values.size(); cell++) {
          ColumnSchema column = Objects.requireNonNull(columns.get(cell));
          if (row.kind(cell) == ValueKind.NULL) {
            statement.setObject(cell + 1, null);
          } else if (!DIALECT.binder().bind(statement, cell + 1, row, cell, column)) {
            throw new IllegalStateException("cannot store " + row.kind(cell));
          }
        }
        statement.executeUpdate();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
