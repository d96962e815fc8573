package dev.blazesync.adapters.h2;

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
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.api.Trigger;
import org.junit.jupiter.api.Assumptions;

/** An H2 database in memory, as the kit wants it. */
final class H2UnderTest implements DatabaseUnderTest {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final H2Dialect DIALECT = new H2Dialect(false);

  private final String url = "jdbc:h2:mem:kit" + COUNTER.incrementAndGet();
  private final Connection keeper = connect();

  @Override
  public RecordStore open() {
    StoreOptions options = new StoreOptions(50, false, false, null, null, Map.of());
    return new H2StoreProvider().create(new StoreLocation.JdbcUrl(url, "sa", null), options);
  }

  @Override
  public RecordStore crash(RecordStore running) {
    ((H2Store) running).abandon();
    return open();
  }

  @Override
  public ApplicationTransaction begin() {
    try {
      Connection connection = connect();
      Fixture.run(connection, "SET LOCK_TIMEOUT 50");
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
            + Names.quote(table.name())
            + " ADD COLUMN "
            + Names.quote(column.name())
            + " "
            + H2Type.engineType(column.kind()).sql());
  }

  @Override
  public void rebuildTable(TableSchema table) {
    String name = Names.quote(table.name());
    TableSchema other =
        new TableSchema("rebuilt", table.columns(), table.keys(), table.identity(), null);
    execute(
        TableDdl.create(DIALECT, other, true),
        "INSERT INTO \"rebuilt\" SELECT * FROM " + name,
        "DROP TABLE " + name,
        "ALTER TABLE \"rebuilt\" RENAME TO " + name);
  }

  @Override
  public void createTableWithCheck(TableSchema table, int column, long forbidden) {
    String create = TableDdl.create(DIALECT, table, true);
    String check =
        ", CHECK (" + Names.quote(table.columns().get(column).name()) + " <> " + forbidden + "))";
    execute(create.substring(0, create.length() - 1) + check);
  }

  @Override
  public void createUnique(TableSchema table, UniqueForm form) {
    String create = TableDdl.create(DIALECT, table, true);
    String word = "\"word\" VARCHAR_CASESENSITIVE";
    String unique =
        switch (form) {
          case IGNORING_CASE, TRIMMED -> "UNIQUE (\"word\")";
          case NUMBERS -> "UNIQUE (\"amount\")";
          case GENERATED -> "UNIQUE (\"loud\")";
          case NULLS_EQUAL -> "UNIQUE NULLS NOT DISTINCT (\"word\", \"flag\")";
          case PARTIAL, EXPRESSION -> Assumptions.abort("H2 indexes columns only, and all rows");
        };
    assertThat(create).contains(word);
    create =
        switch (form) {
          case IGNORING_CASE -> create.replace(word, "\"word\" VARCHAR_IGNORECASE");
          case TRIMMED -> create.replace(word, "\"word\" CHARACTER(6)");
          case GENERATED ->
              create.replace(
                  ", PRIMARY", ", \"loud\" VARCHAR GENERATED ALWAYS AS (UPPER(\"word\")), PRIMARY");
          default -> create;
        };
    execute(create.substring(0, create.length() - 1) + ", " + unique + ")");
  }

  @Override
  public void createAuditTrigger(TableSchema table, TableSchema audit) {
    execute(
        "CREATE TRIGGER \"audit_"
            + audit.name()
            + "\" AFTER INSERT, UPDATE, DELETE ON "
            + Names.quote(table.name())
            + " FOR EACH ROW CALL '"
            + AuditTrigger.class.getName()
            + "'");
  }

  /** What an application could have. Its name tells where it writes. */
  public static final class AuditTrigger implements Trigger {
    private String audit = "";

    @Override
    public void init(
        Connection connection,
        String schemaName,
        String triggerName,
        String tableName,
        boolean before,
        int type) {
      audit = triggerName.substring("audit_".length());
    }

    @Override
    public void fire(Connection connection, Object[] oldRow, Object[] newRow) throws SQLException {
      Fixture.run(connection, "INSERT INTO " + Names.quote(audit) + " (\"what\") VALUES ('fired')");
    }
  }

  @Override
  public String catalogue() {
    try {
      // Not the comments that tell how many rows there are.
      return Fixture.query(keeper, "SCRIPT NODATA").replaceAll("-- \\d+ [^;]*;", "");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable Value stored(ColumnSchema column, Value value) {
    if (value instanceof Value.Float64 number && number.value() == 0) {
      return new Value.Float64(0.0);
    }
    if (value instanceof Value.Decimal number) {
      BigDecimal stripped = number.value().stripTrailingZeros();
      return new Value.Decimal(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }
    return value;
  }

  @Override
  public void close() {
    execute("SHUTDOWN IMMEDIATELY");
  }

  private Connection connect() {
    try {
      return DriverManager.getConnection(url, "sa", "");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String... statements) {
    try {
      Fixture.run(keeper, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The application's side, on a connection of its own. */
  private record Application(Connection connection) implements ApplicationTransaction {
    @Override
    public void insert(TableSchema table, ValueRow row) {
      insert(table, row, Sql.writable(table), Statement.NO_GENERATED_KEYS);
    }

    @Override
    public long insertGenerated(TableSchema table, ValueRow row) {
      List<Integer> cells = new ArrayList<>(Sql.writable(table));
      cells.removeAll(table.identityKey().columns());
      return insert(table, row, cells, Statement.RETURN_GENERATED_KEYS);
    }

    private long insert(TableSchema table, ValueRow row, List<Integer> cells, int keys) {
      String sql =
          "INSERT INTO "
              + Names.quote(table.name())
              + " ("
              + Sql.list(
                  cells.stream()
                      .map(cell -> Names.quote(table.columns().get(cell).name()))
                      .toList())
              + ") VALUES ("
              + Sql.list(Sql.parameters(cells.size()))
              + ")";
      List<Value> values = cells.stream().map(row::value).toList();
      return update(sql, cells.stream().map(table.columns()::get).toList(), values, keys);
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
              + Names.quote(table.name())
              + " SET "
              + Names.quote(table.columns().get(column).name())
              + " = ? WHERE "
              + DIALECT.sameKey(table),
          columns,
          values,
          Statement.NO_GENERATED_KEYS);
    }

    @Override
    public void delete(TableSchema table, ValueRow key) {
      update(
          "DELETE FROM " + Names.quote(table.name()) + " WHERE " + DIALECT.sameKey(table),
          Sql.schemas(table, table.identityKey()),
          key.values(),
          Statement.NO_GENERATED_KEYS);
    }

    private long update(String sql, List<ColumnSchema> columns, List<Value> values, int keys) {
      try (PreparedStatement statement = connection.prepareStatement(sql, keys)) {
        ValueRow row = ValueRow.of(values);
        for (int cell = 0; cell < values.size(); cell++) {
          if (row.kind(cell) == ValueKind.NULL) {
            statement.setObject(cell + 1, null);
          } else if (!DIALECT.binder().bind(statement, cell + 1, row, cell, columns.get(cell))) {
            throw new IllegalStateException("cannot store " + row.kind(cell));
          }
        }
        statement.executeUpdate();
        if (keys == Statement.NO_GENERATED_KEYS) {
          return 0;
        }
        try (ResultSet results = statement.getGeneratedKeys()) {
          results.next();
          return results.getLong(1);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
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
  }
}
