package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.h2.Uniques.Nulls;
import dev.blazesync.adapters.jdbc.KeyedRows;
import dev.blazesync.adapters.jdbc.ResultSetRow;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What unique keys hold of rows. Only generated columns are computed by H2. Where the database has
 * a collation, claims hold collation keys, for which no index can be asked: then rows are read and
 * compared. For one thread.
 */
final class H2Claims {
  private static final ValueRow NONE = ValueRow.of();

  private final H2Session session;
  private final H2Dialect dialect;
  private final Resolver resolver;
  private final KeyedRows rows;

  H2Claims(H2Session session, H2Dialect dialect, Resolver resolver, KeyedRows rows) {
    this.session = session;
    this.dialect = dialect;
    this.resolver = resolver;
    this.rows = rows;
  }

  /** As {@link dev.blazesync.spi.StoreView#claims}. */
  void claims(TableSchema given, KeySchema key, Rows wanted, RowSink sink) {
    Evaluation evaluation = new Evaluation(resolver.resolved(given), key);
    try {
      for (int index = 0; index < wanted.count(); index++) {
        if (!sink.row(evaluation.claim(wanted.at(index)))) {
          return;
        }
      }
    } catch (SQLException e) {
      throw dialect.failure("evaluating a unique key of table " + given.name(), e);
    }
  }

  /** As {@link dev.blazesync.spi.StoreView#claimants}. */
  void claimants(TableSchema given, KeySchema key, Rows claims, RowSink sink) {
    Evaluation evaluation = new Evaluation(resolver.resolved(given), key);
    Set<ValueRow> asked = new HashSet<>();
    for (int index = 0; index < claims.count(); index++) {
      ValueRow claim = ValueRow.copyOf(claims.at(index));
      if (claim.size() > 0 && asked.add(claim) && !evaluation.find(claim, sink)) {
        return;
      }
    }
  }

  /** One key, and how its cells are made. */
  private final class Evaluation {
    private final TableSchema table;
    private final KeySchema key;
    private final Nulls nulls;
    private final TextForm texts;
    private final List<Integer> indexed;

    Evaluation(TableSchema table, KeySchema key) {
      this.table = table;
      this.key = key;
      this.nulls = nulls(table, key);
      this.texts = Objects.requireNonNullElse(resolver.uniques().texts(), new TextForm(null, null));
      this.indexed = Uniques.indexed(table, key);
    }

    ValueRow claim(Row row) throws SQLException {
      List<Value> cells = key.isPlain() ? plain(row) : computed(row);
      if (cells == null) {
        return NONE;
      }
      long missing = cells.stream().filter(cell -> cell.kind() == ValueKind.NULL).count();
      boolean free =
          switch (nulls) {
            case DISTINCT -> missing > 0;
            case ALL_DISTINCT -> missing == cells.size();
            case EQUAL -> false;
          };
      return free ? NONE : ValueRow.of(cells);
    }

    private @Nullable List<Value> plain(Row row) {
      List<Value> cells = new ArrayList<>(indexed.size());
      for (int column : indexed) {
        Value cell = cell(table.columns().get(column), row.value(column));
        if (cell == null) {
          return null;
        }
        cells.add(cell);
      }
      return cells;
    }

    private @Nullable List<Value> computed(Row row) throws SQLException {
      PreparedStatement statement =
          session.statements().prepare(resolver.uniques().computing(table, key));
      int parameter = 1;
      for (int column : Uniques.sources(table, key)) {
        ColumnSchema source = table.columns().get(column);
        if (!dialect.binder().bind(statement, parameter++, row, column, source)) {
          return null;
        }
      }
      List<ColumnSchema> columns = indexed.stream().map(table.columns()::get).toList();
      try (ResultSet results = statement.executeQuery()) {
        results.next();
        return plain(columns, new ResultSetRow(dialect, results, columns, 1));
      } catch (SQLException e) {
        if (H2Errors.isAboutData(e)) {
          return null; // as the real row would
        }
        throw e;
      }
    }

    private @Nullable List<Value> plain(List<ColumnSchema> columns, Row row) {
      List<Value> cells = new ArrayList<>(columns.size());
      for (int column = 0; column < columns.size(); column++) {
        Value cell = cell(columns.get(column), row.value(column));
        if (cell == null) {
          return null;
        }
        cells.add(cell);
      }
      return cells;
    }

    /** {@return the one form of all values that the column takes for equal; null = not held} */
    private @Nullable Value cell(ColumnSchema column, Value value) {
      Value stored = H2Cells.stored(column, value);
      H2Type type = H2Type.of(column);
      if (stored instanceof Value.Text text && column.kind() == ValueKind.TEXT) {
        boolean padded = type.base().equals(H2Type.CHARACTER);
        return texts.of(
            padded ? trimmed(text.value()) : text.value(), type.base().equals(H2Type.IGNORECASE));
      }
      if (stored instanceof Value.Float64 number && Double.isNaN(number.value())) {
        return new Value.Float64(Double.NaN);
      }
      if (stored instanceof Value.Bytes bytes
          && type.base().equals("BINARY")
          && bytes.value().length < type.precision()) {
        return new Value.Bytes(Arrays.copyOf(bytes.value(), type.precision()));
      }
      if (stored instanceof Value.Temporal temporal && temporal.kind() == ValueKind.TIMESTAMP_TZ) {
        return new Value.Temporal(temporal.kind(), temporal.units(), 0); // compared as instants
      }
      return stored;
    }

    /** {@return false when the sink wants no more} */
    boolean find(ValueRow claim, RowSink sink) {
      List<String> terms = new ArrayList<>();
      List<Value> cells = new ArrayList<>();
      boolean exact = true;
      for (int part = 0; part < indexed.size(); part++) {
        ColumnSchema column = table.columns().get(indexed.get(part));
        Value cell = claim.value(part);
        if (cell.kind() == ValueKind.NULL) {
          terms.add(dialect.quote(column.name()) + " IS NULL");
        } else if (texts.isCollated() && column.kind() == ValueKind.TEXT) {
          exact = false;
        } else {
          terms.add(dialect.quote(column.name()) + " = ?");
          cells.add(cell);
        }
      }
      boolean compare = !exact;
      return rows.where(
          table,
          terms.isEmpty() ? "TRUE" : String.join(" AND ", terms),
          statement -> {
            for (int cell = 0; cell < cells.size(); cell++) {
              H2Cells.set(statement, cell + 1, cells.get(cell));
            }
          },
          row -> (compare && !isUnder(claim, row)) || sink.row(row));
    }

    private boolean isUnder(ValueRow claim, Row row) {
      try {
        return claim.equals(claim(row));
      } catch (SQLException e) {
        throw dialect.failure("evaluating a unique key of table " + table.name(), e);
      }
    }
  }

  /** H2 compares a CHARACTER without the blanks at its end, also by a collation. */
  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private Nulls nulls(TableSchema table, KeySchema key) {
    if (key.kind() == KeySchema.Kind.FOREIGN) {
      throw new IllegalArgumentException("a foreign key makes no claims");
    }
    TableSchema real = resolver.real(table.name());
    if (real == null) {
      return Nulls.DISTINCT; // one of the engine's own
    }
    Map<KeySchema, Nulls> known = resolver.uniques().keys(table.name());
    List<Integer> columns =
        key.columns().stream().map(c -> real.column(table.columns().get(c).name())).toList();
    return known.entrySet().stream()
        .filter(other -> other.getKey().columns().equals(columns))
        .filter(other -> Objects.equals(other.getKey().terms(), key.terms()))
        .sorted(Comparator.comparing(other -> !Objects.equals(other.getKey().name(), key.name())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "table "
                        + table.name()
                        + " has no such unique key (any more); read its schema again"));
  }
}
