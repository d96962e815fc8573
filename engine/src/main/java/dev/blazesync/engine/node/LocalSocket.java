package dev.blazesync.engine.node;

import dev.blazesync.engine.admin.AdminCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers other processes of this user that ask about a database which this process's engine holds:
 * a Unix socket in a folder of mode 0700, one question a connection. A computer without Unix
 * sockets goes without.
 */
final class LocalSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);
  private static final int QUESTION_BYTES = 32;
  private static final int ANSWER_BYTES = 64 << 20;
  private static final int REFUSED = 2;

  private final ServerSocketChannel server;
  private final Path path;
  private final Answers answers;

  private LocalSocket(ServerSocketChannel server, Path path, Answers answers) {
    this.server = server;
    this.path = path;
    this.answers = answers;
  }

  /** {@return the socket of a database; the same for every process of this user} */
  static Path of(Path database) {
    String user = System.getProperty("user.name", "nobody").replaceAll("[^A-Za-z0-9]", "_");
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "blazesync-" + user);
    try {
      byte[] name =
          database.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      return folder.resolve(HexFormat.of().formatHex(hash, 0, 12) + ".sock");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** {@return a socket that answers; null if this computer cannot} */
  static @Nullable LocalSocket listen(Path database, Answers answers) {
    Path path = of(database);
    try {
      Path folder = path.getParent();
      if (folder == null || !ownFolder(folder)) {
        return null;
      }
      Files.deleteIfExists(path);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      LocalSocket socket = new LocalSocket(server, path, answers);
      Thread thread = new Thread(socket::serve, "blazesync-local-socket");
      thread.setDaemon(true);
      thread.start();
      return socket;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.info("no local socket at {}: {}", path, e.getMessage());
      return null;
    }
  }

  private static boolean ownFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return Files.isDirectory(folder)
        && PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)).equals("rwx------");
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        answer(client);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.debug("a question was not answered", e);
      } catch (RuntimeException e) {
        // the edge of this thread: a question that cannot be answered must not end the answers
        LOG.warn("a question failed", e);
      }
    }
  }

  private void answer(SocketChannel client) throws IOException {
    ByteBuffer question = ByteBuffer.allocate(QUESTION_BYTES);
    while (question.hasRemaining() && client.read(question) >= 0) {
      if (question.get(question.position() - 1) == '\n') {
        break;
      }
    }
    String[] words =
        new String(question.array(), 0, question.position(), StandardCharsets.UTF_8)
            .strip()
            .toLowerCase(Locale.ROOT)
            .split(" ", -1);
    WireWriter out = new WireWriter();
    try {
      long number = words.length > 1 ? Long.parseLong(words[1]) : 0;
      int limit = (int) Math.max(0, Math.min(number, Integer.MAX_VALUE));
      switch (words[0]) {
        case "status" -> StatusCodec.write(out.u8(1), answers.status());
        case "log" -> StatusCodec.writeLog(out.u8(1), answers.log(limit));
        case "parked" -> StatusCodec.writeParked(out.u8(1), answers.parked(limit));
        case "conflicts" -> StatusCodec.writeConflicts(out.u8(1), answers.conflicts(limit));
        case "rules" -> StatusCodec.writeRules(out.u8(1), answers.rules());
        case "group" -> AdminCodec.write(out.u8(1), answers.admin());
        case "restore" -> {
          answers.restore(number);
          out.u8(1);
        }
        default -> out.u8(0).text("unknown question");
      }
    } catch (RefusedException e) {
      out.reset();
      out.u8(REFUSED).text(String.valueOf(e.getMessage()));
    } catch (SyncException | NumberFormatException e) {
      out.reset();
      out.u8(0).text(String.valueOf(e.getMessage()));
    }
    ByteBuffer bytes = ByteBuffer.wrap(out.toBytes());
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  /**
   * Asks the engine that holds a database.
   *
   * @return its answer; null if no engine listens
   */
  static @Nullable WireReader ask(Path database, String question) {
    Path path = of(database);
    if (!Files.exists(path)) {
      return null;
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ByteBuffer part = ByteBuffer.allocate(1 << 16);
      while (channel.read(part) >= 0) {
        bytes.write(part.array(), 0, part.position());
        part.clear();
        if (bytes.size() > ANSWER_BYTES) {
          throw new ProtocolException("the answer of the running engine does not end");
        }
      }
      WireReader in = new WireReader(bytes.toByteArray(), "answer of the running engine");
      int answer = in.u8();
      if (answer == REFUSED) {
        throw new RefusedException(in.text(ANSWER_BYTES));
      }
      if (answer == 0) {
        throw new UnavailableException(
            "the running engine cannot answer: " + in.text(ANSWER_BYTES));
      }
      return in;
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("the local socket was not removed", e);
    }
  }
}
