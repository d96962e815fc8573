package dev.blazesync;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.VersionVector;
import java.util.List;

/**
 * What sync is doing with one database.
 *
 * @param node null = not attached
 * @param group hexadecimal group id; null = in no group
 * @param running whether an engine works on it now
 * @param pending captured or drained changes that no peer has acknowledged, in records
 * @param parked records that are not in their table now
 * @param conflicts decided conflicts kept
 * @param notices what a person should know or do, one sentence each
 */
public record Status(
    @Nullable NodeId node,
    @Nullable String group,
    boolean running,
    List<Table> tables,
    long pending,
    long parked,
    long conflicts,
    List<Peer> peers,
    LogSize log,
    MetadataSize metadata,
    VersionVector versionVector,
    List<String> notices) {

  /**
   * @param rows rows in the table
   * @param pending captured changes not drained yet
   * @param syncs whether its changes travel
   */
  public record Table(String table, long rows, long pending, boolean syncs) {}

  /**
   * @param state what the connection is doing
   * @param behind own batches it has not acknowledged
   * @param lastSeenMillis when it last answered, milliseconds since 1970; 0 = never
   * @param nextTryMillis when it is tried again, milliseconds since 1970; 0 = not waiting
   * @param problem why it is not connected; null = nothing wrong
   */
  public record Peer(
      String uri,
      State state,
      long behind,
      long lastSeenMillis,
      long nextTryMillis,
      @Nullable String problem) {
    /** States of a connection. */
    public enum State {
      /** No engine runs, or it has not tried yet. */
      OFFLINE,
      CONNECTING,
      /** Exchanging what one side lacks. */
      SYNCING,
      /** Both sides hold the same. */
      SYNCED,
      /** Failed; tried again at a known time. */
      WAITING,
      /** Said no; not tried again by itself. */
      REFUSED
    }
  }

  /** Batches in the operation log and their bytes. */
  public record LogSize(long batches, long bytes) {}

  /** Rows of metadata about touched records, and their bytes (estimated). */
  public record MetadataSize(long rows, long bytes) {}

  /** {@return what people compare the device by; null = not attached} */
  public @Nullable String fingerprint() {
    return node == null ? null : new Fingerprint(node).toString();
  }

  public Status {
    tables = List.copyOf(tables);
    peers = List.copyOf(peers);
    notices = List.copyOf(notices);
  }
}
