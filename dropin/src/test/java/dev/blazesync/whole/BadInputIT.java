package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not as it should be: one clear message, the right exit code, no stack trace. */
class BadInputIT {
  private static final String GOOD_TABLE =
      "CREATE TABLE good (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO good VALUES (1, 'x');";

  @TempDir private Path folder;

  @BeforeAll
  static void shell() {
    Shell.assumeInstalled();
  }

  @Test
  void aTableWithoutAKeyIsNamedAndTheOthersSync() {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    Shell.run(a, GOOD_TABLE + "CREATE TABLE keyless (v TEXT); INSERT INTO keyless VALUES ('y');");
    try (Site site = new Site(folder)) {
      Jar.Ended doctor = site.jar.run("doctor", a.toString()).expect(1);
      assertThat(doctor.out()).contains("keyless: cannot sync").contains("good: can sync");
      theGoodTableSyncs(site, a, b);
    }
  }

  @Test
  void aVirtualTableIsNamedAndTheOthersSync() {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    Shell.run(a, GOOD_TABLE + "CREATE VIRTUAL TABLE words USING fts5(text);");
    try (Site site = new Site(folder)) {
      Jar.Ended doctor = site.jar.run("doctor", a.toString());
      assertThat(doctor.out()).contains("words").contains("virtual").contains("good: can sync");
      theGoodTableSyncs(site, a, b);
    }
  }

  private static void theGoodTableSyncs(Site site, Path a, Path b) {
    String code = site.group();
    site.join(a, code).expect(0);
    site.join(b, code).expect(0);
    Shell.run(a, "UPDATE good SET v = 'z';");
    site.once(a, b);
    assertThat(Shell.run(b, "SELECT v FROM good;")).isEqualTo("z");
  }

  @Test
  void aFileThatIsNoDatabaseIsDamaged() throws IOException {
    Path text = folder.resolve("notes.db");
    Files.writeString(text, "shopping list\n".repeat(200));
    Jar jar = new Jar(folder);
    for (String command : List.of("doctor", "attach", "status", "detach")) {
      Jar.Ended ended = jar.run(command, text.toString()).expect(5);
      assertThat(ended.told()).singleElement().asString().contains("notes.db");
    }
    assertThat(Files.readString(text)).isEqualTo("shopping list\n".repeat(200));
  }

  @Test
  void aFileThatIsNoH2DatabaseIsDamaged() throws IOException {
    Path text = folder.resolve("notes.mv.db");
    Files.writeString(text, "shopping list\n".repeat(2000));
    Jar.Ended ended = new Jar(folder).run("doctor", text.toString()).expect(5);
    assertThat(ended.told()).singleElement().asString().contains("notes");
  }

  @Test
  void aCorruptDatabaseIsDamaged() throws IOException {
    Path corrupt = folder.resolve("corrupt.db");
    Shell.run(
        corrupt,
        GOOD_TABLE
            + "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT"
            + " INTO good SELECT i, hex(randomblob(40)) FROM n;");
    byte[] bytes = Files.readAllBytes(corrupt);
    // the header and the schema stay; every page after them is noise
    byte[] noise = new byte[bytes.length - 4096];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, 4096, noise.length);
    Files.write(corrupt, bytes);
    try (Site site = new Site(folder)) {
      Jar.Ended ended = site.join(corrupt, site.group()).expect(5);
      assertThat(String.join("\n", ended.told())).contains("corrupt.db");
    }
  }

  @Test
  void aDatabaseOpenedForReadingIsNotAvailable() {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    Jar.Ended ended = new Jar(folder).run("attach", "jdbc:sqlite:file:" + a + "?mode=ro").expect(3);
    assertThat(ended.told()).singleElement().asString().contains("read");
  }

  @Test
  void aFileThatMayNotBeWrittenIsNotAvailable() {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write everything");
    assertThat(a.toFile().setWritable(false)).isTrue();
    new Jar(folder).run("attach", a.toString()).expect(3);
  }

  @Test
  void aHubThatIsNotThereIsNotAvailable() {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    Jar jar = new Jar(folder);
    Jar.Ended create = jar.run("group", "create", "--hub", "tcp://127.0.0.1:1").expect(3);
    assertThat(create.out()).isEmpty();
    assertThat(create.told()).singleElement().asString().contains("127.0.0.1:1");
    String code;
    try (Site site = new Site(folder)) {
      code = site.group();
    }
    Jar.Ended sync =
        jar.run(
                "sync",
                a.toString(),
                "--join",
                code,
                "--once",
                "--timeout",
                "2",
                "--progress",
                "none")
            .expect(3);
    assertThat(String.join("\n", sync.told())).contains("within 2 s").contains("nothing is lost");
  }

  @Test
  void anAddressThatIsNoneIsAUsageMistake() {
    Jar jar = new Jar(folder);
    jar.run("group", "create", "--hub", "carrier-pigeon://loft").expect(2);
    jar.run("hub", "--listen", "tcp://127.0.0.1:99999", "--data", "h1").expect(2);
    jar.run("hub", "--listen", "tcp://0.0.0.0:0", "--data", "h2").expect(2);
  }

  @Test
  void aPortThatIsTakenIsNotAvailable() {
    try (Site site = new Site(folder)) {
      Jar.Ended second =
          site.jar.run("hub", "--listen", site.address(), "--data", "other").expect(3);
      assertThat(second.told()).singleElement().asString().contains("127.0.0.1");
      Jar.Ended sameFolder =
          site.jar
              .run(
                  "hub",
                  "--listen",
                  "tcp://127.0.0.1:0",
                  "--data",
                  folder.resolve("hub").toString())
              .expect(3);
      assertThat(sameFolder.told()).singleElement().asString().contains("hub");
    }
  }

  @Test
  void aJoinCodeWithATypoIsRefused() {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    String schema = Shell.schema(a);
    try (Site site = new Site(folder)) {
      String code = site.group();
      char[] typo = code.toCharArray();
      typo[20] = typo[20] == 'a' ? 'b' : 'a';
      site.join(a, new String(typo)).expect(4);
      site.join(a, code.substring(0, code.length() - 3)).expect(4);
      site.join(a, "hello").expect(4);
    }
    assertThat(Shell.schema(a)).as("a wrong code leaves no trace").isEqualTo(schema);
  }

  @Test
  void aDatabaseOfAnotherGroupIsRefused() {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(a, code).expect(0);
      site.join(a, code).expect(0);
      site.join(a, site.group()).expect(4);
    }
  }

  @Test
  void withoutACodeThereIsNoGroupToSyncWith() {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    Jar.Ended ended = new Jar(folder).run("sync", a.toString(), "--once").expect(2);
    assertThat(ended.told()).singleElement().asString().contains("join");
  }

  @Test
  void whatASchemaHasNoPlaceForIsHeldAndTheRestSyncs() {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    Shell.run(a, GOOD_TABLE + "CREATE TABLE other (id INTEGER PRIMARY KEY, v TEXT);");
    Shell.run(b, GOOD_TABLE);
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(a, code).expect(0);
      site.join(b, code).expect(0);
      Shell.run(a, "INSERT INTO other VALUES (1, 'early'); UPDATE good SET v = 'both';");
      site.once(a, b);
      assertThat(Shell.run(b, "SELECT v FROM good;")).isEqualTo("both");
      Shell.run(b, "CREATE TABLE other (id INTEGER PRIMARY KEY, v TEXT);");
      site.once(b);
      assertThat(Shell.run(b, "SELECT v FROM other;")).isEqualTo("early");
      site.equal(a, b);
    }
  }

  @Test
  void noiseOnTheWireLeavesTheHubServing() throws IOException {
    Path a = folder.resolve("a.db");
    Shell.run(a, GOOD_TABLE);
    try (Site site = new Site(folder)) {
      URI address = URI.create(site.address());
      Random random = new Random(5);
      for (int length : new int[] {1, 2, 3, 100, 5000, 70_000}) {
        for (int fill : new int[] {0, 0xff, -1}) {
          byte[] bytes = new byte[length];
          if (fill < 0) {
            random.nextBytes(bytes);
          } else {
            Arrays.fill(bytes, (byte) fill);
          }
          send(address, bytes);
        }
      }
      assertThat(site.hub().alive()).isTrue();
      assertThat(site.hub().err()).doesNotContain("\tat ");
      site.join(a, site.group()).expect(0);
    }
  }

  /** A hub that has heard enough closes the connection, also while somebody still writes. */
  private static void send(URI address, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException closed) {
      assertThat(closed).isNotNull();
    }
  }
}
