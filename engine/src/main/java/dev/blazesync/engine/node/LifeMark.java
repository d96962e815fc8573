package dev.blazesync.engine.node;

import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a database was restored from a backup, or is a copy that runs elsewhere, before it
 * writes anything (decision D14). A nonce is in the database and in a file beside it, with what
 * tells this computer and path from others; each opening leaves another one. A database whose nonce
 * the file does not have is not the one that was left.
 *
 * <p>The file has lines of hexadecimal digits: the place, the nonce before, the nonce now. The
 * nonce before is there for a process that dies between the two writes. Where no file can be
 * written, nothing is noticed here: relays still show it.
 */
final class LifeMark {
  private static final Logger LOG = LoggerFactory.getLogger(LifeMark.class);
  private static final String SUFFIX = "-blazesync.life";
  private static final Path MACHINE = Path.of("/etc/machine-id");

  private final Path file;
  private final String place;

  /**
   * @param database by its real name
   */
  LifeMark(Path database) {
    this.file = database.resolveSibling(database.getFileName() + SUFFIX);
    this.place = place(database);
  }

  private static String place(Path database) {
    byte[] machine = machine().getBytes(StandardCharsets.UTF_8);
    byte[] path = database.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.of(machine, new byte[1], path));
  }

  private static String machine() {
    try {
      return Files.exists(MACHINE)
          ? Files.readString(MACHINE).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      // a computer that cannot say who it is: the path has to do
      return "";
    }
  }

  /**
   * {@return whether a database goes on where it was left}
   *
   * @param inDatabase its nonce; null = it was never opened by an engine that leaves one
   */
  boolean goesOn(byte @Nullable [] inDatabase) {
    if (inDatabase == null) {
      return true;
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return lines.size() == 3
          && lines.get(0).equals(place)
          && lines.subList(1, 3).contains(HexFormat.of().formatHex(inDatabase));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      LOG.info("whether the database was restored cannot be seen in {}: {}", file, e.toString());
      return true;
    }
  }

  /**
   * Leaves another nonce in the file, before the database gets it.
   *
   * @param before the database's, if it has one
   * @return whether it was left
   */
  boolean leave(byte @Nullable [] before, byte[] now) {
    String known = HexFormat.of().formatHex(before == null ? now : before);
    String next = HexFormat.of().formatHex(now);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(draft, List.of(place, known, next), StandardCharsets.US_ASCII);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      LOG.info("a restored backup would not be noticed here: {} is not written: {}", file, e);
      return false;
    }
  }

  /** The database was detached. */
  static void forget(Path database) throws IOException {
    Files.deleteIfExists(database.resolveSibling(database.getFileName() + SUFFIX));
  }
}
