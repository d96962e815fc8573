package dev.blazesync.engine.relay.memory;

import dev.blazesync.adapters.tck.BatchLog;
import dev.blazesync.adapters.tck.RelayContract;
import dev.blazesync.adapters.tck.RelayUnderTest;
import dev.blazesync.engine.hub.TestDevice;
import dev.blazesync.engine.relay.KitGroups;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Assumptions;

/** The relay in memory keeps the rules of a relay. */
final class MemoryRelayContractTest extends RelayContract {
  @Override
  protected RelayUnderTest createPlace() {
    return new RelayUnderTest() {
      private final MemoryHub hub = new MemoryHub(() -> 1);
      private final KitGroups groups =
          new KitGroups((group, keys) -> hub.relay(TestDevice.context(group, keys, 20_000)));

      @Override
      public Relay connect(GroupId group) {
        return groups.connect(group);
      }

      @Override
      public GroupId newGroup() {
        return groups.newGroup();
      }

      @Override
      public BatchLog newLog(GroupId group) {
        return groups.newLog(group);
      }

      @Override
      public ByteBuffer object(GroupId group, String name, int bytes) {
        return groups.object(group, name, bytes);
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
