package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.CellBinder;
import dev.blazesync.adapters.jdbc.CellReader;
import dev.blazesync.adapters.jdbc.Dialect;
import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** H2's SQL. Stateless. */
final class H2Dialect implements Dialect {
  private final boolean collated;

  /**
   * @param collated whether the database compares text by a collation
   */
  H2Dialect(boolean collated) {
    this.collated = collated;
  }

  boolean collated() {
    return collated;
  }

  @Override
  public String quote(String identifier) {
    return Names.quote(identifier);
  }

  @Override
  public CellReader reader() {
    return H2Cells::read;
  }

  @Override
  public CellBinder binder() {
    return H2Cells::bind;
  }

  @Override
  public String upsert(TableSchema table) {
    List<Integer> writable = Sql.writable(table);
    List<String> names =
        writable.stream().map(column -> quote(table.columns().get(column).name())).toList();
    return "MERGE INTO "
        + quote(table.name())
        + " ("
        + Sql.list(names)
        + ") KEY ("
        + Sql.list(Sql.columns(this, table, table.identityKey()))
        + ") VALUES ("
        + Sql.list(Sql.parameters(names.size()))
        + ")";
  }

  /**
   * {@return the statement that overwrites all but the key; null = there is nothing but the key}
   */
  @Nullable
  String update(TableSchema table) {
    List<String> sets = new ArrayList<>();
    for (int column : values(table)) {
      sets.add(quote(table.columns().get(column).name()) + " = " + parameter(table, column));
    }
    return sets.isEmpty()
        ? null
        : "UPDATE "
            + quote(table.name())
            + " SET "
            + Sql.list(sets)
            + " WHERE "
            + sameKeyByIndex(table);
  }

  /** {@return the statement that inserts all that can be written, in order of the columns} */
  String insert(TableSchema table) {
    List<String> names = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (int column : Sql.writable(table)) {
      names.add(quote(table.columns().get(column).name()));
      cells.add(parameter(table, column));
    }
    // Without effect where no column is GENERATED ALWAYS AS IDENTITY.
    return "INSERT INTO "
        + quote(table.name())
        + " ("
        + Sql.list(names)
        + ") OVERRIDING SYSTEM VALUE VALUES ("
        + Sql.list(cells)
        + ")";
  }

  /** {@return indexes of the columns that an update writes} */
  static List<Integer> values(TableSchema table) {
    List<Integer> values = new ArrayList<>(Sql.writable(table));
    values.removeAll(table.identityKey().columns());
    values.removeIf(
        column -> {
          String declared = table.columns().get(column).declaredType();
          return declared != null && declared.endsWith(H2Type.ALWAYS_IDENTITY);
        });
    return values;
  }

  private static String parameter(TableSchema table, int column) {
    // Text given to a JSON column would become a JSON string.
    return H2Type.of(table.columns().get(column)).base().equals(H2Type.JSON)
        ? "? FORMAT JSON"
        : "?";
  }

  @Override
  public String sameKey(TableSchema table) {
    List<String> terms = new ArrayList<>();
    for (int column : table.identityKey().columns()) {
      ColumnSchema schema = table.columns().get(column);
      String name = quote(schema.name());
      terms.add(comparesBits(schema, schema.kind()) ? name + " = ?" : sameBits(name));
    }
    return String.join(" AND ", terms);
  }

  /**
   * {@return as {@link #sameKey}, found by index too; parameters as {@link #keyParameters} says}
   */
  String sameKeyByIndex(TableSchema table) {
    List<String> terms = new ArrayList<>();
    for (int column : table.identityKey().columns()) {
      ColumnSchema schema = table.columns().get(column);
      String name = quote(schema.name());
      terms.add(name + " = ?");
      if (!comparesBits(schema, schema.kind())) {
        terms.add(sameBits(name));
      }
    }
    return String.join(" AND ", terms);
  }

  /** {@return for each parameter of {@link #sameKeyByIndex} which cell of the key it is} */
  List<Integer> keyParameters(TableSchema table) {
    List<Integer> cells = new ArrayList<>();
    List<Integer> columns = table.identityKey().columns();
    for (int cell = 0; cell < columns.size(); cell++) {
      ColumnSchema schema = table.columns().get(columns.get(cell));
      cells.add(cell);
      if (!comparesBits(schema, schema.kind())) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static String sameBits(String name) {
    return "CAST(" + name + " AS BINARY VARYING) = CAST(? AS BINARY VARYING)";
  }

  @Override
  public String in(List<String> columns, int rows) {
    String row = Sql.tuple(Sql.parameters(columns.size()));
    return Sql.tuple(columns) + " IN (" + (row + ", ").repeat(rows - 1) + row + ")";
  }

  @Override
  public boolean comparesBits(ColumnSchema column, ValueKind wanted) {
    if (column.kind() != ValueKind.TEXT) {
      return true;
    }
    return !collated && !H2Type.of(column).base().equals(H2Type.IGNORECASE);
  }

  @Override
  public @Nullable Value stored(ColumnSchema column, Value wanted) {
    return H2Cells.stored(column, wanted);
  }

  @Override
  public String columnDefinition(TableSchema table, int column) {
    ColumnSchema schema = table.columns().get(column);
    StringBuilder sql = new StringBuilder(quote(schema.name())).append(' ');
    sql.append(H2Type.engineType(schema.kind()).exactSql());
    KeySchema identity = table.identity();
    boolean handedOut =
        identity != null
            && identity.kind() == KeySchema.Kind.PRIMARY_GENERATED
            && identity.columns().get(0) == column;
    if (handedOut) {
      sql.append(" GENERATED BY DEFAULT AS IDENTITY");
    } else {
      String plain = Defaults.plain(schema);
      if (plain != null) {
        sql.append(" DEFAULT ").append(plain);
      }
    }
    return sql.append(schema.nullable() ? "" : " NOT NULL").toString();
  }

  @Override
  public boolean declaresGeneratedKeyInColumn() {
    return false;
  }

  @Override
  public @Nullable Refusal refusal(TableSchema table, SQLException error) {
    return H2Errors.refusal(table, error);
  }

  @Override
  public SyncException failure(String doing, SQLException error) {
    return H2Errors.failure(doing, error);
  }
}
