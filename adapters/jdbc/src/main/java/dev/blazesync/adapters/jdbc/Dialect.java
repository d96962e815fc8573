package dev.blazesync.adapters.jdbc;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/** What differs between databases. Stateless and thread-safe. */
public interface Dialect {
  /** {@return the identifier in the database's quotes, exactly as spelled} */
  String quote(String identifier);

  /** {@return what reads cells of this database} */
  CellReader reader();

  /** {@return what binds cells for this database} */
  CellBinder binder();

  /**
   * {@return a statement that inserts a row or overwrites the one of the same identity key; its
   * parameters are the columns that are not generated, in order}
   */
  String upsert(TableSchema table);

  /**
   * {@return a condition that holds for the row of an identity key, compared bit for bit; its
   * parameters are the key's cells, once}
   */
  String sameKey(TableSchema table);

  /**
   * {@return a condition that holds for rows whose columns equal one of {@code rows} tuples; its
   * parameters are the tuples' cells, tuple by tuple} It may match more than equal bits; see {@link
   * #comparesBits}.
   *
   * @param columns quoted
   */
  String in(List<String> columns, int rows);

  /**
   * {@return whether a comparison of this column with a cell of this kind by {@link #in} matches
   * equal bits only} Where it does not (a collation, 1 against 1.0), rows read are compared again.
   */
  boolean comparesBits(ColumnSchema column, ValueKind wanted);

  /**
   * {@return a wanted key's cell as the column would hold it: kinds the database does not have in
   * the form they are written in, all others as they are; null when the column holds no such value}
   */
  @Nullable
  Value stored(ColumnSchema column, Value wanted);

  /**
   * {@return the term by which the identity key's column is ordered and compared in a scan: the
   * quoted column, with its key's collation where that is not the column's own}
   */
  default String orderTerm(TableSchema table, int column) {
    return quote(table.columns().get(column).name());
  }

  /**
   * {@return a condition that holds for rows ordered after a tuple; its parameters are the tuple's
   * cells, once}
   *
   * @param terms as {@link #orderTerm} gives them
   */
  default String after(List<String> terms) {
    return Sql.tuple(terms) + " > " + Sql.tuple(Sql.parameters(terms.size()));
  }

  /** {@return a place in the current transaction; by default a JDBC savepoint} */
  default Mark mark(Statements statements) throws SQLException {
    Connection connection = statements.connection();
    Savepoint savepoint = connection.setSavepoint();
    return new Mark() {
      @Override
      public void undo() throws SQLException {
        connection.rollback(savepoint);
        connection.releaseSavepoint(savepoint);
      }

      @Override
      public void release() throws SQLException {
        connection.releaseSavepoint(savepoint);
      }
    };
  }

  /**
   * {@return one column's definition in a CREATE TABLE: quoted name, type, NOT NULL, default, and
   * for a key the database hands out all that makes it one}
   */
  String columnDefinition(TableSchema table, int column);

  /**
   * {@return whether {@link #columnDefinition} of a key's only column declares the primary key, so
   * that no constraint of the table may}
   */
  boolean declaresGeneratedKeyInColumn();

  /**
   * {@return what follows a foreign key that is checked at commit; empty if there are none such}
   */
  default String deferredClause() {
    return "";
  }

  /** {@return why a row was refused, or null when the error is not about a row} */
  @Nullable
  Refusal refusal(TableSchema table, SQLException error);

  /**
   * {@return what to throw for an error that is not about a row}
   *
   * @param doing what failed, as in "reading table x"
   */
  SyncException failure(String doing, SQLException error);
}
