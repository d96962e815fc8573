package dev.blazesync.adapters.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RecordStoreProvider;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.ServiceLoader;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is opened, and what is said of what is not. */
class ProviderTest {
  private final H2StoreProvider provider = new H2StoreProvider();

  @TempDir Path folder;

  private Path database() throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("app"), "sa", "")) {
      Fixture.run(connection, "CREATE TABLE T (ID INT PRIMARY KEY)");
    }
    return folder.resolve("app.mv.db");
  }

  @Test
  void itIsFoundAndRecognisesItsOwn() throws Exception {
    assertThat(ServiceLoader.load(RecordStoreProvider.class))
        .anyMatch(found -> found.id().equals("h2"));
    Path file = database();
    Path renamed = Files.copy(file, folder.resolve("other.bin"));
    JdbcConnectionPool source = JdbcConnectionPool.create("jdbc:h2:mem:recognised", "sa", "");
    assertThat(provider.recognises(new StoreLocation.File(file))).isEqualTo(100);
    assertThat(provider.recognises(new StoreLocation.File(folder.resolve("no.mv.db"))))
        .isEqualTo(100);
    assertThat(provider.recognises(new StoreLocation.File(renamed))).isEqualTo(50);
    assertThat(provider.recognises(new StoreLocation.File(folder.resolve("a.db")))).isZero();
    assertThat(provider.recognises(new StoreLocation.JdbcUrl("jdbc:h2:mem:", null, null)))
        .isEqualTo(100);
    assertThat(provider.recognises(new StoreLocation.JdbcUrl("jdbc:sqlite:", null, null))).isZero();
    assertThat(provider.recognises(new StoreLocation.Source(source))).isEqualTo(100);
    source.dispose();
    assertThat(provider.recognises(new StoreLocation.Named("x"))).isZero();
  }

  @Test
  void theFileIsKnownHoweverItIsOpened() throws SQLException {
    Path file = database();
    String url = "jdbc:h2:file:" + folder.resolve("app");
    JdbcConnectionPool source = JdbcConnectionPool.create(url, "sa", "");
    JdbcConnectionPool memory = JdbcConnectionPool.create("jdbc:h2:mem:", "sa", "");
    for (StoreLocation location :
        java.util.List.of(
            new StoreLocation.File(file),
            new StoreLocation.JdbcUrl(url, "sa", new char[0]),
            new StoreLocation.Source(source))) {
      try (RecordStore store = provider.create(location, StoreOptions.DEFAULT)) {
        assertThat(store.file()).as("%s", location).isEqualTo(file);
      }
    }
    try (RecordStore store =
        provider.create(new StoreLocation.Source(memory), StoreOptions.DEFAULT)) {
      assertThat(store.file()).isNull();
    }
    source.dispose();
    memory.dispose();
  }

  @Test
  void aFileIsOpenedByItsPath() throws SQLException {
    Path file = database();
    try (RecordStore store = provider.create(new StoreLocation.File(file), StoreOptions.DEFAULT)) {
      assertThat(store.schema().tables()).hasSize(1);
    }
    try (RecordStore store =
        provider.create(
            new StoreLocation.File(folder.resolve("new.mv.db")),
            StoreOptions.DEFAULT.creating(true))) {
      assertThat(store.schema().tables()).isEmpty();
    }
  }

  @Test
  void aMissingFileIsUnavailableAndNotCreated() {
    Path missing = folder.resolve("missing.mv.db");
    assertThatThrownBy(() -> provider.create(new StoreLocation.File(missing), StoreOptions.DEFAULT))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(missing.toString());
    String url = "jdbc:h2:file:" + folder.resolve("missing");
    assertThatThrownBy(
            () -> provider.create(new StoreLocation.JdbcUrl(url, "sa", null), StoreOptions.DEFAULT))
        .isInstanceOf(UnavailableException.class);
    assertThat(missing).doesNotExist();
  }

  @Test
  void aWrongPasswordIsRefused() throws SQLException {
    Path file = database();
    assertThatThrownBy(
            () ->
                provider.create(
                    new StoreLocation.File(file),
                    StoreOptions.DEFAULT.as("sa", "secret".toCharArray())))
        .isInstanceOf(RefusedException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aFileThatAnotherProcessHasOpenIsUnavailable() throws Exception {
    Path file = database();
    // What H2 in another process does.
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> provider.create(new StoreLocation.File(file), StoreOptions.DEFAULT))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("one process")
          .hasMessageContaining("AUTO_SERVER");
    }
  }

  @Test
  void damageIsCalledDamage() throws Exception {
    Path text = Files.writeString(folder.resolve("text.mv.db"), "not a database");
    assertThatThrownBy(() -> provider.create(new StoreLocation.File(text), StoreOptions.DEFAULT))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining(text.toString());
    Path file = database();
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 64, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);
    assertThatThrownBy(() -> provider.create(new StoreLocation.File(file), StoreOptions.DEFAULT))
        .isInstanceOf(DamagedException.class);
  }

  @Test
  void optionsThatItDoesNotKnowAreRefused() throws SQLException {
    Path file = database();
    StoreOptions odd = new StoreOptions(50, false, false, null, null, Map.of("colour", "red"));
    assertThatThrownBy(() -> provider.create(new StoreLocation.File(file), odd))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("colour");
    assertThatThrownBy(
            () ->
                provider.create(
                    new StoreLocation.File(folder.resolve("a.db")), StoreOptions.DEFAULT))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void autoServerLetsASecondOpenerIn() throws SQLException {
    Path file = database();
    StoreOptions shared =
        new StoreOptions(50, false, false, null, null, Map.of("auto-server", "true"));
    try (RecordStore store = provider.create(new StoreLocation.File(file), shared);
        Connection other =
            DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("app") + ";AUTO_SERVER=TRUE", "sa", "")) {
      assertThat(Fixture.query(other, "SELECT COUNT(*) FROM T")).isEqualTo("0;");
      assertThat(store.schema().tables()).hasSize(1);
    }
  }

  @Test
  void connectionsOfAPoolAreGivenBackAsTheyWere() throws SQLException {
    JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:pool", "sa", "");
    pool.setMaxConnections(2);
    try (Connection keeper = DriverManager.getConnection("jdbc:h2:mem:pool", "sa", "")) {
      Fixture.run(keeper, "CREATE TABLE T (ID INT PRIMARY KEY)");
      try (Connection one = pool.getConnection();
          Connection two = pool.getConnection()) {
        Fixture.run(one, "SET LOCK_TIMEOUT 777");
        Fixture.run(two, "SET LOCK_TIMEOUT 777");
      }
      try (RecordStore store =
          provider.create(new StoreLocation.Source(pool), StoreOptions.DEFAULT)) {
        store.capture(
            java.util.List.of(
                dev.blazesync.spi.CaptureSpec.of(store.schema().table("T").orElseThrow())));
        store.begin().close();
        store.snapshot().close();
      }
      assertThat(pool.getActiveConnections()).isZero();
      try (Connection one = pool.getConnection();
          Connection two = pool.getConnection()) {
        for (Connection each : new Connection[] {one, two}) {
          assertThat(each.getAutoCommit()).isTrue();
          assertThat(each.getTransactionIsolation())
              .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
          assertThat(Fixture.query(each, "SELECT LOCK_TIMEOUT()")).isEqualTo("777;");
          assertThat(Guard.isSet(each)).isFalse();
        }
      }
    } finally {
      pool.dispose();
    }
  }

  @Test
  void aReadOnlyStoreChangesNothing() throws SQLException, IOException {
    Path file = database();
    try (RecordStore store =
        provider.create(new StoreLocation.File(file), StoreOptions.DEFAULT.readingOnly())) {
      assertThat(store.schema().tables()).hasSize(1);
      store.snapshot().close();
      assertThatThrownBy(store::begin).isInstanceOf(ConfigurationException.class);
    }
  }
}
