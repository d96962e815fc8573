package dev.blazesync.engine.relay.memory;

import dev.blazesync.adapters.tck.BatchLog;
import dev.blazesync.adapters.tck.RelayContract;
import dev.blazesync.adapters.tck.RelayUnderTest;
import dev.blazesync.engine.hub.TestChain;
import dev.blazesync.engine.relay.TestBatchLog;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import org.junit.jupiter.api.Assumptions;

/** The relay in memory keeps the rules of a relay. */
final class MemoryRelayContractTest extends RelayContract {
  @Override
  protected RelayUnderTest createPlace() {
    return new RelayUnderTest() {
      private final MemoryHub hub = new MemoryHub(() -> 1);
      private int groups;
      private int logs;

      @Override
      public Relay connect(GroupId group, NodeId node) {
        return hub.relay(
            new RelayContext(group, node, MAX_PAGE_BYTES, 20_000, transcript -> new byte[0]));
      }

      @Override
      public GroupId newGroup() {
        return TestChain.group(++groups);
      }

      @Override
      public BatchLog newLog(GroupId group) {
        return TestBatchLog.of(group, ++logs);
      }

      @Override
      public void restart() {
        Assumptions.abort("a relay in memory ends with its process");
      }

      @Override
      public void close() {
        // nobody knows it by name
      }
    };
  }
}
