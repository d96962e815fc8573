package dev.blazesync.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.blazesync.Existing;
import dev.blazesync.GroupAdmin.Invite;
import dev.blazesync.Groups;
import dev.blazesync.Hub;
import dev.blazesync.HubTokens;
import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.admin.AdminReader;
import dev.blazesync.engine.admin.GroupActs;
import dev.blazesync.engine.care.Comparison;
import dev.blazesync.engine.crypto.DeviceKeyFile;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group whose hub other machines reach, and which lets in who shows an access token. */
final class TokenGroupIT {
  private static final TableSchema ITEM =
      TableSchema.of(
          "item", List.of(ColumnSchema.of("id", ValueKind.INT64, false)), KeySchema.primary(0));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SecureRandom random = new SecureRandom();
  private final List<Runner> runners = new ArrayList<>();
  private HubTokens.Created token;
  private Hub hub;
  private URI at;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    token = HubTokens.create(folder, new HubTokens.Terms(null, 0, 2));
    hub = Hub.start(new Hub.Options(List.of(URI.create("tcp://0.0.0.0:0")), folder, false, 0));
    at = URI.create("tcp://127.0.0.1:" + hub.addresses().get(0).getPort());
  }

  @AfterEach
  void end() {
    runners.forEach(Runner::close);
    hub.close();
  }

  @Test
  void itsCodesHoldTheTokenThatItWasMadeWith() throws Exception {
    assertThatThrownBy(() -> Groups.create(List.of(at)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("without an access token");
    String first = Groups.create(List.of(URI.create(at + "?token=" + token.text())));
    URI whole = URI.create(at + "?key=" + hub.fingerprint() + "&token=" + token.text());
    assertThat(JoinCode.parse(first).hubs()).containsExactly(whole);
    assertThat(devices()).isEmpty();

    DeviceKeys founder = DeviceKeys.generate(random);
    MemoryStore a = new MemoryStore(System::currentTimeMillis);
    a.application().createTable(ITEM);
    a.application().transaction(tx -> tx.insert("item", new Value.Int64(1)));
    assertThat(start(a, founder, first).awaitSynced(PATIENCE)).isTrue();
    await().until(() -> devices().equals(List.of(founder.nodeId().toString())));

    String second = invite(a, founder);
    assertThat(JoinCode.parse(second).hubs()).containsExactly(whole);
    DeviceKeys joiner = DeviceKeys.generate(random);
    MemoryStore b = new MemoryStore(System::currentTimeMillis);
    assertThat(start(b, joiner, second).awaitSynced(PATIENCE)).isTrue();
    await().untilAsserted(() -> assertThat(Comparison.compare(a, b).equal()).isTrue());
    assertThat(b.application().rows("item")).hasSize(1);
    await()
        .until(
            () ->
                devices().equals(List.of(founder.nodeId().toString(), joiner.nodeId().toString())));

    Runner third =
        start(
            new MemoryStore(System::currentTimeMillis),
            DeviceKeys.generate(random),
            invite(a, founder));
    await().until(() -> third.peers().get(0).state() == Status.Peer.State.REFUSED);
    assertThat(third.peers().get(0).problem()).contains("2 devices", token.id());
    assertThat(devices()).hasSize(2);
  }

  private List<String> devices() {
    return HubTokens.list(folder).get(0).devices();
  }

  private String invite(MemoryStore store, DeviceKeys admin) {
    Path file = folder.resolve("keys-of-" + admin.nodeId());
    if (!file.toFile().exists()) {
      DeviceKeyFile.create(file, admin, random);
    }
    return new GroupActs(
            Plugins.load(), AdminReader.read(store, node -> file), null, System::currentTimeMillis)
        .invite(Invite.ONE);
  }

  private Runner start(MemoryStore store, DeviceKeys keys, String text) {
    JoinCode code = JoinCode.parse(text);
    LoserFile losers = new LoserFile(folder.resolve("replaced.jsonl"));
    Replica replica = new Replica(store, TableSelection.ALL, losers, Plugins.load()::policy, keys);
    replica.open();
    replica.join(code, Existing.GROUP);
    Runner runner =
        new Runner(
            new Runner.Parts(
                store,
                replica,
                code.hubs(),
                new SyncListener() {},
                System::currentTimeMillis,
                random,
                transcript -> Introduction.prove(keys, transcript),
                () -> {}),
            Plugins.load());
    runners.add(runner);
    runner.start();
    return runner;
  }
}
