package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a hub at random moments while nodes push to it. {@code -Dblazesync.kills=N} does it N
 * times.
 */
final class HubKillIT {
  private static final int ROUNDS = Integer.getInteger("blazesync.kills", 10);
  private static final int NODES = 3;
  private static final GroupId GROUP = TestChain.group(1);

  @TempDir Path temporary;

  /** A node that remembers what was acknowledged, and pushes the rest again. */
  private static final class Pusher {
    final int number;
    final TestChain chain;
    final List<SealedBatch> made = new ArrayList<>();
    final List<String> objects = new ArrayList<>();
    int acknowledged;

    Pusher(int number) {
      this.number = number;
      chain = TestChain.of(GROUP, number);
    }

    /** Pushes until the hub is gone. */
    void run(URI uri, CountDownLatch warm) {
      try (Relay relay = relay(uri)) {
        while (true) {
          while (made.size() - acknowledged < 4) {
            made.add(chain.next(200));
          }
          List<SealedBatch> open = made.subList(acknowledged, made.size());
          PushResult result = relay.push(open);
          assertThat(result.refusal()).isNull();
          acknowledged += result.accepted();
          if (acknowledged % 20 == 0) {
            String name = "snapshot-" + number + "-" + acknowledged;
            relay.putObject(name, TestGroup.of(GROUP).manifest(number, name, 1_000));
            objects.add(name);
          }
          warm.countDown();
        }
      } catch (UnavailableException killed) {
        warm.countDown();
      }
    }
  }

  /** An admin that rotates its group's secret all the time. */
  private static final class Rotator {
    final Group.Founded founded = Group.founded(99);
    int acknowledged;

    GroupId id() {
      return founded.group().membership.group();
    }

    List<Entry> entries() {
      return founded.group().entries;
    }

    /** Makes entries until the hub is gone. */
    void run(URI uri, CountDownLatch warm) {
      try (Relay relay =
          new TcpRelayProvider().create(uri, TestDevice.context(id(), founded.admin(), 20_000))) {
        while (true) {
          if (acknowledged == entries().size()) {
            founded.group().rotate(founded.admin());
          }
          Entry next = entries().get(acknowledged);
          relay.putObject(ChainObject.name(next.index()), TestGroup.bytes(next));
          acknowledged++;
          warm.countDown();
        }
      } catch (UnavailableException killed) {
        warm.countDown();
      }
    }

    void assertHeld(HubLog log) {
      int length = log.membership(id()).length();
      assertThat(length).isBetween(acknowledged, acknowledged + 1);
      assertThat(log.membership(id()).head()).isEqualTo(entries().get(length - 1).id());
    }
  }

  private static Relay relay(URI uri) {
    return new TcpRelayProvider().create(uri, TestDevice.context(GROUP, 20_000));
  }

  @Test
  void whatWasAcknowledgedSurvivesTheDeathOfTheHub() throws Exception {
    Path folder = temporary.resolve("hub");
    Random random = new Random(7);
    List<Pusher> pushers = new ArrayList<>();
    for (int origin = 1; origin <= NODES; origin++) {
      pushers.add(new Pusher(origin));
    }
    Rotator rotator = new Rotator();
    for (int round = 0; round < ROUNDS; round++) {
      HubProcess hub = HubProcess.start(folder);
      if (round == 0) {
        TestDevice.found(hub.uri(), 1);
      }
      CountDownLatch warm = new CountDownLatch(NODES * (1 + random.nextInt(40)));
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (Pusher pusher : pushers) {
        running.add(CompletableFuture.runAsync(() -> pusher.run(hub.uri(), warm)));
      }
      running.add(CompletableFuture.runAsync(() -> rotator.run(hub.uri(), warm)));
      warm.await();
      hub.kill();
      for (CompletableFuture<Void> each : running) {
        each.join();
      }
      assertWhole(folder);
      assertHolds(folder, pushers, rotator);
    }
  }

  private static void assertWhole(Path folder) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hub.db"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("ok");
    }
  }

  private static void assertHolds(Path folder, List<Pusher> pushers, Rotator rotator) {
    try (HubLog log = SqliteHubLog.open(folder, SqliteHubLog.UNLIMITED, () -> 0)) {
      rotator.assertHeld(log);
      assertThat(log.membership(GROUP).length()).isEqualTo(TestGroup.of(GROUP).entries());
      for (Pusher pusher : pushers) {
        List<SealedBatch> held = held(log, pusher);
        assertThat(held.size()).isGreaterThanOrEqualTo(pusher.acknowledged);
        assertThat(held).isEqualTo(pusher.made.subList(0, held.size()));
        SealedBatch newest = held.get(held.size() - 1);
        assertThat(log.holding(GROUP).head().position(pusher.chain.log()))
            .isEqualTo(TestChain.position(newest));
        for (String name : pusher.objects) {
          assertThat(log.getObject(GROUP, name, 0, 1 << 20).remaining()).isGreaterThan(1_000);
        }
      }
      assertThat(log.status().batches())
          .isEqualTo(
              log.holding(GROUP).head().positions().values().stream()
                  .mapToLong(Position::sequence)
                  .sum());
    }
  }

  private static List<SealedBatch> held(HubLog log, Pusher pusher) {
    List<SealedBatch> held = new ArrayList<>();
    ByteBuffer cursor = null;
    while (true) {
      Page page = log.pull(GROUP, VersionVector.EMPTY, cursor, 1 << 20);
      page.batches().stream()
          .filter(batch -> batch.log().equals(pusher.chain.log()))
          .forEach(held::add);
      if (!page.hasMore()) {
        return held;
      }
      cursor = page.cursor();
    }
  }
}
