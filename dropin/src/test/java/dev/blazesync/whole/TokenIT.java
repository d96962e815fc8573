package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that other machines reach. */
class TokenIT {
  @TempDir private Path folder;
  private Path database;

  @BeforeEach
  void database() {
    Shell.assumeInstalled();
    database = folder.resolve("a.db");
    Shell.run(database, "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);");
  }

  @Test
  void aGroupIsMadeAndJoinedWithATokenUntilItIsRevoked() {
    Jar jar = new Jar(folder);
    String data = folder.resolve("hub").toString();
    String[] listen = {"hub", "--listen", "tcp://0.0.0.0:0", "--data", data};
    jar.run(listen).expect(2);
    Jar.Ended made = jar.run("hub", "token", "create", "--max-devices", "1", "--data", data);
    String token = made.expect(0).out().strip();
    try (Jar.Running hub = jar.start(listen)) {
      await("the hub accepts")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !hub.alive() || hub.out().contains("listening on "));
      assertThat(hub.alive()).as(hub.err()).isTrue();
      String port = hub.out().strip().replaceFirst("^.*:", "");
      String bare = "tcp://127.0.0.1:" + port;
      jar.run("group", "create", "--hub", bare).expect(4);
      Jar.Ended group = jar.run("group", "create", "--hub", bare + "?token=" + token).expect(0);
      String code = group.out().strip();
      assertThat(String.join("\n", group.told())).contains(bare).doesNotContain(token);
      String a = database.toString();
      jar.run("sync", a, "--once", "--join", code).expect(0);
      Jar.Ended status = jar.run("status", a, "--json").expect(0);
      assertThat(status.out()).contains(bare).doesNotContain(token.substring(5, 16));
      Jar.Ended second =
          jar.run("sync", folder.resolve("b.db").toString(), "--once", "--join", code).expect(4);
      assertThat(String.join("\n", second.told())).contains("1 devices");
      String list = jar.run("hub", "token", "list", "--data", data).expect(0).out();
      String id = list.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
      try (Jar.Running syncing = jar.start("sync", a)) {
        jar.run("hub", "token", "revoke", id, "--data", data).expect(0);
        await("its token ends it").atMost(Duration.ofSeconds(30)).until(() -> !syncing.alive());
        assertThat(syncing.err()).contains("revoked", id);
      }
      jar.run("sync", a, "--once").expect(4);
      assertThat(hub.err()).doesNotContain(token.substring(5, 16));
    }
  }
}
