package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.KeyedRows;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What unique indexes hold of rows. An index over plain columns is evaluated here; one with
 * expressions, a predicate or generated columns by SQLite itself, in a temporary table of the
 * connection that ends with the transaction and of which the database file has no trace. For one
 * thread.
 */
final class SqliteClaims {
  private static final ValueRow NONE = ValueRow.of();

  /** SQLITE_ERROR: an expression that fails on these values, as it would for the real row. */
  private static final int ERROR = 1;

  private final Session session;
  private final SchemaImage image;
  private final KeyedRows rows;
  private final Set<String> scratch = new LinkedHashSet<>();

  SqliteClaims(Session session, SchemaImage image, KeyedRows rows) {
    this.session = session;
    this.image = image;
    this.rows = rows;
  }

  /** Evaluates one row. */
  @FunctionalInterface
  private interface Evaluation {
    ValueRow claim(Row row) throws SQLException;
  }

  /**
   * As {@link dev.blazesync.spi.StoreView#claims}.
   *
   * @param table with the columns as this database declares them
   */
  void claims(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    SqliteTable here = image.table(table.name());
    SqliteTable.UniqueIndex index = index(here, table, key);
    try {
      Evaluation evaluation =
          here == null || index.isPlain(here.schema().columns())
              ? plain(here == null ? table : here.schema(), table, index)
              : computing(here, table, index, key);
      for (int row = 0; row < wanted.count(); row++) {
        if (!sink.row(evaluation.claim(wanted.at(row)))) {
          return;
        }
      }
    } catch (SQLException e) {
      throw SqliteErrors.failure("evaluating a unique index of " + table.name(), e);
    }
  }

  /** As {@link dev.blazesync.spi.StoreView#claimants}. */
  void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
    String condition = ClaimSql.claimant(index(image.table(table.name()), table, key));
    Set<ValueRow> asked = new HashSet<>();
    boolean more = true;
    for (int index = 0; more && index < claims.count(); index++) {
      ValueRow claim = ValueRow.copyOf(claims.at(index));
      if (claim.size() > 0 && asked.add(claim)) {
        more = rows.where(table, condition, statement -> bind(statement, claim), sink);
      }
    }
  }

  /** Removes what it made, before a commit would keep it for the connection's next user. */
  void end() throws SQLException {
    for (String table : scratch) {
      session.execute("DROP TABLE IF EXISTS " + table);
    }
    scratch.clear();
  }

  private static SqliteTable.UniqueIndex index(
      @Nullable SqliteTable here, TableSchema table, KeySchema key) {
    if (key.kind() == KeySchema.Kind.FOREIGN) {
      throw new IllegalArgumentException("a foreign key makes no claims");
    }
    if (here == null) {
      List<String> binary = Collections.nCopies(key.columns().size(), "BINARY");
      return SqliteTable.UniqueIndex.of(table.name(), table, key, binary);
    }
    KeySchema actual = key;
    if (!here.indexes().containsKey(actual)) {
      List<Integer> columns =
          key.columns().stream()
              .map(column -> here.schema().column(table.columns().get(column).name()))
              .toList();
      actual =
          here.indexes().keySet().stream()
              .filter(other -> other.columns().equals(columns) && sameWords(other, key))
              .findFirst()
              .orElse(key);
    }
    SqliteTable.UniqueIndex index = here.indexes().get(actual);
    if (index == null) {
      throw new ConfigurationException(
          "table " + table.name() + " has no such unique key (any more); read its schema again");
    }
    return index;
  }

  private static boolean sameWords(KeySchema one, KeySchema other) {
    return Objects.equals(one.predicate(), other.predicate())
        && Objects.equals(one.terms(), other.terms());
  }

  private static Evaluation plain(
      TableSchema here, TableSchema table, SqliteTable.UniqueIndex index) {
    List<ColumnSchema> columns = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (SqliteTable.Term term : index.terms()) {
      ColumnSchema column = here.columns().get(term.column());
      columns.add(column);
      places.add(table.column(column.name()));
    }
    return row -> {
      List<Value> cells = new ArrayList<>(columns.size());
      for (int part = 0; part < columns.size(); part++) {
        String collation = index.terms().get(part).collation();
        Value value = ClaimCell.of(columns.get(part), row, places.get(part), collation);
        if (value == null || value.kind() == ValueKind.NULL) {
          return NONE;
        }
        cells.add(value);
      }
      return ValueRow.of(cells);
    };
  }

  private Evaluation computing(
      SqliteTable here, TableSchema table, SqliteTable.UniqueIndex index, KeySchema key)
      throws SQLException {
    List<Integer> needed =
        key.columns().stream()
            .map(column -> here.schema().column(table.columns().get(column).name()))
            .toList();
    List<Integer> written =
        needed.stream().filter(column -> here.generations().get(column) == null).toList();
    String name = ClaimSql.scratch(index);
    session.execute(ClaimSql.create(here, index, needed));
    scratch.add(name);
    String replace = ClaimSql.replace(here, index, written);
    String select = ClaimSql.select(index, name + " AS " + SqlText.quote(here.name()));
    return row -> {
      try {
        PreparedStatement statement = session.statements().prepare(replace);
        for (int parameter = 0; parameter < written.size(); parameter++) {
          ColumnSchema column = here.schema().columns().get(written.get(parameter));
          int cell = table.column(column.name());
          if (!SqliteValues.bind(statement, parameter + 1, row, cell, column)) {
            return NONE;
          }
        }
        statement.executeUpdate();
        return computed(session.statements().prepare(select), index);
      } catch (SQLException e) {
        if (SqliteErrors.code(e) == ERROR) {
          return NONE;
        }
        throw e;
      }
    };
  }

  private static ValueRow computed(PreparedStatement select, SqliteTable.UniqueIndex index)
      throws SQLException {
    try (ResultSet results = select.executeQuery()) {
      if (!results.next() || results.getInt(1) == 0) {
        return NONE;
      }
      List<Value> cells = new ArrayList<>(index.terms().size());
      for (int term = 0; term < index.terms().size(); term++) {
        Value cell = ClaimCell.of(results.getObject(term + 2), index.terms().get(term).collation());
        if (cell.kind() == ValueKind.NULL) {
          return NONE;
        }
        cells.add(cell);
      }
      return ValueRow.of(cells);
    }
  }

  private static void bind(PreparedStatement statement, ValueRow claim) throws SQLException {
    for (int cell = 0; cell < claim.size(); cell++) {
      Value value = claim.value(cell);
      CellTarget into = CellTarget.parameter(statement, cell + 1);
      if (value instanceof Value.Int64 number) {
        into.setLong(number.value());
      } else if (value instanceof Value.Float64 number) {
        into.setDouble(number.value());
      } else if (value instanceof Value.Text text) {
        into.setString(text.value());
      } else if (value instanceof Value.Bytes bytes) {
        into.setBytes(bytes.value());
      } else {
        throw new IllegalArgumentException("no claim of this store: a cell of " + value.kind());
      }
    }
  }
}
