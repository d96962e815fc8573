package dev.blazesync.cli.view;

import dev.blazesync.DecidedConflict;
import dev.blazesync.ParkedRecord;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import java.io.PrintStream;
import java.util.List;

/** Decided conflicts and parked records, for people. */
public final class Conflicts {
  /** What a cell of a list shows of a value; {@code show} shows more. */
  private static final int CELL_CHARACTERS = 24;

  private static final int NODE_CHARACTERS = 8;

  /** How the ledger names a delete that lost. */
  private static final String DELETED = "(deleted)";

  private Conflicts() {}

  /** {@return what the two changes were} */
  public static String reason(DecidedConflict conflict) {
    return conflict.column() == null
        ? "the record was deleted on one side and written on the other"
        : "column " + conflict.column() + " was written on both sides";
  }

  /** Two tables; nothing of what there is none of. */
  public static void list(
      List<DecidedConflict> decided, List<ParkedRecord> parked, PrintStream out) {
    if (!decided.isEmpty()) {
      TextTable table =
          new TextTable(
              "id", "decided", "table", "key", "column", "policy", "winner", "loser", "restored");
      decided.forEach(conflict -> row(table, conflict));
      table.print(out);
    }
    if (!decided.isEmpty() && !parked.isEmpty()) {
      out.println();
    }
    if (!parked.isEmpty()) {
      TextTable table = new TextTable("parked in", "key", "since", "reason");
      for (ParkedRecord record : parked) {
        table.row(
            record.table(),
            cell(record.key()),
            Times.of(record.sinceMillis(), "-"),
            reason(record));
      }
      table.print(out);
    }
  }

  private static void row(TextTable table, DecidedConflict conflict) {
    table.row(
        conflict.id(),
        Times.of(conflict.decidedMillis(), "-"),
        conflict.table(),
        cell(conflict.key()),
        conflict.column() == null ? "(record)" : conflict.column(),
        conflict.policy(),
        side(cell(winner(conflict)), conflict.winnerNode(), conflict.winnerMillis()),
        side(cell(loser(conflict)), conflict.loserNode(), conflict.loserMillis()),
        conflict.restored() ? "yes" : "");
  }

  private static String side(String value, NodeId node, long millis) {
    return value
        + " ("
        + node.toString().substring(0, NODE_CHARACTERS)
        + ", "
        + Times.of(millis, "-")
        + ")";
  }

  /** Everything about one conflict. */
  public static void show(DecidedConflict conflict, List<ParkedRecord> parked, PrintStream out) {
    out.println("conflict  " + conflict.id());
    out.println("table     " + conflict.table());
    out.println("key       " + printable(conflict.key()));
    out.println("column    " + (conflict.column() == null ? "(record)" : conflict.column()));
    out.println("reason    " + reason(conflict));
    out.println("policy    " + conflict.policy());
    out.println("winner    " + printable(winner(conflict)));
    out.println("  node    " + conflict.winnerNode());
    out.println("  time    " + Times.of(conflict.winnerMillis(), "-"));
    out.println("loser     " + printable(loser(conflict)));
    out.println("  node    " + conflict.loserNode());
    out.println("  time    " + Times.of(conflict.loserMillis(), "-"));
    out.println("decided   " + Times.of(conflict.decidedMillis(), "-"));
    out.println("restored  " + (conflict.restored() ? "yes" : "no"));
    parked.forEach(record -> out.println("parked    " + reason(record)));
  }

  /** {@return what was put back} */
  public static String restored(DecidedConflict conflict) {
    String record = conflict.table() + " " + printable(conflict.key());
    if (conflict.column() == null && DELETED.equals(conflict.loser())) {
      return "conflict " + conflict.id() + ": " + record + " is deleted again";
    }
    String column = conflict.column() == null ? "" : conflict.column() + " = ";
    String value = printable(loser(conflict));
    return "conflict " + conflict.id() + ": " + column + value + " is back in " + record;
  }

  private static String reason(ParkedRecord record) {
    String constraint = record.constraint() == null ? "" : " (" + record.constraint() + ")";
    return printable(record.reason() + constraint);
  }

  private static String winner(DecidedConflict conflict) {
    if (conflict.column() != null || conflict.loser() == null) {
      return kept(conflict.winner());
    }
    return DELETED.equals(conflict.loser()) ? "(written)" : DELETED;
  }

  private static String loser(DecidedConflict conflict) {
    return kept(conflict.loser());
  }

  private static String kept(@Nullable String value) {
    return value == null ? "(not kept)" : value;
  }

  private static String cell(String value) {
    String text = printable(value);
    return text.length() <= CELL_CHARACTERS ? text : text.substring(0, CELL_CHARACTERS - 3) + "...";
  }

  /** Values come from anywhere: a terminal must not obey them. */
  private static String printable(String value) {
    return value.replaceAll("\\p{Cntrl}", " ");
  }
}
