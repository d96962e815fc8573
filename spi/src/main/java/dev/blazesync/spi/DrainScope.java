package dev.blazesync.spi;

import java.util.Set;

/** Which captured changes a drain removes and hands over. */
public sealed interface DrainScope {
  /**
   * Whole records, up to limits; the last one may go over {@code maxBytes}.
   *
   * @param maxRecords at least 1
   * @param maxBytes of row contents, at least 1
   * @param except names of tables whose captured changes are left alone, as if there were none
   */
  record UpTo(int maxRecords, long maxBytes, Set<String> except) implements DrainScope {
    public UpTo {
      except = Set.copyOf(except);
    }

    /** Of all tables. */
    public UpTo(int maxRecords, long maxBytes) {
      this(maxRecords, maxBytes, Set.of());
    }
  }

  /**
   * All of these records' changes, before a remote change is merged into them: after the drain
   * returns, no application change to these records is undrained, and none can commit before the
   * transaction ends (SQLite: it holds the write lock; H2: SELECT ... FOR UPDATE, then a fresh read
   * of the journal).
   *
   * @param keys rows of identity key cells, in key order; keys without a row are claimed as far as
   *     the database can
   */
  record Claim(TableSchema table, Rows keys) implements DrainScope {}
}
