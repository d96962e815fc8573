package dev.blazesync.engine.replica;

import dev.blazesync.TableSelection;
import dev.blazesync.engine.books.TableBook.SyncedTable;
import dev.blazesync.engine.care.Selections;
import dev.blazesync.engine.place.References;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.TableSchema;
import java.util.List;

/**
 * Follows the application's schema: which tables take part, and what is new in them (decision D15).
 */
final class Schemas {
  private final Desk desk;
  private final TableSelection selection;
  private long token;
  private boolean known;

  Schemas(Desk desk, TableSelection selection) {
    this.desk = desk;
    this.selection = selection;
  }

  /** Has the schema taken in again, changed or not. */
  void forget() {
    known = false;
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
    desk.store().capture(tables.stream().map(CaptureSpec::of).toList());
    desk.transaction(
        tx -> {
          List<SyncedTable> fresh = desk.books().tables().set(tx, tables);
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
