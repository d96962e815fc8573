package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Databases;
import dev.blazesync.GroupAdmin;
import dev.blazesync.Groups;
import dev.blazesync.Hub;
import dev.blazesync.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A hub in this process and the nodes of a group. */
final class Gathering implements AutoCloseable {
  private static final int MAX_PASSES = 6;

  private final Setup setup;
  private final Hub hub;
  private final List<Member> members = new ArrayList<>();
  private final List<Role> roles = new ArrayList<>();
  private final Map<String, String> rules = new TreeMap<>();

  Gathering(Path folder, Setup setup, int nodes) {
    this.setup = setup;
    this.hub =
        Hub.start(
            new Hub.Options(
                List.of(URI.create("tcp://127.0.0.1:0")), folder.resolve("hub"), false, 0));
    Ticks ticks = new Ticks();
    for (int node = 0; node < nodes; node++) {
      Kind kind = setup.kind(node);
      roles.add(Role.CLIENT);
      members.add(new Member(kind, folder.resolve((char) ('a' + node) + kind.suffix), ticks));
    }
  }

  Member a() {
    return members.get(0);
  }

  Member b() {
    return members.get(1);
  }

  Member c() {
    return members.get(2);
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  Gathering rule(String name, String value) {
    rules.put(name, value);
    return this;
  }

  /** The first node's writes count as a server's. */
  Gathering serverFirst() {
    roles.set(0, Role.SERVER);
    return this;
  }

  /** The same tables for all. */
  Gathering schema(String... ddl) {
    members.forEach(member -> member.run(ddl));
    return this;
  }

  /** Tables for all databases of one kind. */
  Gathering schema(Kind kind, String... ddl) {
    members.stream().filter(member -> member.kind == kind).forEach(member -> member.run(ddl));
    return this;
  }

  /** Puts first rows in at A, which founds the group; the others join it. */
  Gathering begin(String... rows) {
    found(rows);
    return even();
  }

  /** The same for nodes whose tables are not quite alike. */
  void found(String... rows) {
    a().run(rows);
    a().join(Groups.create(hub.addresses(), roles.get(0), null, hubAddress -> {}), rules);
    GroupAdmin admin = GroupAdmin.of(a().target());
    for (int node = 1; node < members.size(); node++) {
      GroupAdmin.Invite invite =
          new GroupAdmin.Invite(Duration.ofHours(1), 1, roles.get(node), false);
      members.get(node).join(admin.invite(invite), Map.of());
    }
  }

  /** All meet, in the order of the setup, as often as it takes, and are alike then. */
  Gathering even() {
    meet();
    same();
    return this;
  }

  /** All meet until they hold the same. */
  void meet() {
    int passes = 0;
    do {
      assertThat(++passes).as("passes of sync").isLessThanOrEqualTo(MAX_PASSES);
      setup.inOrder(members).forEach(Member::sync);
    } while (members.stream().map(Member::vector).distinct().count() > 1);
  }

  /** All show the same, have the same parked, and no constraint is violated. */
  void same() {
    Map<String, List<String>> tables = Contents.of(a());
    List<String> parked = a().parked();
    for (Member member : members) {
      assertThat(member.parked()).as("parked at %s, %s", member, setup).isEqualTo(parked);
      member.work(
          connection -> {
            assertThat(Contents.of(member)).as("rows of %s, %s", member, setup).isEqualTo(tables);
            Contents.check(member);
          });
    }
  }

  /** Every node answers the query like this. */
  Gathering shows(String sql, String... rows) {
    for (Member member : members) {
      assertThat(member.query(sql))
          .as("%s at %s, %s; parked: %s", sql, member, setup, member.parked())
          .containsExactly(rows);
    }
    return this;
  }

  /** Every node has these parked: table, key and reason. */
  Gathering parked(String... records) {
    for (Member member : members) {
      assertThat(member.parked()).as("parked at %s, %s", member, setup).containsExactly(records);
    }
    return this;
  }

  /** The comparison that people run finds no difference either. */
  Gathering verified() {
    for (Member member : members) {
      assertThat(Databases.verify(a().target(), member.target()).equal())
          .as("%s verified, %s", member, setup)
          .isTrue();
    }
    return this;
  }

  /** What gave way is in some node's ledger: column, or null for a record, and values. */
  Gathering lost(String... losers) {
    assertThat(members.stream().flatMap(member -> member.conflicts().stream()))
        .as("ledgers, %s", setup)
        .extracting(conflict -> conflict.column() + " " + conflict.loser())
        .containsOnly(losers);
    return this;
  }

  @Override
  public void close() {
    hub.close();
  }
}
