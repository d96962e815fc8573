package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;

/**
 * Names for values that give way without their rows (decision D7, 6). Such a value is judged like a
 * record of its own that refers to the record it is in: it claims what the key holds, and while it
 * is parked its column shows NULL.
 */
final class Yielding {
  /** In no name of a table. */
  private static final char MARK = '\0';

  private Yielding() {}

  /** {@return what the values of a table's {@code key}-th such key are called as a table} */
  static String table(String table, int key) {
    return table + MARK + key;
  }

  /** {@return the value of a record} */
  static RecordName value(RecordName record, TableConstraints values) {
    return new RecordName(values.name(), record.key());
  }

  static boolean isValue(RecordName name) {
    return name.table().indexOf(MARK) >= 0;
  }

  /** {@return the record that a value is in; a record itself} */
  static RecordName record(RecordName name) {
    int mark = name.table().indexOf(MARK);
    return mark < 0 ? name : new RecordName(name.table().substring(0, mark), name.key());
  }
}
