package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten nodes sync through a hub where a crowd only takes up room. {@code
 * -Dblazesync.connections=5000} makes it as large as that.
 */
final class CrowdIT {
  private static final int CONNECTIONS = Integer.getInteger("blazesync.connections", 300);
  private static final int HONEST = 10;
  private static final int ROUNDS = 60;
  private static final int WARM_UP = 10;
  private static final int HEAP_MEGABYTES = 128;

  /** What a connection of the crowd may cost in the hub's heap, and beside it. */
  private static final long BYTES_PER_CONNECTION = 16 * 1024;

  @TempDir Path temporary;

  /** A node that pushes a batch, pulls what is new, and knows how long that took. */
  private static final class Peer implements AutoCloseable {
    final TestChain chain;
    final Relay relay;

    Peer(URI uri, int number) {
      TestDevice.found(uri, 1 + number);
      GroupId group = TestChain.group(1 + number);
      chain = TestChain.of(group, number);
      relay = new TcpRelayProvider().create(uri, TestDevice.context(group, 60_000));
    }

    List<Long> rounds() {
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        VersionVector before = new VersionVector(Map.of(chain.log(), chain.position()));
        long start = System.nanoTime();
        PushResult pushed = relay.push(List.of(chain.next(500)));
        int pulled = relay.pull(before, null, 1 << 20).batches().size();
        nanos.add(System.nanoTime() - start);
        assertThat(pushed).isEqualTo(new PushResult(1, null));
        assertThat(pulled).isEqualTo(1);
      }
      return nanos;
    }

    @Override
    public void close() {
      relay.close();
    }
  }

  @Test
  void aCrowdThatOnlyTakesUpRoomDelaysNobody() throws Exception {
    HubProcess hub = HubProcess.start(temporary, HEAP_MEGABYTES);
    ExecutorService threads = Executors.newFixedThreadPool(HONEST);
    List<Peer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < HONEST; i++) {
        peers.add(new Peer(hub.uri(), i));
      }
      for (int i = 0; i < WARM_UP; i++) {
        median(threads, peers);
      }
      double before = median(threads, peers);
      long[] empty = hub.memory();
      double among;
      try (Crowd crowd = new Crowd(hub.uri(), CONNECTIONS - HONEST)) {
        long[] arrived = hub.memory();
        double first = median(threads, peers);
        while (crowd.ended() < CONNECTIONS / 2) {
          median(threads, peers);
        }
        among = median(threads, peers);
        newcomer(hub.uri());
        long[] later = hub.memory();
        System.out.printf("the first round among the crowd takes %.2f ms%n", first);
        System.out.printf("the hub has ended %d of the crowd meanwhile%n", crowd.ended());
        tell(empty, arrived, later);
        assertThat(later[0] - empty[0]).isLessThan((2 << 20) + BYTES_PER_CONNECTION * CONNECTIONS);
        assertThat(later[1] - empty[1]).isLessThan((16 << 20) + BYTES_PER_CONNECTION * CONNECTIONS);
      }
      double after = median(threads, peers);
      System.out.printf(
          "%d connections: push and pull of %d nodes takes %.2f ms before, %.2f ms among the crowd,"
              + " %.2f ms after; ratio %.2f%n",
          CONNECTIONS, HONEST, before, among, after, 2 * among / (before + after));
    } finally {
      threads.shutdownNow();
      peers.forEach(Peer::close);
      hub.kill();
    }
  }

  private static void newcomer(URI uri) {
    long start = System.nanoTime();
    try (Peer late = new Peer(uri, HONEST)) {
      late.relay.holding();
      System.out.printf("a newcomer among the crowd: %.1f ms%n", millis(System.nanoTime() - start));
      assertThat(late.rounds()).hasSize(ROUNDS);
    }
  }

  private static double median(ExecutorService threads, List<Peer> peers) throws Exception {
    List<Future<List<Long>>> done = new ArrayList<>();
    for (Peer peer : peers) {
      done.add(threads.submit(peer::rounds));
    }
    List<Long> nanos = new ArrayList<>();
    for (Future<List<Long>> each : done) {
      nanos.addAll(each.get());
    }
    assertThat(nanos).hasSize(HONEST * ROUNDS);
    nanos.sort(null);
    return millis(nanos.get(nanos.size() / 2));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static void tell(long[] empty, long[] arrived, long[] later) {
    System.out.printf(
        "heap after a collection: %d KiB, %d with the crowd, %d later; %d bytes a connection;"
            + " outside: %d, %d, %d KiB%n",
        empty[0] >> 10,
        arrived[0] >> 10,
        later[0] >> 10,
        (later[0] - empty[0]) / CONNECTIONS,
        empty[1] >> 10,
        arrived[1] >> 10,
        later[1] >> 10);
  }
}
