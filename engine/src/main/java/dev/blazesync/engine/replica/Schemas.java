package dev.blazesync.engine.replica;

import dev.blazesync.TableSelection;
import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.care.Selections;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.place.References;
import dev.blazesync.engine.rules.GroupRules;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.TableSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Follows the application's schema: which tables take part, and what is new in them (decision D15).
 */
final class Schemas {
  private final Desk desk;
  private final TableSelection selection;
  private final Function<String, ConflictPolicy> policies;
  private final Map<String, String> held = new TreeMap<>();
  private long token;
  private boolean known;

  Schemas(Desk desk, TableSelection selection, Function<String, ConflictPolicy> policies) {
    this.desk = desk;
    this.selection = selection;
    this.policies = policies;
  }

  /** {@return tables that are held back, and why: what they need is not here} */
  Map<String, String> held() {
    return held;
  }

  /** The rules of all tables that are not held back. */
  private Map<String, TableRules> rules(DatabaseSchema schema, List<TableSchema> tables) {
    GroupRules agreed = desk.books().rules().rules();
    Map<String, TableRules> rules = new HashMap<>();
    held.clear();
    for (TableSchema table : tables) {
      try {
        TableRules found = agreed.of(table, policies);
        String lacking = lacking(schema.capabilities(), table, found);
        if (lacking == null) {
          rules.put(table.name(), found);
        } else {
          held.put(table.name(), lacking);
        }
      } catch (ConfigurationException e) {
        held.put(table.name(), String.valueOf(e.getMessage()));
      }
    }
    return rules;
  }

  private static @Nullable String lacking(
      Set<StoreCapability> capabilities, TableSchema table, TableRules rules) {
    if (rules.updatesWin() && !capabilities.contains(StoreCapability.DELETED_ROWS)) {
      return "updates win over deletes there, and this kind of database does not keep deleted rows";
    }
    boolean deltas = !SyncedTable.deltaColumns(table, rules).isEmpty();
    return deltas && !capabilities.contains(StoreCapability.COLUMN_DELTAS)
        ? "a counter is in it, and this kind of database does not tell what updates add"
        : null;
  }

  /** Has the schema taken in again, changed or not. */
  void forget() {
    known = false;
  }

  /** {@return the tables that take part, as the schema is now} */
  List<TableSchema> tables() {
    return Selections.taking(desk.store().schema(), selection);
  }

  /**
   * Takes in the schema if it changed.
   *
   * @param captureFresh whether rows of tables that were not known before travel as inserts
   * @return whether it changed
   */
  boolean refresh(boolean captureFresh) {
    DatabaseSchema now = desk.store().schema();
    if (known && now.token() == token) {
      return false;
    }
    List<TableSchema> tables = References.parentsFirst(Selections.taking(now, selection));
    desk.schema(now);
    desk.transaction(tx -> true);
    desk.books().tables().prepare(desk.store(), tables);
    Map<String, TableRules> rules = rules(now, tables);
    desk.store()
        .capture(
            tables.stream()
                .map(
                    table -> {
                      TableRules found = rules.getOrDefault(table.name(), TableRules.DEFAULT);
                      return new CaptureSpec(
                          table, SyncedTable.deltaColumns(table, found), found.updatesWin());
                    })
                .toList());
    tables.removeIf(table -> !rules.containsKey(table.name()));
    desk.transaction(
        tx -> {
          List<SyncedTable> fresh =
              desk.books()
                  .tables()
                  .set(
                      tx,
                      tables,
                      table -> rules.getOrDefault(table.name(), TableRules.DEFAULT),
                      desk.books().rules().rules());
          if (captureFresh) {
            fresh.forEach(table -> tx.captureAll(table.schema()));
          }
          return true;
        });
    token = now.token();
    known = true;
    return true;
  }
}
