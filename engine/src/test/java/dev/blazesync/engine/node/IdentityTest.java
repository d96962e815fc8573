package dev.blazesync.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a database that has no file: they are in a folder of their own. */
class IdentityTest {
  @TempDir Path temporary;
  private final MemoryStore store = new MemoryStore(System::currentTimeMillis);
  private Path folder;

  @BeforeEach
  void chooseFolder() {
    folder = temporary.resolve("a/keys");
    System.setProperty(Identity.PROPERTY, folder.toString());
  }

  @AfterEach
  void chooseNone() {
    System.clearProperty(Identity.PROPERTY);
  }

  private NodeId attach() {
    try (DeviceKeys keys = Identity.open(store)) {
      Replica replica =
          new Replica(store, TableSelection.ALL, (table, row) -> {}, Plugins.load()::policy, keys);
      replica.open();
      return replica.node();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void theNodeIsThatOfTheKeysAndStaysSo() throws IOException {
    NodeId node = attach();
    assertThat(files()).containsExactly(folder.resolve(node + ".key"));
    assertThat(attach()).isEqualTo(node);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void aDatabaseWhoseKeysAreNotThereIsRefused() throws IOException {
    NodeId node = attach();
    Path file = files().get(0);
    Path elsewhere = Files.move(file, temporary.resolve("kept"));
    assertThatThrownBy(() -> Identity.open(store))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(new Fingerprint(node).toString());
    assertThat(files()).isEmpty();
    Files.move(elsewhere, file);
    assertThat(attach()).isEqualTo(node);
  }

  @Test
  void anotherDevicesKeysAreRefused() throws IOException {
    NodeId node = attach();
    NodeId other;
    try (DeviceKeys keys = Identity.open(new MemoryStore(System::currentTimeMillis))) {
      other = keys.nodeId();
    }
    Files.delete(folder.resolve(node + ".key"));
    Files.move(folder.resolve(other + ".key"), folder.resolve(node + ".key"));
    assertThatThrownBy(() -> Identity.open(store))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(new Fingerprint(other).toString());
    Identity.forget(node, null);
    assertThat(files()).as("keys of another device stay").hasSize(1);
  }

  @Test
  void aDamagedFileIsNamedAndStays() throws IOException {
    NodeId node = attach();
    Path file = folder.resolve(node + ".key");
    Files.writeString(file, "no key");
    assertThatThrownBy(() -> Identity.open(store))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent("no key");
  }

  @Test
  void whatIsDetachedNeedsNoKeys() throws IOException {
    NodeId node = attach();
    store.detach();
    Identity.forget(node, null);
    assertThat(files()).isEmpty();
    Identity.forget(node, null);
    Identity.forget(null, null);
    assertThat(attach()).isNotEqualTo(node);
  }
}
