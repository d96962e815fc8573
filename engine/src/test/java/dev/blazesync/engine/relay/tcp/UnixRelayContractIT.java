package dev.blazesync.engine.relay.tcp;

import dev.blazesync.adapters.tck.RelayContract;
import dev.blazesync.adapters.tck.RelayUnderTest;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A hub over a Unix domain socket keeps the rules of a relay. */
final class UnixRelayContractIT extends RelayContract {
  @TempDir Path temporary;

  @Override
  protected RelayUnderTest createPlace() {
    return new HubPlace(temporary, URI.create("unix://" + temporary.resolve("hub.sock")));
  }
}
