package dev.blazesync.spi;

import java.util.List;

/**
 * One record, known across all nodes. Never assumed to be the local key: where the database hands
 * out keys, two nodes give the same number to different records.
 */
public sealed interface RecordId {
  String table();

  /** Identified by its key's values, the same on all nodes (natural and UUID keys). */
  record Shared(String table, List<Value> key) implements RecordId {
    public Shared {
      key = List.copyOf(key);
    }
  }

  /**
   * Identified by who made it; each node maps it to a local key.
   *
   * @param serial the origin's own, never used again, also when the database reuses the local key
   */
  record Translated(String table, NodeId origin, long serial) implements RecordId {}
}
