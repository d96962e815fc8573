package dev.blazesync.engine.hub;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A hub's data folder: made for its owner alone, held by one hub at a time. The lock is on a file
 * of its own, because Java I/O on the database's file would drop SQLite's locks; the operating
 * system gives it back when the process dies.
 */
final class HubFolder implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel lockFile;

  private HubFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * @throws UnavailableException if another hub has it, or it cannot be made or written
   */
  static HubFolder open(Path path) {
    make(path);
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("hub.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new UnavailableException(
            "the data folder "
                + path
                + " is in use by another hub: stop that one, or give this one a folder of its own");
      }
      return new HubFolder(path, channel);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /**
   * Makes the folder if it is not there.
   *
   * @throws ConfigurationException if it is a file
   * @throws UnavailableException if it cannot be made
   */
  static void make(Path path) {
    try {
      create(path);
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(
          "the hub's data folder " + path + " is a file: name a folder", e);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static UnavailableException unusable(Path path, IOException e) {
    return new UnavailableException(
        "the hub's data folder "
            + path
            + " cannot be made or written ("
            + e
            + "): check its path and permissions",
        e);
  }

  private static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    FileStore parent = Files.getFileStore(existing(path.toAbsolutePath()));
    if (parent.supportsFileAttributeView("posix")) {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      // What the umask took away or a default ACL added.
      Files.setPosixFilePermissions(path, OWNER_ONLY);
    } else {
      Files.createDirectories(path);
    }
  }

  private static Path existing(Path path) throws IOException {
    for (Path at = path; at != null; at = at.getParent()) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        return at.toRealPath();
      }
    }
    return path;
  }

  @SuppressWarnings("EmptyCatch")
  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  Path database() {
    return path.resolve("hub.db");
  }

  long databaseBytes() {
    return size("hub.db");
  }

  /** {@return bytes of the write-ahead log, whether moved into the database already or not} */
  long walBytes() {
    return size("hub.db-wal");
  }

  private long size(String name) {
    try {
      return Files.size(path.resolve(name));
    } catch (IOException absent) {
      return 0;
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UnavailableException(
          "the lock of the hub's data folder " + path + " stays: " + e, e);
    }
  }
}
