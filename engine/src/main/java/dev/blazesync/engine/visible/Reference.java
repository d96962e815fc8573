package dev.blazesync.engine.visible;

/**
 * A foreign key of a record that is not NULL. It holds if any record it leads to is visible, or in
 * the same ring.
 */
public sealed interface Reference<I> {
  /** {@return number of the foreign key in the child's table} */
  int key();

  /** {@return table it refers to} */
  int table();

  /** {@return whether it counts as NULL when no alive record is there; a parked one is there} */
  boolean setNull();

  /** Refers to the key that is the record's identity. */
  record ToRecord<I>(int key, int table, I id, boolean setNull) implements Reference<I> {}

  /** Refers to another unique key: to every alive record with that claim. */
  record ToClaim<I>(int key, Claim claim, boolean setNull) implements Reference<I> {
    @Override
    public int table() {
      return claim.table();
    }
  }
}
