package dev.blazesync.adapters.tck;

/**
 * What a unique key can be beside plain columns that compare bit for bit. The table has columns
 * {@code id} (primary key), {@code word} (TEXT), {@code flag} (INT64) and {@code amount}, all but
 * the first nullable.
 */
public enum UniqueForm {
  /** Over {@code word}, in which upper and lower case of at least ASCII letters are the same. */
  IGNORING_CASE,
  /** Over {@code word}, in which blanks at the end do not count. */
  TRIMMED,
  /** Over {@code amount}, a column that keeps, or is given, one number in several ways. */
  NUMBERS,
  /** Over {@code word}, of the rows whose {@code flag} is greater than 0. */
  PARTIAL,
  /** Over {@code lower(word)} and {@code flag}. */
  EXPRESSION,
  /** Over a generated column behind the others: {@code upper(word)}. */
  GENERATED,
  /** Over {@code word} and {@code flag}, with NULL equal to NULL. */
  NULLS_EQUAL
}
