package dev.blazesync.spi;

/**
 * One column of a table.
 *
 * @param name as the database spells it
 * @param kind the kind of value the column is declared for; a cell may hold another where the
 *     database allows it
 * @param declaredType the database's own words (with collation, when it has one), for DDL of the
 *     same kind of database; null = choose by {@code kind}
 * @param nullable whether NULL is allowed
 * @param generated computed by the database: read, never written
 * @param defaultSql the default expression in the database's own words; null = none
 */
public record ColumnSchema(
    String name,
    ValueKind kind,
    @Nullable String declaredType,
    boolean nullable,
    boolean generated,
    @Nullable String defaultSql) {

  /** A column of an engine table: typed by kind, no default. */
  public static ColumnSchema of(String name, ValueKind kind, boolean nullable) {
    return new ColumnSchema(name, kind, null, nullable, false, null);
  }
}
