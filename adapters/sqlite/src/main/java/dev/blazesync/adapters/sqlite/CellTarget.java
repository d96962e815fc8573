package dev.blazesync.adapters.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Takes one value as SQLite is given it, by storage class, before the column's affinity. */
interface CellTarget {
  void setNull() throws SQLException;

  void setLong(long value) throws SQLException;

  void setDouble(double value) throws SQLException;

  void setString(String value) throws SQLException;

  void setBytes(byte[] value) throws SQLException;

  /** {@return a parameter of a statement} */
  static CellTarget parameter(PreparedStatement statement, int index) {
    return new CellTarget() {
      @Override
      public void setNull() throws SQLException {
        statement.setNull(index, Types.NULL);
      }

      @Override
      public void setLong(long value) throws SQLException {
        statement.setLong(index, value);
      }

      @Override
      public void setDouble(double value) throws SQLException {
        statement.setDouble(index, value);
      }

      @Override
      public void setString(String value) throws SQLException {
        statement.setString(index, value);
      }

      @Override
      public void setBytes(byte[] value) throws SQLException {
        statement.setBytes(index, value);
      }
    };
  }
}
