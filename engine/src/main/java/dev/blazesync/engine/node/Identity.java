package dev.blazesync.engine.node;

import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.StateBook.Fact;
import dev.blazesync.engine.crypto.DeviceKeyFile;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The keys that make a database's device the one it is. They are in a file beside the database's
 * own; where that is not on this machine, in the folder that the system property {@value #PROPERTY}
 * or the variable {@value #VARIABLE} names, else in {@code .blazesync/keys} of the user's home.
 *
 * <p>Keys are durable before the database has their node id. For whoever holds the lease.
 */
final class Identity {
  /** Names the folder of the keys of databases without a file. */
  static final String PROPERTY = "blazesync.keys";

  /** The same, for who cannot set properties. */
  static final String VARIABLE = "BLAZESYNC_KEYS";

  private static final String SUFFIX = "-blazesync.key";

  private Identity() {}

  /**
   * {@return the keys of the database's device; new ones if it has no identity yet}
   *
   * @throws RefusedException if it has one, and these keys are not there
   * @throws dev.blazesync.spi.ConfigurationException if others may read the key file
   * @throws dev.blazesync.spi.DamagedException if the key file is damaged
   * @throws UnavailableException if it cannot be made
   */
  static DeviceKeys open(RecordStore store) {
    NodeId node = node(store);
    Path database = database(store);
    SecureRandom random = new SecureRandom();
    if (node != null) {
      return existing(node, database);
    }
    if (database != null) {
      return DeviceKeyFile.readOrCreate(beside(database), random);
    }
    DeviceKeys made = DeviceKeys.generate(random);
    DeviceKeyFile.create(apart(folder(), made.nodeId()), made, random);
    return made;
  }

  /** {@return where the keys of a database's device are} */
  static Path file(RecordStore store, NodeId node) {
    return file(node, database(store));
  }

  private static Path file(NodeId node, @Nullable Path database) {
    return database == null ? apart(folderPath(), node) : beside(database);
  }

  private static DeviceKeys existing(NodeId node, @Nullable Path database) {
    Path file = file(node, database);
    String who =
        (database == null ? "this database" : "the database " + database)
            + " is device "
            + new Fingerprint(node)
            + ", but ";
    String advice =
        "; if it was moved or restored on this device, put its key file back there; if it is a copy"
            + " of another device's, run 'blazesync detach --force' on it and join again, as a"
            + " device of its own";
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RefusedException(who + "its key file " + file + " is not there" + advice);
    }
    DeviceKeys keys = DeviceKeyFile.read(file);
    if (!keys.nodeId().equals(node)) {
      Fingerprint other = new Fingerprint(keys.nodeId());
      keys.close();
      throw new RefusedException(
          who + "the key file " + file + " is that of device " + other + advice);
    }
    return keys;
  }

  /** Removes the key file of a database that has just been detached; no other's. */
  static void forget(@Nullable NodeId node, @Nullable Path database) {
    if (node == null) {
      return;
    }
    Path file = file(node, database);
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (DeviceKeys keys = DeviceKeyFile.read(file)) {
      if (keys.nodeId().equals(node)) {
        Files.delete(file);
        if (database != null) {
          LifeMark.forget(database);
        }
      }
    } catch (IOException e) {
      throw new UnavailableException(
          "the key file " + file + " cannot be removed (" + e + "): nothing needs it any more", e);
    }
  }

  private static @Nullable NodeId node(RecordStore store) {
    Books.create(store);
    Books books = new Books();
    try (StoreView view = store.snapshot()) {
      books.load(view);
    }
    byte[] node = books.state().bytes(Fact.NODE);
    return node == null ? null : NodeId.of(node);
  }

  /** {@return the database's file by its real name; null = it is not on this machine} */
  static @Nullable Path database(RecordStore store) {
    Path file = store.file();
    return file == null ? null : FileLease.real(file);
  }

  private static Path beside(Path database) {
    return database.resolveSibling(database.getFileName() + SUFFIX);
  }

  private static Path apart(Path folder, NodeId node) {
    return folder.resolve(node + ".key");
  }

  private static Path folderPath() {
    String variable = System.getenv(VARIABLE);
    String chosen = System.getProperty(PROPERTY, variable == null ? "" : variable);
    return chosen.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".blazesync", "keys")
        : Path.of(chosen).toAbsolutePath();
  }

  private static Path folder() {
    Path folder = folderPath();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        FileStore place = Files.getFileStore(folder);
        if (place.supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UnavailableException(
          "the folder "
              + folder
              + " for keys cannot be made ("
              + e
              + "): name another one with the variable "
              + VARIABLE,
          e);
    }
  }
}
