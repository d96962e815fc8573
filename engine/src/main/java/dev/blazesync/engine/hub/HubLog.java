package dev.blazesync.engine.hub;

import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a hub keeps: groups, their memberships, their logs of sealed batches, their objects. What it
 * takes is signed by a device that may have made it; who brings and asks is for {@link
 * DeviceAccess}. Thread-safe.
 *
 * <p>Reads block. Writes verify signatures on the caller's thread, are queued in the order of the
 * calls and complete, on a thread of the log, once they are durable; what depends on that stage
 * must not block. A stage fails with {@link dev.blazesync.spi.ProtocolException} for bytes that are
 * no batch or object (nothing of that call is stored then), {@link
 * dev.blazesync.spi.RefusedException} for a batch of another group and an object that may not be
 * kept, {@link dev.blazesync.spi.UnavailableException} when nothing can be stored now, and {@link
 * dev.blazesync.spi.DamagedException} when the store is found damaged; reads throw the last two.
 */
public interface HubLog extends AutoCloseable {
  /** {@return who is in a group, as far as it is durable; null for one never heard of} */
  @Nullable
  Membership membership(GroupId group);

  /** What is held of a group; nothing for one never heard of. Manifests newest first. */
  Holding holding(GroupId group);

  /**
   * Adds batches, each signed by a device that is in the group, or that was when it made it, and
   * exactly the next of its (origin, lineage), chained to the one before. An identical batch
   * already there counts as accepted.
   *
   * @param sealed each one sealed batch, from position to limit; not to be changed until the stage
   *     completes
   */
  CompletionStage<Stored> push(GroupId group, List<ByteBuffer> sealed);

  /**
   * Batches beyond {@code have} in the order they arrived here.
   *
   * @param cursor from the last page: goes on behind it, whatever {@code have} says; null = from
   *     the first batch that {@code have} lacks. One this log did not make counts as null
   * @param maxBytes of the page; the first batch may go over
   * @return its cursor is null at the end, so that a caller who lost something gets it next time
   */
  Page pull(GroupId group, VersionVector have, @Nullable ByteBuffer cursor, int maxBytes);

  /**
   * Keeps an object; one that is there is left alone. One whose name {@link
   * dev.blazesync.engine.membership.ChainObject#is} is the next entry of the membership, and keeps
   * its rules; if it removes a device, what of that device does not count is gone with it. Any
   * other is sealed by a device of the group: a chunk under the hash of its bytes, else a manifest.
   *
   * @return whether it was added
   */
  CompletionStage<Boolean> putObject(GroupId group, String name, ByteBuffer bytes);

  /** Reads a part of an object; empty at its end, null if there is none of that name. */
  @Nullable
  ByteBuffer getObject(GroupId group, String name, long offset, int maxBytes);

  HubLogStatus status();

  /** Finishes the writes it has taken, then ends. Idempotent. */
  @Override
  void close();

  /**
   * What became of a push.
   *
   * @param added how many of the accepted were not there before
   */
  record Stored(PushResult result, int added) {}
}
