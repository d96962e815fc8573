package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes that are not taken, and acts that are not allowed: one clear message each. */
class MembershipInputIT {
  private static final String NOBODY = "0000-0000-0000-0000-0000-0000-0000";

  @TempDir private Path folder;
  private Site site;
  private Path a;
  private Path b;
  private Path c;

  @BeforeEach
  void group() {
    a = folder.resolve("a.db");
    b = folder.resolve("b.mv.db");
    c = folder.resolve("c.db");
    Rows.run(
        a, "CREATE TABLE T (ID INT PRIMARY KEY, V VARCHAR(20))", "INSERT INTO T VALUES (1, '-')");
    site = new Site(folder);
    site.join(a, site.group()).expect(0);
  }

  @AfterEach
  void end() {
    site.close();
  }

  @Test
  void aCodeThatExpiredIsRefused() {
    String code = site.invite(a, "--expires", "1s");
    long made = System.currentTimeMillis();
    await("it has expired").until(() -> System.currentTimeMillis() > made + 2_000);
    one(site.joinBy(code, c, "--progress", "none"), 4, "expired");
    site.joinBy(site.invite(a), c).expect(0);
    site.equal(a, c);
  }

  @Test
  void aCodeThatIsUsedUpIsRefused() {
    String code = site.invite(a);
    site.joinBy(code, b).expect(0);
    site.joinBy(code, b).expect(0);
    one(site.joinBy(code, c, "--progress", "none"), 4, "join code");
    site.joinBy(site.invite(a), c).expect(0);
    site.equal(a, c);
  }

  @Test
  void aCodeOfAnotherGroupIsRefused() {
    one(site.joinBy(site.group(), a), 4, "detach");
    site.once(a);
  }

  @Test
  void onlyAnAdminActs() {
    site.joinBy(site.invite(a), b).expect(0);
    String db = b.toString();
    String device = Devices.of(site.jar, a);
    one(site.jar.run("group", "invite", db), 4, "no admin");
    one(site.jar.run("group", "remove", db, device), 4, "no admin");
    one(site.jar.run("group", "retire", db, device), 4, "no admin");
    one(site.jar.run("group", "rotate", db), 4, "no admin");
    site.once(b, a);
    site.equal(a, b);
  }

  @Test
  void whoIsNotThereIsNotRemoved() {
    for (String act : new String[] {"remove", "retire"}) {
      one(site.jar.run("group", act, a.toString(), NOBODY), 4, "not in the group");
      one(site.jar.run("group", act, a.toString(), "everybody"), 2, "'everybody' is no device");
      one(site.jar.run("group", act, a.toString(), NOBODY.replaceFirst("0", "1")), 2, "typo");
    }
    assertThat(Devices.members(site.jar, a)).hasSize(1);
  }

  @Test
  void withoutItsHubAGroupStaysAsItIs() {
    String code = site.invite(a);
    site.hub().terminate().expect(0);
    one(site.jar.run("group", "invite", a.toString()), 3, site.address().substring(6));
    one(site.jar.run("group", "rotate", a.toString()), 3, site.address().substring(6));
    assertThat(Devices.members(site.jar, a)).hasSize(1);
    site.startHub();
    site.joinBy(code, c).expect(0);
    site.equal(a, c);
  }

  @Test
  void aCodeIsNeededUntilTheHubWasReached() {
    String code = site.invite(a);
    site.hub().terminate().expect(0);
    site.joinBy(code, c, "--timeout", "1").expect(3);
    site.startHub();
    String db = c.toString();
    one(site.jar.run("sync", db, "--once", "--progress", "none"), 4, "join code is needed");
    site.joinBy(code, c).expect(0);
    site.once(c);
    site.equal(a, c);
  }

  @Test
  void aDatabaseInNoGroupHasNoMembers() {
    Rows.run(c, "CREATE TABLE T (ID INT PRIMARY KEY)");
    for (int attached = 0; attached < 2; attached++) {
      for (String act : new String[] {"members", "invite", "rotate"}) {
        one(site.jar.run("group", act, c.toString()), 2, "group");
      }
      site.jar.run("attach", c.toString()).expect(0);
    }
  }

  private static void one(Jar.Ended ended, int code, String why) {
    assertThat(ended.expect(code).told()).singleElement().asString().contains(why);
    assertThat(ended.out()).isEmpty();
  }
}
