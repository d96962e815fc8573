package dev.blazesync.adapters.jdbc;

import java.sql.SQLException;

/** A place in a transaction that it can be taken back to. One of the two is called, once. */
public interface Mark {
  /** Undoes what was done since, and forgets the place. */
  void undo() throws SQLException;

  /** Keeps what was done since, and forgets the place. */
  void release() throws SQLException;
}
