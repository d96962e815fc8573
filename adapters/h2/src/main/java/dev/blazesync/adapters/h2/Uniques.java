package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.jdbc.Sql;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What schemas do not say of unique keys: how they take NULL, what generated columns are computed
 * from, and how texts compare. Filled once, by the reader of a schema.
 */
final class Uniques {
  /** How a unique key takes NULL. */
  enum Nulls {
    /** A row with a NULL cell is let be. */
    DISTINCT,
    /** A row with NULL cells only is let be. */
    ALL_DISTINCT,
    /** NULL equals NULL. */
    EQUAL;

    /**
     * @param nullsDistinct as INFORMATION_SCHEMA says it
     */
    static Nulls of(@Nullable String nullsDistinct) {
      return switch (Objects.requireNonNullElse(nullsDistinct, "YES")) {
        case "NO" -> EQUAL;
        case "ALL" -> ALL_DISTINCT;
        default -> DISTINCT;
      };
    }
  }

  private final @Nullable TextForm texts;
  private final Map<String, Map<KeySchema, Nulls>> keys = new HashMap<>();
  private final Map<String, Map<String, String>> generations = new HashMap<>();

  /**
   * @param texts null = unknown
   */
  Uniques(@Nullable TextForm texts) {
    this.texts = texts;
  }

  @Nullable
  TextForm texts() {
    return texts;
  }

  void generated(String table, String column, String expression) {
    generations.computeIfAbsent(table, name -> new HashMap<>()).put(column, expression);
  }

  void key(String table, KeySchema key, Nulls nulls) {
    keys.computeIfAbsent(table, name -> new HashMap<>()).put(key, nulls);
  }

  /** {@return keys of a table of the application, and how they take NULL} */
  Map<KeySchema, Nulls> keys(String table) {
    return keys.getOrDefault(table, Map.of());
  }

  /**
   * {@return a key of kind UNIQUE}
   *
   * @param over indexes of its columns, in key order
   */
  KeySchema unique(String name, String table, List<ColumnSchema> columns, List<Integer> over) {
    Map<String, String> computed = generations.getOrDefault(table, Map.of());
    if (over.stream().noneMatch(column -> computed.containsKey(columns.get(column).name()))) {
      return new KeySchema(name, KeySchema.Kind.UNIQUE, over, null, null);
    }
    Set<Integer> needed = new TreeSet<>();
    over.forEach(column -> need(column, columns, computed, needed));
    List<String> terms =
        over.stream().map(column -> Names.quote(columns.get(column).name())).toList();
    return new KeySchema(name, KeySchema.Kind.UNIQUE, List.copyOf(needed), null, null, terms);
  }

  /** H2 keeps expressions with every name in quotes. */
  private static void need(
      int column, List<ColumnSchema> columns, Map<String, String> computed, Set<Integer> needed) {
    String expression = computed.get(columns.get(column).name());
    if (!needed.add(column) || expression == null) {
      return;
    }
    for (int other = 0; other < columns.size(); other++) {
      if (expression.contains(Names.quote(columns.get(other).name()))) {
        need(other, columns, computed, needed);
      }
    }
  }

  /** {@return indexes of the columns that a key is over, in key order} */
  static List<Integer> indexed(TableSchema table, KeySchema key) {
    List<String> terms = key.terms();
    if (terms == null) {
      return key.columns();
    }
    List<String> names =
        table.columns().stream().map(column -> Names.quote(column.name())).toList();
    return terms.stream().map(names::indexOf).toList();
  }

  /** {@return columns that are written and that generated ones of a key are computed from} */
  static List<Integer> sources(TableSchema table, KeySchema key) {
    return key.columns().stream()
        .filter(column -> !table.columns().get(column).generated())
        .toList();
  }

  /**
   * {@return a query for the columns of a key that is not plain; its parameters are the cells of
   * {@link #sources}}
   */
  String computing(TableSchema table, KeySchema key) {
    List<String> names = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (int column : sources(table, key)) {
      ColumnSchema source = table.columns().get(column);
      names.add(Names.quote(source.name()));
      cells.add("CAST(? AS " + H2Type.of(source).sql() + ")");
    }
    List<String> wanted = new ArrayList<>();
    for (int column : indexed(table, key)) {
      wanted.add(expression(table, column));
    }
    return "SELECT "
        + Sql.list(wanted)
        + " FROM (VALUES ("
        + Sql.list(cells)
        + ")) AS "
        + Names.quote(table.name())
        + " ("
        + Sql.list(names)
        + ")";
  }

  private String expression(TableSchema table, int column) {
    ColumnSchema schema = table.columns().get(column);
    String expression = generations.getOrDefault(table.name(), Map.of()).get(schema.name());
    return expression == null
        ? Names.quote(schema.name())
        : "CAST((" + expression + ") AS " + H2Type.of(schema).sql() + ")";
  }
}
