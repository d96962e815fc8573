package dev.blazesync.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceKeyFileTest {
  @TempDir private Path folder;

  private final SecureRandom random = new SecureRandom();
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("device.key");
  }

  @Test
  void keysAreMadeOnce() throws IOException {
    DeviceKeys made = DeviceKeyFile.readOrCreate(file, random);
    DeviceKeys again = DeviceKeyFile.readOrCreate(file, random);
    DeviceKeys read = DeviceKeyFile.read(file);
    for (DeviceKeys keys : List.of(again, read)) {
      assertThat(keys.publicKeys()).isEqualTo(made.publicKeys());
      assertThat(keys.sealing()).isEqualTo(made.sealing());
      assertThat(keys.sign(Purpose.BATCH_SIGNATURE)).isEqualTo(made.sign(Purpose.BATCH_SIGNATURE));
    }
    assertThat(files()).containsExactly(file);
  }

  @Test
  void keysThatWereMadeBeforeAreKeptWhereNoOthersAre() {
    DeviceKeys made = DeviceKeys.generate(random);
    DeviceKeyFile.create(file, made, random);
    assertThat(DeviceKeyFile.read(file).publicKeys()).isEqualTo(made.publicKeys());
    assertThatThrownBy(() -> DeviceKeyFile.create(file, DeviceKeys.generate(random), random))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(file.toString());
    assertThat(DeviceKeyFile.read(file).publicKeys()).isEqualTo(made.publicKeys());
  }

  @Test
  void itIsTheOwnersAlone() throws IOException {
    assumePosix();
    DeviceKeyFile.readOrCreate(file, random);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x", "rwxrwxrwx"})
  void oneThatIsOpenToOthersIsRefused(String mode) throws IOException {
    assumePosix();
    DeviceKeyFile.readOrCreate(file, random);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    refused(ConfigurationException.class, mode, "chmod 600 " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    DeviceKeyFile.read(file);
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    DeviceKeyFile.readOrCreate(file, random);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      refused(DamagedException.class, "damaged");
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    refused(DamagedException.class, "damaged");
    Files.write(file, new byte[1 << 20]);
    refused(DamagedException.class, "damaged");
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    DeviceKeyFile.readOrCreate(file, random);
    byte[] good = Files.readAllBytes(file);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      refused(SyncException.class, "key file");
    }
  }

  @Test
  void aNewerVersionIsCalledSo() throws IOException {
    DeviceKeyFile.readOrCreate(file, random);
    byte[] newer = Files.readAllBytes(file);
    newer[4] = 2;
    Files.write(file, newer);
    refused(ConfigurationException.class, "version 2", "update");
  }

  @Test
  void aFolderIsNoKeyFile() throws IOException {
    Files.createDirectory(file);
    refused(ConfigurationException.class, "there is no plain file of that name");
  }

  @Test
  void oneThatCannotBeReadIsNamed() throws IOException {
    assumePosix();
    DeviceKeyFile.readOrCreate(file, random);
    Files.setPosixFilePermissions(file, Set.of());
    assumeTrue(!Files.isReadable(file), "this user may read every file");
    refused(ConfigurationException.class, "cannot be read");
  }

  @Test
  void noneIsReadWhereNoneIs() {
    assertThatThrownBy(() -> DeviceKeyFile.read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).doesNotExist();
  }

  /** New keys would make another device of this one, behind its user's back. */
  @Test
  void aDamagedOneIsNeverReplaced() throws IOException {
    Files.writeString(file, "");
    onlyOwner(file);
    refused(DamagedException.class, "restore it from a backup");
    assertThat(file).isEmptyFile();
  }

  @Test
  void aDanglingLinkIsNotFollowed() throws IOException {
    assumePosix();
    Files.createSymbolicLink(file, folder.resolve("elsewhere"));
    refused(ConfigurationException.class, "there is no plain file of that name");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path lost = folder.resolve("none").resolve("device.key");
    assertThatThrownBy(() -> DeviceKeyFile.readOrCreate(lost, random))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(lost.toString());
  }

  @Test
  void ofManyThatMakeItAtOnceOneDoes() throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        Path contested = folder.resolve("device-" + round);
        List<Future<NodeId>> starts = new ArrayList<>();
        for (int start = 0; start < 8; start++) {
          starts.add(pool.submit(() -> DeviceKeyFile.readOrCreate(contested, random).nodeId()));
        }
        Set<NodeId> ids = new HashSet<>();
        for (Future<NodeId> start : starts) {
          ids.add(result(start));
        }
        assertThat(ids).hasSize(1);
      }
    } finally {
      pool.shutdown();
    }
    assertThat(files()).hasSize(20);
  }

  @Test
  void theFormIsTheOneDrawn() throws IOException {
    DeviceKeys keys = DeviceKeyFile.readOrCreate(file, random);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(133).startsWith('B', 'L', 'Z', 'K', 1);
    assertThat(Secret.of(Arrays.copyOfRange(bytes, 5, 37))).isEqualTo(keys.signing().seed());
    assertThat(Secret.of(Arrays.copyOfRange(bytes, 37, 69)))
        .isEqualTo(keys.agreement().privateKey());
    assertThat(Secret.of(Arrays.copyOfRange(bytes, 69, 101))).isEqualTo(keys.sealing());
    byte[] label = "blazesync/key file/1\0".getBytes(StandardCharsets.US_ASCII);
    assertThat(Arrays.copyOfRange(bytes, 101, 133))
        .isEqualTo(Sha256.of(label, Arrays.copyOf(bytes, 101)));
  }

  /** As on Windows: what cannot be asked is not asked. */
  @Test
  void whereNoPermissionsAndNoLinksAreItWorksToo() throws IOException {
    Path zip = folder.resolve("stick.zip");
    try (FileSystem stick = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path there = stick.getPath("/device.key");
      assertThat(stick.supportedFileAttributeViews()).doesNotContain("posix");
      DeviceKeys made = DeviceKeyFile.readOrCreate(there, random);
      assertThat(DeviceKeyFile.readOrCreate(there, random).nodeId()).isEqualTo(made.nodeId());
      try (Stream<Path> found = Files.list(stick.getPath("/"))) {
        assertThat(found).hasSize(1);
      }
    }
  }

  private static NodeId result(Future<NodeId> start) throws InterruptedException {
    try {
      return start.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void refused(Class<? extends SyncException> type, String... parts) {
    assertThatThrownBy(() -> DeviceKeyFile.readOrCreate(file, random))
        .isInstanceOf(type)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    }
  }

  private void onlyOwner(Path path) throws IOException {
    if (isPosix()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private void assumePosix() {
    assumeTrue(isPosix(), "this file system has no POSIX permissions");
  }

  private boolean isPosix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
