package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHubRulesTest extends HubRulesContract {
  @TempDir Path temporary;

  @Override
  HubLog create() {
    return SqliteHubLog.open(folder(), SqliteHubLog.UNLIMITED, () -> NOW);
  }

  private Path folder() {
    return temporary.resolve("hub");
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("hub.db"));
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void theMembershipAndWhatItCutsSurviveARestart() {
    List<SealedBatch> batches = log(alice, 1).next(3, 10);
    SealedBatch other = log(alice, 2).next(1);
    push(batches);
    Position cutOff = TestChain.position(batches.get(1));
    put(group.remove(admin, alice.nodeId(), Map.of(1L, cutOff)));
    hub.close();
    hub = create();
    assertThat(hub.membership(id).head()).isEqualTo(group.membership.head());
    assertThat(pulled()).isEqualTo(batches.subList(0, 2));
    assertThat(hub.holding(id).head().position(batches.get(0).log())).isEqualTo(cutOff);
    assertThat(push(other).result().accepted()).isZero();
    assertThat(push(log(bob, 1).next(1))).isEqualTo(taken(1));
    assertThat(put(group.rotate(admin))).isTrue();
  }

  @Test
  void whatADiskHadNoRoomForIsNotKnownEither() {
    hub.close();
    hub = SqliteHubLog.open(folder(), SqliteHubLog.UNLIMITED, () -> NOW, 30);
    Entry refused = null;
    while (refused == null) {
      int length = hub.membership(id).length();
      Entry next = group.rotate(admin);
      try {
        assertThat(put(next)).isTrue();
        assertThat(hub.membership(id).length()).isEqualTo(length + 1);
      } catch (UnavailableException full) {
        assertThat(full).hasMessageContaining("room");
        assertThat(hub.membership(id).length()).isEqualTo(length);
        assertThat(hub.membership(id).head()).isEqualTo(next.previous());
        assertThat(hub.getObject(id, ChainObject.name(length), 0, 1)).isNull();
        refused = next;
      }
    }
    hub.close();
    hub = create();
    assertThat(hub.membership(id).head()).isEqualTo(refused.previous());
    assertThat(put(refused)).isTrue();
  }

  @Test
  void whatIsNotCommittedIsNotKnown() throws SQLException {
    hub.close();
    MembershipCache known = new MembershipCache(1_000);
    Entry next = group.rotate(admin);
    ObjectFacts object =
        ObjectFacts.read(ChainObject.name(next.index()), null, TestGroup.bytes(next));
    for (boolean commits : new boolean[] {false, true}) {
      try (Connection connection = connection()) {
        connection.setAutoCommit(false);
        try (HubTransaction transaction =
            new HubTransaction(connection, known, Long.MAX_VALUE, NOW)) {
          assertThat(transaction.put(id, object)).isEqualTo(HubTransaction.Put.ADDED);
          assertThat(transaction.put(id, object)).isEqualTo(HubTransaction.Put.THERE);
          assertThat(known.get(id).head()).isEqualTo(next.previous());
          if (commits) {
            transaction.commit();
          }
        }
      }
      assertThat(known.get(id).head()).isEqualTo(commits ? next.id() : next.previous());
    }
    hub = create();
    assertThat(hub.membership(id).head()).isEqualTo(next.id());
  }

  @Test
  void aMembershipThatDoesNotKeepTheRulesOnDiskIsDamage() throws SQLException {
    hub.close();
    sql(
        "UPDATE object SET bytes = (SELECT bytes FROM object WHERE name = 'membership-1')"
            + " WHERE name = 'membership-2'");
    hub = create();
    SealedBatch batch = log(alice, 1).next(1);
    assertThatThrownBy(() -> hub.membership(id))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining(id.toString());
    assertThatThrownBy(() -> push(batch)).isInstanceOf(DamagedException.class);
    Group.Founded other = Group.founded(1);
    TestGroup.put(other.group(), hub);
    assertThat(hub.membership(other.group().membership.group())).isNotNull();
  }

  @Test
  void fewMembershipsAreKeptInMemoryAndNoneThatIsOld() {
    Membership one = Group.founded(1).group().membership;
    Membership two = Group.founded(2).group().membership;
    Group.Founded third = Group.founded(3);
    Membership three = third.group().membership;
    MembershipCache cache = new MembershipCache(4);
    cache.read(cache.beforeReading(), one);
    cache.read(cache.beforeReading(), two);
    assertThat(cache.get(one.group())).isSameAs(one);
    cache.read(cache.beforeReading(), three);
    assertThat(cache.get(two.group())).isNull();
    assertThat(cache.get(one.group())).isSameAs(one);
    long before = cache.beforeReading();
    while (third.group().entries.size() < 5) {
      third.group().rotate(third.admin());
    }
    cache.committed(third.group().membership);
    cache.read(before, three);
    assertThat(cache.get(three.group())).isSameAs(third.group().membership);
    assertThat(cache.get(one.group())).isNull();
    cache.read(before, one);
    assertThat(cache.get(one.group())).isNull();
  }
}
