package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break behind any byte, in either direction, while batches pass. */
final class CutLinksIT {
  private static final GroupId GROUP = TestChain.group(1);
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int STEP_BYTES = 61;

  /** What the handshake and some batches take, in the direction that has more. */
  private static final int MOST_BYTES = 2_400;

  @TempDir Path temporary;
  private HubServer hub;
  private Cutter cutter;

  @BeforeEach
  void start() throws IOException {
    URI listen = URI.create("tcp://127.0.0.1:0");
    hub =
        HubServer.start(
            new HubOptions(
                List.of(listen), temporary.resolve("hub"), false, SqliteHubLog.UNLIMITED));
    TestDevice.found(hub.listening().get(0), 1);
    cutter = new Cutter(hub.listening().get(0).getPort());
  }

  @AfterEach
  void stop() throws IOException {
    cutter.close();
    hub.close();
  }

  private Relay relay() {
    URI address = URI.create("tcp://127.0.0.1:" + cutter.port());
    return new TcpRelayProvider()
        .create(
            new PinnedAddress(address, hub.fingerprint()).toUri(),
            TestDevice.context(GROUP, 20_000));
  }

  /** Stands between: the next connection breaks behind so many bytes, those after it do not. */
  private static final class Cutter implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int to;
    private int up = NEVER;
    private int down = NEVER;

    Cutter(int to) throws IOException {
      this.to = to;
      run(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    synchronized void cut(int upBytes, int downBytes) {
      up = upBytes;
      down = downBytes;
    }

    private static void run(Runnable work) {
      Thread thread = new Thread(work, "cutter");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      try {
        while (true) {
          Socket node = server.accept();
          Socket beyond = new Socket(InetAddress.getLoopbackAddress(), to);
          int upBytes;
          int downBytes;
          synchronized (this) {
            upBytes = up;
            downBytes = down;
            up = NEVER;
            down = NEVER;
          }
          run(() -> pump(node, beyond, upBytes));
          run(() -> pump(beyond, node, downBytes));
        }
      } catch (IOException closed) {
        // the test is over
        return;
      }
    }

    private static void pump(Socket from, Socket into, int most) {
      byte[] some = new byte[4_096];
      int left = most;
      try (from;
          into) {
        InputStream in = from.getInputStream();
        OutputStream out = into.getOutputStream();
        while (left > 0) {
          int read = in.read(some, 0, Math.min(left, some.length));
          if (read < 0) {
            return;
          }
          out.write(some, 0, read);
          left -= read;
        }
      } catch (IOException broken) {
        // the other direction has ended it
        return;
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static <T> T again(Supplier<T> call) {
    try {
      return call.get();
    } catch (UnavailableException cut) {
      return call.get();
    }
  }

  private void pushes(boolean upwards) {
    TestChain chain = TestChain.of(GROUP, upwards ? 1 : 2);
    TestChain other = TestChain.of(GROUP, upwards ? 3 : 4);
    for (int bytes = 1; bytes < MOST_BYTES; bytes += STEP_BYTES) {
      cutter.cut(upwards ? bytes : NEVER, upwards ? NEVER : bytes);
      try (Relay relay = relay()) {
        for (int turn = 0; turn < 3; turn++) {
          List<SealedBatch> batches = List.of(chain.next(40), chain.next(40), other.next(90));
          assertThat(again(() -> relay.push(batches)))
              .as("cut behind %s bytes", bytes)
              .isEqualTo(new PushResult(3, null));
        }
        VersionVector head = again(relay::holding).head();
        assertThat(head.position(chain.log())).isEqualTo(chain.position());
        assertThat(head.position(other.log())).isEqualTo(other.position());
      }
    }
  }

  @Test
  void batchesThatDidNotArriveComeAgain() {
    pushes(true);
  }

  @Test
  void batchesWhoseAnswerWasLostComeAgain() {
    pushes(false);
  }

  @Test
  void batchesArePulledAgainFromWhereTheyBroke() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> all = chain.next(24, 40);
    try (Relay relay = relay()) {
      relay.push(all);
    }
    for (int bytes = 1; bytes < 2 * MOST_BYTES; bytes += STEP_BYTES) {
      cutter.cut(NEVER, bytes);
      List<SealedBatch> got = new ArrayList<>();
      try (Relay relay = relay()) {
        while (got.size() < all.size()) {
          VersionVector have = have(chain.log(), got);
          Page page = again(() -> relay.pull(have, null, 3 * 400));
          got.addAll(page.batches());
        }
      }
      assertThat(TestChain.bytes(got))
          .as("cut behind %s bytes", bytes)
          .isEqualTo(TestChain.bytes(all));
    }
  }

  private static VersionVector have(OriginLog log, List<SealedBatch> got) {
    Position at = got.isEmpty() ? Position.START : TestChain.position(got.get(got.size() - 1));
    return got.isEmpty() ? VersionVector.EMPTY : new VersionVector(Map.of(log, at));
  }
}
