package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recovery key of a group whose only admin is gone. */
class RecoveryIT {
  @TempDir private Path folder;

  @Test
  void withItAnotherMembersDatabaseInvitesAndRemoves() throws IOException {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.mv.db");
    Path c = folder.resolve("c.db");
    Path key = folder.resolve("recovery.key");
    Path other = folder.resolve("other.key");
    Rows.run(
        a, "CREATE TABLE T (ID INT PRIMARY KEY, V VARCHAR(20))", "INSERT INTO T VALUES (1, '-')");
    try (Site site = new Site(folder)) {
      String first = site.group("--recovery", key.toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      site.group("--recovery", other.toString());
      site.join(a, first).expect(0);
      site.join(b, first).expect(0);
      String lost = Devices.of(site.jar, a);
      Files.delete(a);
      Files.delete(folder.resolve("a.db-blazesync.key"));

      String db = b.toString();
      site.jar.run("group", "invite", db).expect(4);
      site.jar.run("group", "invite", db, "--recovery", other.toString()).expect(4);
      Path none = folder.resolve("none.key");
      Jar.Ended missing = site.jar.run("group", "invite", db, "--recovery", none.toString());
      assertThat(missing.expect(2).told()).singleElement().asString().contains(none.toString());

      String code = site.invite(b, "--recovery", key.toString(), "--admin");
      site.joinBy(code, c).expect(0);
      site.equal(b, c);
      site.jar.run("group", "retire", db, lost, "--recovery", key.toString()).expect(0);
      site.jar.run("group", "rotate", c.toString()).expect(0);
      Rows.run(c, "INSERT INTO T VALUES (2, 'of the new admin')");
      site.once(c, b);
      site.equal(b, c);
      assertThat(Devices.members(site.jar, b)).hasSize(2);
    }
  }

  @Test
  void itIsMadeWithTheGroupOrNotAtAll() {
    Path key = folder.resolve("recovery.key");
    Jar jar = new Jar(folder);
    String[] create = {
      "group", "create", "--hub", "tcp://127.0.0.1:1", "--recovery", key.toString()
    };
    Jar.Ended unreachable = jar.run(create).expect(3);
    assertThat(unreachable.told()).singleElement().asString().contains("127.0.0.1:1");
    assertThat(key).doesNotExist();
    try (Site site = new Site(folder)) {
      site.group("--recovery", key.toString());
      create[3] = site.address();
      Jar.Ended again = jar.run(create).expect(2);
      assertThat(again.told()).singleElement().asString().contains("is there already");
      create[5] = folder.resolve("no folder/key").toString();
      Jar.Ended nowhere = jar.run(create).expect(3);
      assertThat(nowhere.told()).singleElement().asString().contains("no folder");
      assertThat(nowhere.out()).isEmpty();
    }
  }
}
