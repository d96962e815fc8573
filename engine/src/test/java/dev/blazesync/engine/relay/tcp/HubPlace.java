package dev.blazesync.engine.relay.tcp;

import dev.blazesync.adapters.tck.BatchLog;
import dev.blazesync.adapters.tck.RelayUnderTest;
import dev.blazesync.engine.hub.HubOptions;
import dev.blazesync.engine.hub.HubServer;
import dev.blazesync.engine.hub.SqliteHubLog;
import dev.blazesync.engine.hub.TestDevice;
import dev.blazesync.engine.relay.KitGroups;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A hub for the compatibility kit. */
final class HubPlace implements RelayUnderTest {
  private final Path root;
  private final URI listen;
  private int lives;
  private HubServer hub;
  private final KitGroups groups =
      new KitGroups(
          (group, keys) ->
              new TcpRelayProvider()
                  .create(hub().listening().get(0), TestDevice.context(group, keys, 20_000)));

  /**
   * @param root an empty folder
   */
  HubPlace(Path root, URI listen) {
    this.root = root;
    this.listen = listen;
    hub = start();
  }

  private Path folder() {
    return root.resolve("hub-" + lives);
  }

  private HubServer start() {
    return HubServer.start(
        new HubOptions(List.of(listen), folder(), false, SqliteHubLog.UNLIMITED));
  }

  private HubServer hub() {
    return hub;
  }

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

  /** Goes on with the files as they are at this moment, before the hub could end in order. */
  @Override
  public void restart() {
    try {
      Path before = folder();
      lives++;
      Files.createDirectory(folder());
      for (String name : List.of("hub.db", "hub.db-wal", "hub.key")) {
        Files.copy(before.resolve(name), folder().resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hub.close();
    hub = start();
  }

  @Override
  public void close() {
    hub.close();
  }
}
