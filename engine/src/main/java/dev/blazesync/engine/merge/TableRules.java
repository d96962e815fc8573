package dev.blazesync.engine.merge;

import dev.blazesync.engine.policy.LastWriterWins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.ConflictPolicy.Scope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the records of one table are merged. Immutable.
 *
 * @param table the policy of columns that have none of their own; whether it wants an authority
 *     decides it for births and deaths
 * @param columns policies by column name
 * @param updatesWin whether an update revives a record that was deleted before it
 * @param yielding unique keys, by their columns, under which a value gives way and not its row
 */
public record TableRules(
    ConflictPolicy table,
    Map<String, ConflictPolicy> columns,
    boolean updatesWin,
    Set<List<String>> yielding) {
  /** Last writer wins, column by column; deletes win over updates. */
  public static final TableRules DEFAULT = new TableRules(LastWriterWins.FIELD, Map.of(), false);

  public TableRules {
    columns = Map.copyOf(columns);
    yielding = Set.copyOf(yielding);
    updatesWin |= table.wantsAuthority();
  }

  /** Rules under which rows give way. */
  public TableRules(ConflictPolicy table, Map<String, ConflictPolicy> columns, boolean updatesWin) {
    this(table, columns, updatesWin, Set.of());
  }

  public ConflictPolicy policy(String column) {
    return columns.isEmpty() ? table : columns.getOrDefault(column, table);
  }

  /** {@return whether births and deaths carry an authority} */
  public boolean existenceByAuthority() {
    return table.wantsAuthority();
  }

  /** {@return whether this column is written by every update that writes another such column} */
  public boolean writtenTogether(String column) {
    return policy(column).scope() == Scope.RECORD;
  }

  /** {@return some columns and those of a record that are written whenever one of them is} */
  public List<String> writtenWith(Collection<String> columns, RecordState state) {
    Set<String> all = new TreeSet<>(columns);
    if (columns.stream().anyMatch(this::writtenTogether)) {
      state.registers().keySet().stream().filter(this::writtenTogether).forEach(all::add);
    }
    return List.copyOf(all);
  }

  /** {@return whether no column's value has to be kept beside its table} */
  public boolean keepsNothing() {
    return columns.isEmpty() && !table.wantsBefore();
  }

  public boolean wantsDeltas(String column) {
    return policy(column).wantsDeltas();
  }
}
