package dev.blazesync.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blazesync.DecidedConflict;
import dev.blazesync.Existing;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.engine.admin.AdminCodec;
import dev.blazesync.engine.admin.AdminReader;
import dev.blazesync.engine.admin.AdminView;
import dev.blazesync.engine.care.Comparison;
import dev.blazesync.engine.care.StatusReader;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.OpenGroup;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two databases in memory behind real runners, threads and the memory relay. */
class NodeTest {
  private static final TableSchema ITEM =
      TableSchema.of(
          "item",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("name", ValueKind.TEXT, true),
              ColumnSchema.of("price", ValueKind.FLOAT64, true)),
          KeySchema.primary(0));

  private final String hub = UUID.randomUUID().toString();
  private final OpenGroup group = new OpenGroup(1);
  private final JoinCode code = group.code(List.of(URI.create("memory:" + hub)));
  private final List<Runner> runners = new ArrayList<>();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final List<Duration> writes = new CopyOnWriteArrayList<>();
  private MemoryStore a;
  private MemoryStore b;

  @TempDir Path folder;

  @BeforeEach
  void databases() {
    RelayContext anybody =
        new RelayContext(group.id(), new NodeId(1, 1), 1 << 20, 1_000, transcript -> new byte[0]);
    group.putOn(MemoryHub.named(hub).relay(anybody));
    a = new MemoryStore(System::currentTimeMillis);
    a.application().createTable(ITEM);
    a.application().transaction(tx -> tx.insert("item", id(1), text("one"), price(1)));
    b = new MemoryStore(System::currentTimeMillis);
  }

  @AfterEach
  void end() {
    runners.forEach(Runner::close);
  }

  @Test
  void whatOneCommitsTheOtherReads() throws Exception {
    Runner first = start(a);
    assertThat(first.awaitSynced(Duration.ofSeconds(20))).isTrue();
    Runner second = start(b);
    assertThat(second.awaitSynced(Duration.ofSeconds(20)))
        .as(() -> second.peers() + " " + second.notices())
        .isTrue();
    assertEqual();
    commit(a, tx -> tx.insert("item", id(2), text("two"), price(2)));
    await().until(() -> b.application().row("item", id(2)) != null);
    commit(b, tx -> tx.update("item", List.of(id(1)), Map.of("name", text("ONE"))));
    commit(a, tx -> tx.update("item", List.of(id(1)), Map.of("price", price(9))));
    assertThat(first.awaitSynced(Duration.ofSeconds(20))).isTrue();
    assertThat(second.awaitSynced(Duration.ofSeconds(20))).isTrue();
    await().untilAsserted(this::assertEqual);
    assertThat(b.application().row("item", id(1)).values())
        .containsExactly(id(1), text("ONE"), price(9));
    assertThat(notices).isEmpty();
  }

  @Test
  void aListenerHearsHowLongTheWriteLockWasHeld() throws Exception {
    Runner first = start(a);
    assertThat(first.awaitSynced(Duration.ofSeconds(20))).isTrue();
    int before = writes.size();
    commit(a, tx -> tx.insert("item", id(2), text("two"), price(2)));
    await().until(() -> writes.size() > before);
    assertThat(writes).allMatch(held -> !held.isNegative());
  }

  @Test
  void statusTellsWhatIsPendingWhileNobodyRuns() throws Exception {
    Runner first = start(a);
    assertThat(first.awaitSynced(Duration.ofSeconds(20))).isTrue();
    Status synced = StatusReader.read(a, true, first.peers(), List.of());
    assertThat(synced.pending()).isZero();
    assertThat(synced.peers().get(0).state()).isEqualTo(Status.Peer.State.SYNCED);
    first.close();
    a.application().transaction(tx -> tx.insert("item", id(7), text("x"), price(0)));
    Status away = StatusReader.read(a, false, List.of(), List.of());
    assertThat(away.pending()).isEqualTo(1);
    assertThat(away.peers().get(0).state()).isEqualTo(Status.Peer.State.OFFLINE);
    assertThat(away.tables()).containsExactly(new Status.Table("item", 2, 1, true));
  }

  @Test
  void anotherProcessIsAnsweredThroughTheLocalSocket() throws Exception {
    Runner first = start(a);
    assertThat(first.awaitSynced(Duration.ofSeconds(20))).isTrue();
    commit(a, tx -> tx.insert("item", id(2), text("two"), price(2)));
    assertThat(first.awaitSynced(Duration.ofSeconds(20))).isTrue();
    Path database = folder.resolve("a.db");
    Answers answers =
        new Answers() {
          @Override
          public Status status() {
            return StatusReader.read(a, true, first.peers(), List.of("a notice"));
          }

          @Override
          public List<LogEntry> log(int limit) {
            return StatusReader.log(a, limit);
          }

          @Override
          public List<ParkedRecord> parked(int limit) {
            return List.of(new ParkedRecord("item", "3", "UNIQUE: taken", null, 5));
          }

          @Override
          public List<DecidedConflict> conflicts(int limit) {
            return List.of();
          }

          @Override
          public Map<String, String> rules() {
            return Map.of();
          }

          @Override
          public AdminView admin() {
            return AdminReader.read(a, node -> Path.of("keys"));
          }

          @Override
          public void restore(long conflict) {}
        };
    try (LocalSocket socket = LocalSocket.listen(database, answers)) {
      assertThat(socket).isNotNull();
      assertThat(StatusCodec.readStatus(ask(database, "status"))).isEqualTo(answers.status());
      // a statement of heads, and the insert
      assertThat(StatusCodec.readLog(ask(database, "log 5"))).hasSize(2).isEqualTo(answers.log(5));
      assertThat(AdminCodec.read(ask(database, "group"))).isEqualTo(answers.admin());
      assertThat(StatusCodec.readParked(ask(database, "parked 5"))).isEqualTo(answers.parked(5));
    }
    assertThat(LocalSocket.ask(database, "status")).isNull();
  }

  @Test
  void aRowThatDiffersGivesWayToTheGroupsAndIsKeptInAFile() throws Exception {
    assertThat(start(a).awaitSynced(Duration.ofSeconds(20))).isTrue();
    b.application().createTable(ITEM);
    b.application().transaction(tx -> tx.insert("item", id(1), text("mine"), price(1)));
    b.application().transaction(tx -> tx.insert("item", id(5), text("only here"), price(5)));
    LoserFile losers = new LoserFile(folder.resolve("b.db-blazesync-replaced.jsonl"));
    Runner second = start(b, losers, Existing.GROUP);
    assertThat(second.awaitSynced(Duration.ofSeconds(20))).isTrue();
    await().untilAsserted(this::assertEqual);
    assertThat(a.application().rows("item")).hasSize(2);
    assertThat(b.application().row("item", id(1)).value(1)).isEqualTo(text("one"));
    assertThat(losers.path())
        .hasContent("{\"table\":\"item\",\"row\":{\"id\":1,\"name\":\"mine\",\"price\":1.0}}\n");
  }

  @Test
  void replaceKeepsTheGroupsRowsOnly() throws Exception {
    assertThat(start(a).awaitSynced(Duration.ofSeconds(20))).isTrue();
    b.application().createTable(ITEM);
    b.application().transaction(tx -> tx.insert("item", id(5), text("only here"), price(5)));
    LoserFile losers = new LoserFile(folder.resolve("b.jsonl"));
    assertThat(start(b, losers, Existing.REPLACE).awaitSynced(Duration.ofSeconds(20))).isTrue();
    assertEqual();
    assertThat(b.application().rows("item")).hasSize(1);
    assertThat(losers.rows()).isEqualTo(1);
  }

  /** An engine may be in the middle of a transaction: an application waits for it. */
  private static void commit(MemoryStore store, Consumer<MemoryWriter> work) {
    await()
        .ignoreException(BusyException.class)
        .until(
            () -> {
              store.application().transaction(work);
              return true;
            });
  }

  private static WireReader ask(Path database, String question) {
    WireReader answer = LocalSocket.ask(database, question);
    assertThat(answer).isNotNull();
    return answer;
  }

  private void assertEqual() {
    assertThat(Comparison.compare(a, b).equal()).isTrue();
  }

  private Runner start(MemoryStore store) {
    return start(store, new LoserFile(folder.resolve("none.jsonl")), Existing.GROUP);
  }

  private Runner start(MemoryStore store, LoserFile losers, Existing existing) {
    SecureRandom random = new SecureRandom();
    DeviceKeys keys = DeviceKeys.generate(random);
    Replica replica = new Replica(store, TableSelection.ALL, losers, Plugins.load()::policy, keys);
    replica.open();
    replica.join(code, existing);
    SyncListener listener =
        new SyncListener() {
          @Override
          public void notice(String message) {
            notices.add(message);
          }

          @Override
          public void wrote(Duration held) {
            writes.add(held);
          }
        };
    Runner runner =
        new Runner(
            new Runner.Parts(
                store,
                replica,
                code.hubs(),
                listener,
                System::currentTimeMillis,
                random,
                transcript -> new byte[0],
                () -> {}),
            Plugins.load());
    runners.add(runner);
    runner.start();
    return runner;
  }

  private static Value id(long number) {
    return new Value.Int64(number);
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }

  private static Value price(double price) {
    return new Value.Float64(price);
  }
}
