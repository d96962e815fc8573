package dev.blazesync.engine.crypto;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The file that keeps a device's keys, readable by its owner alone where the file system knows of
 * owners. It is never changed after it was made, and appears whole or not at all.
 *
 * <pre>
 *  offset  bytes
 *       0      4  "BLZK"
 *       4      1  version, 1
 *       5     32  Ed25519 seed
 *      37     32  X25519 private key
 *      69     32  secret for salts
 *     101     32  SHA-256 over the label of {@link Purpose#KEY_FILE}, a NUL, and all before
 * </pre>
 */
public final class DeviceKeyFile {
  private static final byte[] MAGIC = "BLZK".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int SECRETS_AT = MAGIC.length + 1;
  private static final int CHECKSUM_AT = SECRETS_AT + 3 * Secret.BYTES;
  private static final int BYTES = CHECKSUM_AT + Sha256.BYTES;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private DeviceKeyFile() {}

  /**
   * Makes the file of new keys.
   *
   * @param file in a folder that exists
   * @throws UnavailableException if it cannot be made, or is there already
   */
  public static void create(Path file, DeviceKeys keys, SecureRandom random) {
    try {
      write(file, keys, random);
    } catch (IOException e) {
      throw cannotMake(file, e);
    }
    try (DeviceKeys kept = read(file)) {
      if (!kept.publicKeys().equals(keys.publicKeys())) {
        throw new UnavailableException(
            "the key file " + file + " cannot be made: another one is there; move it away");
      }
    }
  }

  private static UnavailableException cannotMake(Path file, IOException e) {
    return new UnavailableException(
        "the key file " + file + " cannot be made (" + e + "): its folder must be writable", e);
  }

  /**
   * {@return the keys in the file; new ones if there is no such file}
   *
   * <p>Of several processes that make it at once, one does, and the others read its keys.
   *
   * @param file in a folder that exists
   * @throws UnavailableException if it cannot be made
   * @throws ConfigurationException as {@link #read}
   * @throws DamagedException as {@link #read}
   */
  public static DeviceKeys readOrCreate(Path file, SecureRandom random) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try (DeviceKeys made = DeviceKeys.generate(random)) {
        write(file, made, random);
      } catch (IOException e) {
        throw cannotMake(file, e);
      }
    }
    return read(file);
  }

  /**
   * @throws ConfigurationException if the file cannot be read, or others may read it
   * @throws DamagedException if it does not hold what was once written
   */
  public static DeviceKeys read(Path file) {
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file)) {
        throw new ConfigurationException(
            "the key file " + file + " cannot be used: there is no plain file of that name");
      }
      checkOwnersOnly(file);
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(BYTES + 1);
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "the key file " + file + " cannot be read (" + e + "): check its owner and permissions",
          e);
    }
    try {
      return decode(file, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void checkOwnersOnly(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> found = view.readAttributes().permissions();
    if (!OWNERS.containsAll(found)) {
      throw new ConfigurationException(
          "the key file "
              + file
              + " is open to others (its mode is "
              + PosixFilePermissions.toString(found)
              + "), and whoever reads it can pass for this device: run chmod 600 "
              + file);
    }
  }

  private static DeviceKeys decode(Path file, byte[] bytes) {
    boolean ours =
        bytes.length > MAGIC.length
            && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    if (ours && bytes[MAGIC.length] != VERSION) {
      throw new ConfigurationException(
          "the key file "
              + file
              + " has version "
              + (bytes[MAGIC.length] & 0xff)
              + "; this program knows version 1: update BlazeSync on this device");
    }
    if (!ours
        || bytes.length != BYTES
        || !MessageDigest.isEqual(checksum(bytes), Arrays.copyOfRange(bytes, CHECKSUM_AT, BYTES))) {
      throw new DamagedException(
          "the key file "
              + file
              + " is damaged or no key file: restore it from a backup; if there is none, move it"
              + " away, and this device joins its group as a new one");
    }
    return new DeviceKeys(
        Ed25519KeyPair.of(secret(bytes, 0)), X25519KeyPair.of(secret(bytes, 1)), secret(bytes, 2));
  }

  private static Secret secret(byte[] bytes, int index) {
    int from = SECRETS_AT + index * Secret.BYTES;
    return Secret.owning(Arrays.copyOfRange(bytes, from, from + Secret.BYTES));
  }

  private static byte[] encode(DeviceKeys keys) {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .put(MAGIC)
            .put(VERSION)
            .put(keys.signing().seed().bytes())
            .put(keys.agreement().privateKey().bytes())
            .put(keys.sealing().bytes())
            .array();
    System.arraycopy(checksum(bytes), 0, bytes, CHECKSUM_AT, Sha256.BYTES);
    return bytes;
  }

  private static byte[] checksum(byte[] bytes) {
    return Purpose.KEY_FILE.hash(Arrays.copyOf(bytes, CHECKSUM_AT));
  }

  private static void write(Path file, DeviceKeys keys, SecureRandom random) throws IOException {
    byte[] suffix = new byte[8];
    random.nextBytes(suffix);
    Path draft =
        file.resolveSibling(file.getFileName() + ".new-" + HexFormat.of().formatHex(suffix));
    byte[] bytes = encode(keys);
    try {
      write(draft, bytes);
      publish(draft, file);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Files.deleteIfExists(draft);
    }
    forceFolder(file);
  }

  private static void write(Path draft, byte[] bytes) throws IOException {
    boolean posix =
        Files.getFileStore(folder(draft)).supportsFileAttributeView(PosixFileAttributeView.class);
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out = FileChannel.open(draft, options, attributes)) {
      if (posix) {
        // What the umask took away or a default ACL added.
        Files.setPosixFilePermissions(draft, OWNER_ONLY);
      }
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  /** Gives the draft its name unless another process was first; a link never replaces a file. */
  @SuppressWarnings("EmptyCatch")
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException anotherWasFirst) {
      // Its keys are this device's.
    } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
      Files.move(draft, file);
    }
  }

  /** Makes the name durable; Windows does so by itself, and cannot open a folder. */
  @SuppressWarnings("EmptyCatch")
  private static void forceFolder(Path file) {
    try (FileChannel folder = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException noSuchThingHere) {
      // The keys are whole or absent either way.
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file : folder;
  }
}
