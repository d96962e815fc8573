package dev.blazesync.engine.books;

import static dev.blazesync.engine.books.Cells.MUST_FIT;
import static dev.blazesync.engine.books.Cells.text;

import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The group's rules, in memory and in {@code blazesync_rule}. */
public final class RuleBook {
  private GroupRules rules = GroupRules.DEFAULT;

  void load(StoreView view) {
    Map<String, String> entries = new TreeMap<>();
    view.scan(
        EngineTables.RULE,
        null,
        Integer.MAX_VALUE,
        row -> {
          entries.put(row.text(0), row.text(1));
          return true;
        });
    rules = new GroupRules(entries);
  }

  public GroupRules rules() {
    return rules;
  }

  /** Replaces all rules. */
  public void set(StoreTransaction tx, GroupRules wanted) {
    List<ValueRow> gone = new ArrayList<>();
    rules.entries().keySet().stream()
        .filter(name -> !wanted.entries().containsKey(name))
        .forEach(name -> gone.add(Cells.key(name)));
    tx.delete(EngineTables.RULE, Rows.of(gone), MUST_FIT);
    List<ValueRow> rows = new ArrayList<>();
    wanted.entries().forEach((name, value) -> rows.add(ValueRow.of(text(name), text(value))));
    tx.write(EngineTables.RULE, Rows.of(rows), MUST_FIT);
    rules = wanted;
  }
}
