package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.hub.HubLog.Stored;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHubLogTest extends HubLogContract {
  @TempDir Path temporary;

  private Path folder() {
    return temporary.resolve("deep/hub");
  }

  @Override
  HubLog create() {
    return SqliteHubLog.open(folder(), SqliteHubLog.UNLIMITED, () -> NOW);
  }

  private void reopen() {
    hub.close();
    hub = create();
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("hub.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void keepsEverythingAcrossReopening() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<SealedBatch> batches = chain.next(5, 300);
    push(batches);
    put(GROUP, "snapshot-1", manifest(GROUP, "snapshot-1", 3));
    ByteBuffer cursor = pull(VersionVector.EMPTY, null, 1).cursor();
    reopen();
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).isEqualTo(batches);
    assertThat(hub.holding(GROUP).objects()).containsExactly("snapshot-1");
    assertThat(pull(VersionVector.EMPTY, cursor, 1).batches()).containsExactly(batches.get(1));
    assertThat(push(chain.next(1))).isEqualTo(all(1));
  }

  @Test
  void anotherStoresCursorIsNotTakenForItsOwn() {
    List<SealedBatch> batches = TestChain.of(GROUP, 1).next(2, 10);
    push(batches);
    ByteBuffer cursor;
    try (HubLog other =
        SqliteHubLog.open(temporary.resolve("other"), SqliteHubLog.UNLIMITED, () -> NOW)) {
      TestGroup.of(GROUP).put(other);
      Answers.await(other.push(GROUP, TestChain.bytes(batches)));
      cursor = other.pull(GROUP, VersionVector.EMPTY, null, 1).cursor();
    }
    assertThat(pull(VersionVector.EMPTY, cursor, 1).batches()).containsExactly(batches.get(0));
  }

  @Test
  void pushesThatArriveTogetherAreAllAnsweredAndAllKept() {
    List<CompletableFuture<Stored>> answers = new ArrayList<>();
    List<TestChain> chains = new ArrayList<>();
    for (int origin = 0; origin < 10; origin++) {
      chains.add(TestChain.of(GROUP, origin));
    }
    for (int i = 0; i < 100; i++) {
      for (TestChain chain : chains) {
        answers.add(hub.push(GROUP, TestChain.bytes(chain.next(30))).toCompletableFuture());
      }
    }
    answers.forEach(answer -> assertThat(answer.join()).isEqualTo(all(1)));
    reopen();
    assertThat(hub.status().batches()).isEqualTo(1_000);
    for (TestChain chain : chains) {
      assertThat(hub.holding(GROUP).head().position(chain.log())).isEqualTo(chain.position());
    }
  }

  @Test
  void oneBadPushDoesNotSpoilTheOthersOfItsTransaction() {
    List<CompletableFuture<Stored>> good = new ArrayList<>();
    List<CompletableFuture<Stored>> bad = new ArrayList<>();
    TestChain chain = TestChain.of(GROUP, 1);
    for (int i = 0; i < 200; i++) {
      good.add(hub.push(GROUP, TestChain.bytes(chain.next(30))).toCompletableFuture());
      bad.add(hub.push(GROUP, List.of(ByteBuffer.allocate(9))).toCompletableFuture());
    }
    good.forEach(answer -> assertThat(answer.join()).isEqualTo(all(1)));
    bad.forEach(answer -> assertThat(answer).failsWithin(java.time.Duration.ofSeconds(10)));
  }

  @Test
  void closingFinishesWhatWasTaken() {
    TestChain chain = TestChain.of(GROUP, 1);
    List<CompletableFuture<Stored>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(hub.push(GROUP, TestChain.bytes(chain.next(30))).toCompletableFuture());
    }
    reopen();
    answers.forEach(answer -> assertThat(answer.getNow(null)).isEqualTo(all(1)));
    assertThat(hub.status().batches()).isEqualTo(500);
  }

  @Test
  void theFolderIsForItsOwnerAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderIsUsedByOneHubAtATime() {
    assertThatThrownBy(this::create)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("in use by another hub")
        .hasMessageContaining(folder().toString());
    hub.close();
    hub = create();
  }

  @Test
  void aFileInPlaceOfTheFolderIsToldSo() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertThatThrownBy(() -> SqliteHubLog.open(file, SqliteHubLog.UNLIMITED, () -> NOW))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refusesAStoreOfANewerVersion() throws SQLException {
    hub.close();
    sql("PRAGMA user_version = 2");
    assertThatThrownBy(this::create)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("newer")
        .hasMessageContaining("format 2");
  }

  @Test
  void refusesADatabaseThatIsNotAHubs() throws SQLException {
    hub.close();
    sql("PRAGMA application_id = 1");
    assertThatThrownBy(this::create)
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("not a hub's");
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws IOException {
    hub.close();
    Files.delete(folder().resolve("hub.db"));
    Files.writeString(folder().resolve("hub.db"), "no database at all\n".repeat(1_000));
    assertThatThrownBy(this::create)
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("hub.db");
  }

  @Test
  void saysSoWhenItMeetsDamageWhileRunning() throws IOException {
    TestChain chain = TestChain.of(GROUP, 1);
    push(chain.next(50, 3_000));
    hub.close();
    Path file = folder().resolve("hub.db");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] noise = new byte[4096];
      java.util.Arrays.fill(noise, (byte) 0xa5);
      for (long at = 4096; at < channel.size(); at += 4096) {
        channel.write(ByteBuffer.wrap(noise), at);
      }
    }
    assertThatThrownBy(
            () -> {
              hub = create();
              pull(VersionVector.EMPTY, null, 1 << 20);
            })
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("hub.db");
  }

  @Test
  void atItsDiskLimitItRefusesWritesAndKeepsServingReads() {
    hub.close();
    hub = SqliteHubLog.open(folder(), 1 << 20, () -> NOW);
    TestChain chain = TestChain.of(GROUP, 1);
    Stored last = all(1);
    while (last.result().refusal() == null) {
      last = push(chain.next(20_000));
    }
    assertThat(last.result().accepted()).isZero();
    assertThat(last.result().refusal().reason()).isEqualTo(Reason.QUOTA);
    assertThat(last.result().refusal().expected().sequence())
        .isEqualTo(chain.position().sequence() - 1)
        .isGreaterThan(3);
    ByteBuffer large = manifest(GROUP, "large", 900_000);
    assertThatThrownBy(() -> put(GROUP, "large", large))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("--max-disk");
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20))
        .hasSize((int) chain.position().sequence() - 1);
    assertThat(hub.status().diskBytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void onAFullDiskItRefusesWritesAndKeepsServingReads() {
    hub.close();
    hub = SqliteHubLog.open(folder(), SqliteHubLog.UNLIMITED, () -> NOW, 100);
    TestChain chain = TestChain.of(GROUP, 1);
    TestChain bystander = TestChain.of(GROUP, 2);
    push(bystander.next(10));
    Stored last = all(1);
    while (last.result().refusal() == null) {
      last = push(chain.next(20_000));
    }
    int held = (int) chain.position().sequence() - 1;
    assertThat(last.result().accepted()).isZero();
    assertThat(last.result().refusal().reason()).isEqualTo(Reason.RETRY_LATER);
    assertThat(last.result().refusal().expected().sequence()).isEqualTo(held).isPositive();
    ByteBuffer large = manifest(GROUP, "large", 900_000);
    assertThatThrownBy(() -> put(GROUP, "large", large))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("room");
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).hasSize(held + 1);
    reopen();
    assertThat(push(bystander.next(10))).isEqualTo(all(1));
    assertThat(pullAll(VersionVector.EMPTY, 1 << 20)).hasSize(held + 2);
  }

  @Test
  void aDiskLimitThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> SqliteHubLog.open(temporary.resolve("x"), 1_000, () -> NOW))
        .isInstanceOf(ConfigurationException.class);
  }
}
