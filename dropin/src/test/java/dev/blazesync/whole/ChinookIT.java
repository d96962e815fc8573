package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real database of eleven tables, edited by the {@code sqlite3} shell. It is expected beside the
 * repository; {@code -Dblazesync.chinook=FILE} names another place.
 */
class ChinookIT {
  @TempDir private Path folder;

  @BeforeAll
  static void isThere() {
    Shell.assumeInstalled();
    assumeTrue(
        Files.isRegularFile(original()),
        () -> "the sample database is not at " + original() + "; the tests on it are skipped");
  }

  private static Path original() {
    String elsewhere = System.getProperty("blazesync.chinook", "../shared/data/chinook.db");
    return Path.of(System.getProperty("blazesync.root")).resolve(elsewhere).normalize();
  }

  private Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    Files.write(copy, Files.readAllBytes(original()));
    return copy;
  }

  @Test
  void editsOfTheShellTravelWhileSyncingAndWhileNot() throws IOException {
    Path a = copy("a.db");
    Path b = folder.resolve("b.db");
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(a, code).expect(0);
      site.join(b, code).expect(0);
      site.equal(a, b);
      Shell.sameRows(a, b);
      assertThat(userSchema(b)).isEqualTo(userSchema(a));
      editWhileSyncing(site, a, b);
      editWhileNot(site, a, b);
    }
  }

  private static void editWhileSyncing(Site site, Path a, Path b) {
    try (Jar.Running atA = site.jar.start("sync", a.toString());
        Jar.Running atB = site.jar.start("sync", b.toString())) {
      Shell.run(a, "UPDATE Track SET Name = 'heard at A' WHERE TrackId = 1;");
      Shell.run(a, "INSERT INTO Artist (ArtistId, Name) VALUES (9001, 'Made at A');");
      Shell.run(b, "UPDATE Track SET UnitPrice = 2.5 WHERE TrackId = 1;");
      Shell.run(b, "DELETE FROM PlaylistTrack WHERE PlaylistId = 1 AND TrackId <= 50;");
      Shell.run(b, "REPLACE INTO Genre (GenreId, Name) VALUES (1, 'Rocks');");
      String question =
          "SELECT (SELECT count(*) FROM Artist WHERE ArtistId = 9001), (SELECT count(*) FROM"
              + " PlaylistTrack WHERE PlaylistId = 1 AND TrackId <= 50), (SELECT Name || UnitPrice"
              + " FROM Track WHERE TrackId = 1), (SELECT Name FROM Genre WHERE GenreId = 1);";
      for (Path database : new Path[] {a, b}) {
        await("edits are at " + database.getFileName() + "\n" + atA.err() + atB.err())
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> Shell.run(database, question).equals("1|0|heard at A2.5|Rocks"));
      }
      atA.terminate().expect(0);
      atB.terminate().expect(0);
    }
    Shell.sameRows(a, b);
  }

  private static void editWhileNot(Site site, Path a, Path b) {
    Shell.run(
        a,
        "BEGIN; INSERT INTO Album (AlbumId, Title, ArtistId) VALUES (9001, 'Away', 9001); INSERT INTO"
            + " Track (TrackId, Name, AlbumId, MediaTypeId, Milliseconds, UnitPrice) VALUES (9001,"
            + " 'One', 9001, 1, 1000, 0.99); COMMIT; UPDATE Customer SET City = 'Wien' WHERE"
            + " CustomerId = 5; DELETE FROM InvoiceLine WHERE InvoiceLineId = 7;");
    Shell.run(
        b,
        "UPDATE Customer SET Phone = '1' WHERE CustomerId = 5; UPDATE Invoice SET Total = Total + 1"
            + " WHERE InvoiceId < 20; UPDATE Employee SET ReportsTo = NULL WHERE EmployeeId = 8;");
    site.once(a, b);
    site.equal(a, b);
    Shell.sameRows(a, b);
    assertThat(Shell.run(a, "SELECT City, Phone FROM Customer WHERE CustomerId = 5;"))
        .as("different columns of one row are both kept")
        .isEqualTo("Wien|1");
    assertThat(Shell.run(b, "SELECT Name FROM Track WHERE AlbumId = 9001;")).isEqualTo("One");
  }

  @Test
  void nothingChangesOnTheWayThroughAnotherKindOfDatabase() throws IOException {
    Path a = copy("a.db");
    Path middle = folder.resolve("middle.mv.db");
    Path end = folder.resolve("end.db");
    try (Site site = new Site(folder)) {
      String first = site.group();
      site.join(a, first).expect(0);
      site.join(middle, first).expect(0);
      site.equal(a, middle);
      // the second group has its rows from the H2 database alone
      site.jar.run("detach", middle.toString()).expect(0);
      String second = site.group();
      site.join(middle, second).expect(0);
      site.join(end, second).expect(0);
      site.equal(middle, end);
      site.equal(a, end);
      Shell.sameRows(a, end);
    }
  }

  @Test
  void detachLeavesTheSchemaAsItWas() throws IOException {
    Path a = copy("a.db");
    String before = Shell.schema(a);
    String rows = Shell.run(a, ".dump");
    try (Site site = new Site(folder)) {
      site.join(a, site.group()).expect(0);
      assertThat(Shell.schema(a)).isNotEqualTo(before);
      Shell.run(a, "UPDATE Genre SET Name = 'Jazz' WHERE GenreId = 2;");
      Jar.Ended refused = site.jar.run("detach", a.toString()).expect(4);
      assertThat(refused.told()).singleElement().asString().contains("not sent");
      site.once(a);
      site.jar.run("detach", a.toString()).expect(0);
    }
    assertThat(Shell.schema(a)).isEqualTo(before);
    assertThat(Shell.run(a, ".dump")).isEqualTo(rows);
  }

  @Test
  void forcedDetachLeavesTheSchemaAsItWas() throws IOException {
    Path a = copy("a.db");
    String before = Shell.schema(a);
    Jar jar = new Jar(folder);
    jar.run("attach", a.toString()).expect(0);
    Shell.run(a, "UPDATE Genre SET Name = 'Noise' WHERE GenreId = 2;");
    jar.run("detach", a.toString(), "--force").expect(0);
    assertThat(Shell.schema(a)).isEqualTo(before);
    assertThat(Shell.run(a, "SELECT Name FROM Genre WHERE GenreId = 2;")).isEqualTo("Noise");
  }

  @Test
  void aDryRunAndTheDoctorChangeNothing() throws IOException {
    Path a = copy("a.db");
    byte[] before = Files.readAllBytes(a);
    Jar jar = new Jar(folder);
    assertThat(jar.run("attach", a.toString(), "--dry-run").expect(0).out())
        .contains("would capture Track")
        .contains("PlaylistId, TrackId");
    assertThat(jar.run("doctor", a.toString()).expect(0).out()).contains("Track: can sync");
    assertThat(Files.readAllBytes(a)).isEqualTo(before);
  }

  private static String userSchema(Path database) {
    return Shell.run(
        database,
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'blazesync%' AND"
            + " name NOT LIKE 'blazesync%' ORDER BY sql;");
  }
}
