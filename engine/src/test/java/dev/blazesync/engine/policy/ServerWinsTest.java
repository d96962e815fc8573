package dev.blazesync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of servers and clients: who wins over whom. */
class ServerWinsTest {
  private static final int HISTORIES = 3_000;
  private static final int CLIENTS = 3;
  private static final int STEPS = 14;

  private final ConflictPolicy policy = Plugins.load().policy("server-wins");

  /**
   * One write.
   *
   * @param seen earlier writes its writer knew, by number
   */
  private record Write(Version version, Set<Integer> seen, int node) {}

  /** What one node has. */
  private static final class Node {
    private long clock;
    private Version current = Version.of(Value.NULL, Stamp.BASE);
    private final Set<Integer> seen = new HashSet<>();
  }

  private List<Write> history(long seed, int servers) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>();
    for (int node = 0; node < servers + CLIENTS; node++) {
      nodes.add(new Node());
      nodes.get(node).clock = 2 + random.nextInt(6);
    }
    List<Write> writes = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int number = random.nextInt(nodes.size());
      Node node = nodes.get(number);
      Node other = nodes.get(random.nextInt(nodes.size()));
      if (random.nextBoolean()) {
        node.clock += 1 + random.nextInt(6);
        Stamp stamp = stamp(node, number, servers);
        Value written = new Value.Int64(writes.size());
        node.current = policy.edit(node.current, written, null, stamp);
        writes.add(new Write(node.current, Set.copyOf(node.seen), number));
        node.seen.add(writes.size() - 1);
      } else {
        other.seen.addAll(node.seen);
        other.clock = Math.max(other.clock, node.clock);
        other.current = policy.merge(other.current, node.current);
      }
    }
    return writes;
  }

  private static Stamp stamp(Node node, int number, int servers) {
    OriginLog writer = new OriginLog(new NodeId(0, number + 1L), 1);
    HybridTimestamp time = new HybridTimestamp(node.clock, writer);
    return new Stamp(time, number < servers ? time : node.current.stamp().authority());
  }

  private boolean beats(Write one, Write other) {
    return policy.merge(one.version, other.version).equals(one.version);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatWasSeenLosesAndServersBeatClientsThatHaveNotSeenThem(int servers) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      List<Write> writes = history(seed, servers);
      for (int index = 0; index < writes.size(); index++) {
        Write write = writes.get(index);
        for (int earlier : write.seen) {
          assertThat(beats(write, writes.get(earlier))).as("seed %s: seen", seed).isTrue();
        }
        if (write.node < servers) {
          checkServer(writes, index, servers, seed);
        }
      }
    }
  }

  /** A client that has seen a later server's write speaks with that server's authority. */
  private void checkServer(List<Write> writes, int index, int servers, int seed) {
    Write server = writes.get(index);
    for (int other = 0; other < writes.size(); other++) {
      Write client = writes.get(other);
      boolean concurrent = !client.seen.contains(index) && !server.seen.contains(other);
      HybridTimestamp authority = server.version.stamp().authority();
      boolean sawLater = client.version.stamp().authority().isAfter(authority);
      if (client.node >= servers && concurrent && !sawLater) {
        assertThat(beats(server, client)).as("seed %s: server %s", seed, index).isTrue();
      }
      if (client.node >= servers && servers == 1 && concurrent) {
        assertThat(sawLater).as("seed %s: no later server write unseen", seed).isFalse();
      }
    }
  }
}
