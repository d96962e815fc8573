package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub is known by its key. */
class HubKeyIT {
  private static final Pattern KEY = Pattern.compile("([0-9a-z]{4}-){6}[0-9a-z]{4}");

  @TempDir private Path folder;
  private Path database;

  @BeforeEach
  void database() {
    Shell.assumeInstalled();
    database = folder.resolve("a.db");
    Shell.run(database, "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);");
  }

  private static String key(String text) {
    Matcher matcher = KEY.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group();
  }

  @Test
  void aHubWithAnotherKeyIsRefusedUntilItHasItsOwnAgain() throws IOException {
    Path file = folder.resolve("hub/hub.key");
    Path backup = folder.resolve("backup");
    try (Site site = new Site(folder)) {
      String before = key(site.hub().err());
      site.join(database, site.group()).expect(0);
      site.hub().terminate().expect(0);
      Files.move(file, backup);
      site.startHub();
      String now = key(site.hub().err());
      assertThat(now).isNotEqualTo(before);
      Jar.Ended refused = site.jar.run("sync", database.toString(), "--once").expect(4);
      assertThat(String.join("\n", refused.told())).contains(before).contains(now);
      String peer = site.address() + "?key=" + now;
      site.jar.run("sync", database.toString(), "--once", "--peer", peer).expect(0);
      site.hub().terminate().expect(0);
      Files.delete(file);
      Files.move(backup, file);
      site.startHub();
      assertThat(key(site.hub().err())).isEqualTo(before);
      site.once(database);
    }
  }

  @Test
  void aGroupIsMadeWithTheKeyOfItsHub() {
    try (Site site = new Site(folder)) {
      String key = key(site.hub().err());
      Jar.Ended believed = site.jar.run("group", "create", "--hub", site.address()).expect(0);
      assertThat(believed.told()).singleElement().asString().contains(key).contains("compare");
      String whole = site.address() + "?key=" + key;
      Jar.Ended known = site.jar.run("group", "create", "--hub", whole).expect(0);
      assertThat(known.told()).isEmpty();
      String other = "0000-0000-0000-0000-0000-0000-0000";
      Jar.Ended wrong =
          site.jar.run("group", "create", "--hub", site.address() + "?key=" + other).expect(4);
      assertThat(wrong.told()).singleElement().asString().contains(key).contains(other);
      assertThat(wrong.out()).isEmpty();
      site.jar.run("group", "create", "--hub", site.address() + "?key=12").expect(2);
    }
  }

  @Test
  void aPeerIsNamedWithItsKeyUnlessTheGroupKnowsIt() {
    try (Site site = new Site(folder)) {
      site.join(database, site.group()).expect(0);
      String a = database.toString();
      site.jar.run("sync", a, "--once", "--peer", site.address()).expect(0);
      Jar.Ended refused =
          site.jar.run("sync", a, "--once", "--peer", "tcp://127.0.0.1:9").expect(2);
      assertThat(refused.told()).singleElement().asString().contains("?key=");
    }
  }
}
