package dev.blazesync.spi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A place where sealed batches are kept: a hub, a folder, a broker, another node. Calls block up to
 * the context's timeout and are made by one thread at a time; the engine's core only emits requests
 * and takes results, so a relay needs no clock, thread or retry of its own. It may lose, repeat and
 * reorder; it cannot read, and may not alter unseen.
 *
 * <p>It may check, as a hub does: who asks (by the context's introducer), so that only members of
 * the group read and write; and what it is given, by what is signed and in the clear: batches and
 * objects have the signature of a member, and entries of the group's membership, the objects named
 * {@code membership-0}, {@code membership-1} and so on, come in their order and keep its rules.
 * What a device that was removed wrote beyond what the group counts is then not held any more. A
 * relay that checks nothing is as good: nodes check everything themselves.
 *
 * <p>Every call may throw {@link UnavailableException} (the engine tries again later, on the same
 * object), {@link RefusedException} (it stops and says so) or {@link ProtocolException}.
 */
public interface Relay extends AutoCloseable {
  Holding holding();

  /**
   * Returns only what is durable. Pushing what is there already succeeds. Behind a refused batch
   * nothing of the call is taken. Nodes forward each other's batches: the logs need not be the
   * caller's own. Buffers, here and of objects, are neither moved nor kept.
   *
   * @param batches of one or more logs, each log in sequence, at most the context's page of bytes
   */
  PushResult push(List<SealedBatch> batches);

  /**
   * At least everything held beyond {@code have}, sooner or later; more than that is allowed. Of
   * one log, in sequence.
   *
   * @param cursor from the last page, or null
   * @param maxBytes of batches in the page, at least one batch
   */
  Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes);

  /**
   * Keeps an object; a name already there is left alone, whatever the bytes: of two entries of the
   * membership with one number, the first to arrive is the group's.
   *
   * @param name 1 to 128 characters of {@code [a-z0-9._-]}; names that start with {@code snapshot-}
   *     and are listed by {@link #holding} are manifests, those that start with {@code membership-}
   *     are entries of the membership, sixty-four hexadecimal digits are a chunk
   * @param bytes at most 1 MiB
   * @throws RefusedException also if this relay checks, and does not keep such an object
   */
  void putObject(String name, ByteBuffer bytes);

  /**
   * @param offset where to start reading
   * @param maxBytes at least 1
   * @return what is there from {@code offset}, less than {@code maxBytes} only where the object
   *     ends, empty behind that; null if there is no such object
   */
  @Nullable
  ByteBuffer getObject(String name, long offset, int maxBytes);

  /**
   * Several small objects. One that is far away overrides this and asks for all at once.
   *
   * @param names at most 32
   * @param maxBytes of each
   * @return in their order, as {@link #getObject} from 0 on, those before the first that is not
   *     there or could not be had; that failure is thrown where it is the first
   */
  default List<ByteBuffer> getObjects(List<String> names, int maxBytes) {
    List<ByteBuffer> objects = new ArrayList<>();
    for (String name : names) {
      ByteBuffer object;
      try {
        object = getObject(name, 0, maxBytes);
      } catch (SyncException e) {
        if (objects.isEmpty()) {
          throw e;
        }
        return objects;
      }
      if (object == null) {
        return objects;
      }
      objects.add(object);
    }
    return objects;
  }

  /**
   * Runs {@code wake} when there may be more, also after a lost connection came back.
   *
   * @return closing it ends the calls; null = this relay cannot, and is polled
   */
  @Nullable
  AutoCloseable onMore(Runnable wake);

  @Override
  void close();
}
