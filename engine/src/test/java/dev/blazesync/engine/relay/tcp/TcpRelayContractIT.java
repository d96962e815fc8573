package dev.blazesync.engine.relay.tcp;

import dev.blazesync.adapters.tck.RelayContract;
import dev.blazesync.adapters.tck.RelayUnderTest;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A hub over TCP keeps the rules of a relay. */
final class TcpRelayContractIT extends RelayContract {
  @TempDir Path temporary;

  @Override
  protected RelayUnderTest createPlace() {
    return new HubPlace(temporary, URI.create("tcp://127.0.0.1:0"));
  }
}
