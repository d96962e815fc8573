package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes keys of one table's unique indexes: what they depend on, and whether this connection can
 * evaluate them. For one thread.
 */
final class KeyTerms {
  /** Names of the rowid, unless a column has them. */
  static final List<String> ROWIDS = List.of("rowid", "oid", "_rowid_");

  private final Connection connection;
  private final String table;
  private final List<String> collations;
  private final List<@Nullable String> generations;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param collations of the columns
   * @param generations the expression of each generated column, null for others
   */
  KeyTerms(
      Connection connection,
      String table,
      List<String> collations,
      List<@Nullable String> generations) {
    this.connection = connection;
    this.table = table;
    this.collations = collations;
    this.generations = generations;
  }

  /** {@return what is to be said of the indexes that cannot be evaluated} */
  List<Finding> findings() {
    return findings;
  }

  /**
   * {@return the key of an index, null when it cannot be evaluated}
   *
   * @param name as declared, if it is
   * @param names of the table's columns
   * @param others keys that must not be repeated
   */
  @Nullable
  KeySchema key(
      @Nullable String name,
      SqliteTable.UniqueIndex index,
      List<String> names,
      List<KeySchema> others) {
    List<Integer> columns = index.terms().stream().map(SqliteTable.Term::column).toList();
    Set<Integer> needed = dependencies(index, names);
    boolean plain =
        index.predicate() == null
            && columns.stream().allMatch(column -> column >= 0 && generations.get(column) == null);
    if (!isEvaluable(index, plain, names, needed)) {
      findings.add(notEvaluable(index.name()));
      return null;
    }
    if (plain) {
      KeySchema key = new KeySchema(name, KeySchema.Kind.UNIQUE, columns, null, null);
      if (!others.contains(key)) {
        return key;
      }
    }
    return new KeySchema(
        name,
        KeySchema.Kind.UNIQUE,
        List.copyOf(needed),
        null,
        index.predicate(),
        index.terms().stream().map(term -> plain ? collated(term) : term.sql()).toList());
  }

  /** Tells an index from another over the same columns. */
  private static String collated(SqliteTable.Term term) {
    return term.sql() + ColumnTypes.COLLATE + term.collation();
  }

  private boolean isEvaluable(
      SqliteTable.UniqueIndex index, boolean plain, List<String> names, Set<Integer> needed) {
    boolean known =
        index.terms().stream().allMatch(term -> ClaimCell.COLLATIONS.contains(term.collation()));
    if (!known || plain) {
      return known;
    }
    boolean standard =
        needed.stream().allMatch(column -> ClaimCell.COLLATIONS.contains(collations.get(column)));
    if (!standard || needed.isEmpty() || speaksOfRowids(index, names, needed)) {
      return false;
    }
    String sql = ClaimSql.select(index, "main." + SqlText.quote(table)) + " LIMIT 0";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return statement.getMetaData().getColumnCount() == index.terms().size() + 1;
    } catch (SQLException e) {
      return false; // a function or a collation that only the application has
    }
  }

  /** A row that is not in the table has no rowid. */
  private boolean speaksOfRowids(
      SqliteTable.UniqueIndex index, List<String> names, Set<Integer> needed) {
    Set<String> mentioned = mentioned(index);
    for (int column : needed) {
      String generation = generations.get(column);
      if (generation != null) {
        mentioned.addAll(new SqlText(generation).names());
      }
    }
    names.forEach(name -> mentioned.remove(name.toLowerCase(Locale.ROOT)));
    return ROWIDS.stream().anyMatch(mentioned::contains);
  }

  private static Set<String> mentioned(SqliteTable.UniqueIndex index) {
    Set<String> mentioned = new TreeSet<>();
    index.terms().forEach(term -> mentioned.addAll(new SqlText(term.sql()).names()));
    String predicate = index.predicate();
    if (predicate != null) {
      mentioned.addAll(new SqlText(predicate).names());
    }
    return mentioned;
  }

  /** {@return columns that the index needs, and that those are computed from} */
  private Set<Integer> dependencies(SqliteTable.UniqueIndex index, List<String> names) {
    Set<Integer> needed = new TreeSet<>();
    addMentioned(mentioned(index), names, needed);
    return needed;
  }

  private void addMentioned(Set<String> mentioned, List<String> names, Set<Integer> needed) {
    for (int column = 0; column < names.size(); column++) {
      String generation = generations.get(column);
      boolean isNew =
          mentioned.contains(names.get(column).toLowerCase(Locale.ROOT)) && needed.add(column);
      if (isNew && generation != null) {
        addMentioned(new SqlText(generation).names(), names, needed);
      }
    }
  }

  private Finding notEvaluable(String index) {
    return new Finding(
        table,
        Finding.Severity.WARNING,
        "unique-not-evaluable",
        "table "
            + table
            + ": unique index "
            + index
            + " uses a function or collation that only the application has, or the rowid. Of two"
            + " rows that clash there, devices may keep different ones until one is changed; use"
            + " what every SQLite has.");
  }
}
