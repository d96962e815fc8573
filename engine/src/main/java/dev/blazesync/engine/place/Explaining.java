package dev.blazesync.engine.place;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.ParkedBook;
import dev.blazesync.engine.books.ParkedBook.Why;
import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.place.TableConstraints.ForeignKey;
import dev.blazesync.engine.visible.Reason;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says to people why a record is parked. */
final class Explaining {
  private static final Why UNKNOWN =
      new Why(ParkedBook.Reason.OTHER, null, "the database would not take its row");

  private Explaining() {}

  static Why why(
      Constraints constraints, Reason<RecordName> reason, Map<RecordName, Why> unfit, Books books) {
    TableConstraints table = constraints.table(reason.record().table());
    if (reason instanceof Reason.Taken<RecordName> taken) {
      KeySchema key = table.unique().get(taken.claim().key());
      return new Why(
          ParkedBook.Reason.UNIQUE,
          key.name(),
          "its value of "
              + columns(table.table().schema(), key.columns())
              + " belongs to "
              + label(taken.holder()));
    }
    if (reason instanceof Reason.NoParent<RecordName> orphan) {
      ForeignKey key = table.references().get(orphan.reference().key());
      RecordName parent = orphan.parked();
      return new Why(
          ParkedBook.Reason.FOREIGN_KEY,
          key.key().name(),
          "it refers by "
              + columns(table.table().schema(), key.key().columns())
              + " to "
              + (parent == null
                  ? "a row of "
                      + constraints.table(key.parent()).table().name()
                      + " that is deleted"
                  : label(parent) + ", which is parked itself"));
    }
    Why known = unfit.get(reason.record());
    if (known == null) {
      known = books.parked().why(reason.record());
    }
    return known == null ? UNKNOWN : known;
  }

  /**
   * {@return why a row shows NULL}
   *
   * @param columns that do, each with why
   */
  static Why hidden(Map<String, String> columns) {
    List<String> each = new ArrayList<>();
    columns.forEach((column, why) -> each.add("shows NULL in " + column + ": " + why));
    return new Why(ParkedBook.Reason.HIDDEN, null, String.join("; ", each));
  }

  /** {@return why a value is not shown} */
  static String taken(@Nullable Reason<RecordName> reason) {
    return reason instanceof Reason.Taken<RecordName> taken
        ? "its value belongs to " + label(taken.holder())
        : "its value belongs to another row";
  }

  private static String label(RecordName value) {
    RecordName name = Yielding.record(value);
    return name.table() + " " + ParkedBook.label(name.key());
  }

  private static String columns(TableSchema table, List<Integer> columns) {
    return String.join(
        ", ", columns.stream().map(column -> table.columns().get(column).name()).toList());
  }
}
