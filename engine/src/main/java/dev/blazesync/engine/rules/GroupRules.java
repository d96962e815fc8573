package dev.blazesync.engine.rules;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.policy.LastWriterWins;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A group's rules by name, as people write them. They are set before the group begins, travel with
 * its snapshots, and are the same on all nodes from then on; only renamed columns are declared when
 * the time comes, by each database for itself. Immutable.
 *
 * <pre>
 * policy.TABLE          policy of all its columns, NAME or NAME:ARGUMENT
 * policy.TABLE.COLUMN   policy of one column
 * deletes.TABLE         delete-wins (default), update-wins
 * unique.TABLE.COLUMNS  park-row (default), park-value; columns of a unique key, with commas
 * rename.TABLE.OLD      what column OLD is called here now
 * ledger.values         keep (default), omit: whether the ledger of conflicts holds values
 * </pre>
 */
public record GroupRules(Map<String, String> entries) {
  /** Last writer wins, deletes win over updates, rows are parked. */
  public static final GroupRules DEFAULT = new GroupRules(Map.of());

  private static final String POLICY = "policy.";
  private static final String DELETES = "deletes.";
  private static final String UNIQUE = "unique.";
  private static final String RENAME = "rename.";
  private static final String UPDATE_WINS = "update-wins";
  private static final String DELETE_WINS = "delete-wins";
  private static final String PARK_ROW = "park-row";
  private static final String PARK_VALUE = "park-value";
  private static final String LEDGER_VALUES = "ledger.values";
  private static final String KEEP = "keep";
  private static final String OMIT = "omit";

  /**
   * @throws ConfigurationException for more than {@link Limits#RULES}, or a name or value that is
   *     too long
   */
  public GroupRules {
    entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    if (entries.size() > Limits.RULES) {
      throw new ConfigurationException(
          entries.size() + " rules are over the limit of " + Limits.RULES);
    }
    entries.forEach(
        (name, value) -> {
          if (name.length() > Limits.RULE_LENGTH || value.length() > Limits.RULE_LENGTH) {
            throw new ConfigurationException(
                "rule " + name + " is longer than " + Limits.RULE_LENGTH + " characters");
          }
        });
  }

  /** {@return the answer to who wants to change rules that nodes have merged by} */
  public static RefusedException fixed(List<String> names) {
    return new RefusedException(
        "the group's rules are fixed since it began: "
            + String.join(", ", names)
            + " can't be changed; a new group can begin with others");
  }

  /** {@return these rules with some set otherwise} */
  public GroupRules with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(entries);
    all.putAll(more);
    return new GroupRules(all);
  }

  /**
   * {@return how records of {@code table} are merged}
   *
   * @param policies finds a policy by NAME or NAME:ARGUMENT
   * @throws ConfigurationException when a policy cannot be had here
   */
  public TableRules of(TableSchema table, Function<String, ConflictPolicy> policies) {
    String whole = entries.get(POLICY + table.name());
    Map<String, ConflictPolicy> columns = new HashMap<>();
    for (ColumnSchema column : table.columns()) {
      String own =
          names(table.name(), column.name())
              .map(name -> entries.get(POLICY + table.name() + "." + name))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      if (own != null) {
        columns.put(column.name(), policies.apply(own));
      }
    }
    boolean updatesWin = UPDATE_WINS.equals(entries.get(DELETES + table.name()));
    Set<List<String>> yielding = yielding(table);
    if (whole == null && columns.isEmpty() && !updatesWin && yielding.isEmpty()) {
      return TableRules.DEFAULT;
    }
    return new TableRules(
        whole == null ? LastWriterWins.FIELD : policies.apply(whole),
        columns,
        updatesWin,
        yielding);
  }

  private Set<List<String>> yielding(TableSchema table) {
    Set<List<String>> yielding = new HashSet<>();
    for (KeySchema key : table.keys()) {
      List<String> columns = YieldingKey.columns(table, key);
      if (key.kind() == KeySchema.Kind.UNIQUE && parksValues(table.name(), columns)) {
        yielding.add(columns);
      }
    }
    return yielding;
  }

  /** Whether a rule says so, whatever these columns were called when it was made. */
  private boolean parksValues(String table, List<String> columns) {
    String prefix = UNIQUE + table + ".";
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix) && PARK_VALUE.equals(entry.getValue()))
        .map(entry -> List.of(entry.getKey().substring(prefix.length()).split(",", -1)))
        .anyMatch(
            named -> named.stream().map(name -> presentName(table, name)).toList().equals(columns));
  }

  private Stream<String> names(String table, String column) {
    return Stream.concat(Stream.of(column), formerNames(table, column).stream());
  }

  private static String unique(TableSchema table, List<String> columns) {
    return UNIQUE + table.name() + "." + String.join(",", columns);
  }

  /** {@return what a column that others still call {@code name} is called here; or the same} */
  public String presentName(String table, String name) {
    String present = name;
    // a ring of names ends where it began
    for (int step = 0; step < entries.size(); step++) {
      String next = entries.get(RENAME + table + "." + present);
      if (next == null) {
        return present;
      }
      present = next;
    }
    return present;
  }

  /** {@return what a column was called before, the latest names first; empty = always this} */
  public List<String> formerNames(String table, String name) {
    String prefix = RENAME + table + ".";
    List<String> former = new ArrayList<>(List.of(name));
    for (int known = 0; known < former.size(); known++) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        String before =
            entry.getKey().startsWith(prefix) ? entry.getKey().substring(prefix.length()) : name;
        if (entry.getValue().equals(former.get(known)) && !former.contains(before)) {
          former.add(before);
        }
      }
    }
    return former.subList(1, former.size());
  }

  /** {@return those of {@code names} that hold for all nodes, and not only here} */
  public static List<String> shared(List<String> names) {
    return names.stream().filter(name -> !name.startsWith(RENAME)).toList();
  }

  /** {@return name of the policy that decides about a column, or about existence (null)} */
  public String policyName(String table, @Nullable String column) {
    String whole = entries.getOrDefault(POLICY + table, "last-writer-wins");
    if (column != null) {
      return entries.getOrDefault(POLICY + table + "." + column, whole);
    }
    return entries.containsKey(POLICY + table) && whole.startsWith("server-wins")
        ? whole
        : entries.getOrDefault(DELETES + table, DELETE_WINS);
  }

  /** {@return whether the ledger of conflicts holds values} */
  public boolean keepsValues() {
    return !OMIT.equals(entries.get(LEDGER_VALUES));
  }

  /**
   * Checks rules against a schema.
   *
   * @param policies finds a policy by NAME or NAME:ARGUMENT
   * @throws ConfigurationException for a name that names nothing here, or a value that is none
   */
  public void check(List<TableSchema> tables, Function<String, ConflictPolicy> policies) {
    Map<String, Set<String>> known = known(tables);
    entries.forEach(
        (name, value) -> {
          if (name.startsWith(RENAME)) {
            checkRenamed(tables, name, value);
            return;
          }
          Set<String> values = known.get(name);
          if (values == null) {
            throw new ConfigurationException(
                "there is no rule "
                    + name
                    + "; rules are policy.TABLE, policy.TABLE.COLUMN, deletes.TABLE,"
                    + " unique.TABLE.COLUMNS, rename.TABLE.OLD (of tables that sync) and"
                    + " ledger.values");
          }
          if (values.isEmpty()) {
            Objects.requireNonNull(policies.apply(value), name);
          } else if (!values.contains(value)) {
            throw new ConfigurationException(
                "rule " + name + " is " + String.join(" or ", values) + ", not " + value);
          }
        });
    tables.forEach(table -> checkUnique(table, tables));
  }

  private void checkUnique(TableSchema table, List<TableSchema> tables) {
    for (KeySchema key : table.keys()) {
      String name = unique(table, YieldingKey.columns(table, key));
      if (key.kind() == KeySchema.Kind.UNIQUE && PARK_VALUE.equals(entries.get(name))) {
        String obstacle = YieldingKey.obstacle(table, key, tables);
        if (obstacle != null) {
          throw new ConfigurationException(
              "rule " + name + " can't be " + PARK_VALUE + ": " + obstacle);
        }
      }
    }
  }

  private static void checkRenamed(List<TableSchema> tables, String name, String present) {
    for (TableSchema table : tables) {
      String prefix = RENAME + table.name() + ".";
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        if (table.column(name.substring(prefix.length())) >= 0 || table.column(present) < 0) {
          throw new ConfigurationException(
              "rule "
                  + name
                  + " says that the column is called "
                  + present
                  + " now; table "
                  + table.name()
                  + " has to have that column, and not the old one");
        }
        return;
      }
    }
    throw new ConfigurationException(
        "rule " + name + " names no table that syncs; it is rename.TABLE.OLD=NEW");
  }

  /** Names of all rules there can be, with their values; none = a policy. */
  private static Map<String, Set<String>> known(List<TableSchema> tables) {
    Map<String, Set<String>> known = new HashMap<>();
    known.put(LEDGER_VALUES, Set.of(KEEP, OMIT));
    for (TableSchema table : tables) {
      known.put(POLICY + table.name(), Set.of());
      known.put(DELETES + table.name(), Set.of(DELETE_WINS, UPDATE_WINS));
      for (KeySchema key : table.keys()) {
        if (key.kind() == KeySchema.Kind.UNIQUE) {
          known.put(unique(table, YieldingKey.columns(table, key)), Set.of(PARK_ROW, PARK_VALUE));
        }
      }
      Set<Integer> identity = new HashSet<>(table.identityKey().columns());
      for (int column = 0; column < table.columns().size(); column++) {
        if (!identity.contains(column) && !table.columns().get(column).generated()) {
          known.put(POLICY + table.name() + "." + table.columns().get(column).name(), Set.of());
        }
      }
    }
    return known;
  }

  /** {@return names whose values differ from those of {@code other}, sorted} */
  public List<String> differing(GroupRules other) {
    Map<String, String> all = new TreeMap<>(entries);
    all.putAll(other.entries);
    List<String> names = new ArrayList<>();
    all.keySet().stream()
        .filter(name -> !Objects.equals(entries.get(name), other.entries.get(name)))
        .forEach(names::add);
    return names;
  }
}
