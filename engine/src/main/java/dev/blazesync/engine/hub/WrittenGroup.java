package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import java.util.HashMap;
import java.util.Map;

/** A group as it will be after a transaction. For one thread. */
final class WrittenGroup {
  final GroupId id;

  /** In the database; 0 = not stored yet. */
  long no;

  long objects;

  /** How many logs; -1 = not counted yet. */
  long logs = -1;

  /** With the entries of this transaction; null = there is none. */
  @Nullable Membership membership;

  /** Whether this transaction has entries of the membership. */
  boolean grown;

  final Map<OriginLog, Head> heads = new HashMap<>();

  WrittenGroup(GroupId id) {
    this.id = id;
  }

  /** A log's newest batch. */
  static final class Head {
    /** In the database; 0 = not stored yet. */
    long no;

    Position position = Position.START;
    long batches;
    long bytes;
    boolean changed;
  }
}
