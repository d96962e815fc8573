package dev.blazesync.engine.node;

import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock on a file beside the database; never on the database file itself. The file stays, empty,
 * when the engine ends: removing it would let two engines lock two files of one name. It is opened
 * once and never read through another descriptor, since closing one drops a process's POSIX locks
 * on the file.
 */
final class FileLease implements Lease {
  private static final int NAME_BYTES = 200;

  /** What this process holds: looking at such a file would drop the lock. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private FileLease(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** {@return the lock file of a database file} */
  static Path beside(Path database) {
    return database.resolveSibling(database.getFileName() + "-blazesync.lock");
  }

  /**
   * @throws dev.blazesync.spi.BusyException if another engine has it, with its process
   * @throws UnavailableException if the folder cannot be written
   */
  static FileLease take(Path database) {
    Path path = beside(real(database));
    if (!HELD.add(path)) {
      throw Lease.held("this process, " + ProcessHandle.current().pid());
    }
    boolean kept = false;
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        if (!lock(channel)) {
          throw Lease.held(holder(channel));
        }
        write(channel, "process " + ProcessHandle.current().pid());
        kept = true;
        return new FileLease(path, channel);
      } finally {
        if (!kept) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw new UnavailableException(
          "the lock file "
              + path
              + " cannot be made ("
              + e.getMessage()
              + "): the database's folder must be writable",
          e);
    } finally {
      if (!kept) {
        HELD.remove(path);
      }
    }
  }

  /** The same file by any of its names; a database that does not exist yet has one. */
  static Path real(Path database) {
    try {
      return database.toRealPath();
    } catch (IOException e) {
      return database.toAbsolutePath().normalize();
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      // one byte far behind the name, so that the name can be read where locks are mandatory
      return channel.tryLock(1 << 20, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer name = ByteBuffer.allocate(NAME_BYTES);
    channel.read(name, 0);
    String text = new String(name.array(), 0, name.position(), StandardCharsets.UTF_8);
    return text.isBlank() ? "its process is not known" : text;
  }

  @Override
  public void beat(long nowMillis) {}

  @Override
  public void close() {
    try {
      if (channel.isOpen()) {
        channel.truncate(0);
        channel.close();
        HELD.remove(path);
      }
    } catch (IOException e) {
      throw new UnavailableException("the lock file " + path + " cannot be released", e);
    }
  }
}
