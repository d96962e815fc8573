package dev.blazesync.spi;

import java.util.List;

/**
 * A declared key of a table.
 *
 * @param name the constraint's or index's declared name; null = it has none
 * @param columns indexes into the table's columns, in key order
 * @param reference for FOREIGN keys where they point, else null
 * @param predicate the WHERE of a partial unique index in the database's own words, else null
 */
public record KeySchema(
    @Nullable String name,
    Kind kind,
    List<Integer> columns,
    @Nullable Reference reference,
    @Nullable String predicate) {

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
    if (columns.isEmpty() || (kind == Kind.FOREIGN) != (reference != null)) {
      throw new IllegalArgumentException("not a key: " + kind + " over " + columns);
    }
  }

  public static KeySchema primary(Integer... columns) {
    return new KeySchema(null, Kind.PRIMARY, List.of(columns), null, null);
  }

  public static KeySchema unique(Integer... columns) {
    return new KeySchema(null, Kind.UNIQUE, List.of(columns), null, null);
  }

  public boolean isPrimary() {
    return kind == Kind.PRIMARY || kind == Kind.PRIMARY_GENERATED;
  }
}
