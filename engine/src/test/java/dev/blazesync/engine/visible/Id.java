package dev.blazesync.engine.visible;

/** Names a record of the tests. */
record Id(int table, int key) implements Comparable<Id> {
  @Override
  public int compareTo(Id other) {
    int byTable = Integer.compare(table, other.table);
    return byTable != 0 ? byTable : Integer.compare(key, other.key);
  }

  @Override
  public String toString() {
    return table + ":" + key;
  }
}
