package dev.blazesync.spi;

import java.util.List;

/**
 * A declared key of a table. A <em>plain</em> key is over columns and holds every row; a UNIQUE key
 * may also be partial, over expressions, or over generated columns.
 *
 * @param name the constraint's or index's declared name; null = it has none
 * @param columns indexes into the table's columns: of a plain key its columns in key order, of any
 *     other every column it depends on (indexed, mentioned in a term or in the predicate, or what a
 *     generated column among these is computed from), ascending
 * @param reference for FOREIGN keys where they point, else null
 * @param predicate the WHERE of a partial unique index in the database's own words, else null
 * @param terms what a unique index is over, in the database's own words, in key order; a term that
 *     is just a column is the column's name in double quotes; null = exactly {@code columns}
 */
public record KeySchema(
    @Nullable String name,
    Kind kind,
    List<Integer> columns,
    @Nullable Reference reference,
    @Nullable String predicate,
    @Nullable List<String> terms) {

  /** What a key promises. */
  public enum Kind {
    PRIMARY,
    /** A primary key of one integer column that the database hands out (rowid alias, IDENTITY). */
    PRIMARY_GENERATED,
    UNIQUE,
    FOREIGN
  }

  /** What happens to a referring row when the row it refers to is deleted. */
  public enum OnDelete {
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  /**
   * Where a foreign key points.
   *
   * @param table name of the referred table
   * @param columns names of the referred columns, in key order
   * @param deferred checked at commit instead of at the statement
   */
  public record Reference(String table, List<String> columns, OnDelete onDelete, boolean deferred) {
    public Reference {
      columns = List.copyOf(columns);
    }
  }

  public KeySchema {
    columns = List.copyOf(columns);
    terms = terms == null ? null : List.copyOf(terms);
    if (columns.isEmpty() || (kind == Kind.FOREIGN) != (reference != null)) {
      throw new IllegalArgumentException("not a key: " + kind + " over " + columns);
    }
  }

  /** A key over exactly {@code columns}. */
  public KeySchema(
      @Nullable String name,
      Kind kind,
      List<Integer> columns,
      @Nullable Reference reference,
      @Nullable String predicate) {
    this(name, kind, columns, reference, predicate, null);
  }

  public static KeySchema primary(Integer... columns) {
    return new KeySchema(null, Kind.PRIMARY, List.of(columns), null, null);
  }

  public static KeySchema unique(Integer... columns) {
    return new KeySchema(null, Kind.UNIQUE, List.of(columns), null, null);
  }

  /** {@return whether it is over columns alone and holds every row} */
  public boolean isPlain() {
    return predicate == null && terms == null;
  }

  public boolean isPrimary() {
    return kind == Kind.PRIMARY || kind == Kind.PRIMARY_GENERATED;
  }
}
