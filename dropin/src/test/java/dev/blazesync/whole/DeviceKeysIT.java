package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key file beside a database. */
class DeviceKeysIT {
  @TempDir private Path folder;
  private Path database;
  private Path key;
  private Jar jar;

  @BeforeEach
  void attach() {
    Shell.assumeInstalled();
    database = folder.resolve("a.db");
    key = folder.resolve("a.db-blazesync.key");
    jar = new Jar(folder);
    Shell.run(database, "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);");
    jar.run("attach", database.toString()).expect(0);
  }

  private String fingerprint() throws IOException {
    String json = jar.run("status", database.toString(), "--json").expect(0).out();
    return (String) JSON.std.mapFrom(json).get("fingerprint");
  }

  @Test
  void itIsTheOwnersAndGoesWithDetach() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    String fingerprint = fingerprint();
    assertThat(fingerprint).matches("([0-9a-z]{4}-){6}[0-9a-z]{4}");
    jar.run("attach", "jdbc:sqlite:" + database).expect(0);
    assertThat(fingerprint()).isEqualTo(fingerprint);
    jar.run("detach", database.toString()).expect(0);
    assertThat(key).doesNotExist();
    jar.run("attach", database.toString()).expect(0);
    assertThat(fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void aRestoredDatabaseGoesOnAndACopyIsRefused() throws IOException {
    Path backup = Files.copy(database, folder.resolve("backup"));
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(database, code).expect(0);
      Files.copy(backup, database, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      site.join(database, code).expect(0);
      Path copy = Files.copy(database, folder.resolve("copy.db"));
      Jar.Ended refused = jar.run("sync", copy.toString(), "--once").expect(4);
      assertThat(String.join("\n", refused.told()))
          .contains("copy.db-blazesync.key")
          .contains("detach --force")
          .contains(fingerprint());
      jar.run("detach", copy.toString(), "--force").expect(0);
      site.join(copy, code).expect(0);
      site.equal(database, copy);
    }
  }

  @Test
  void oneThatIsLostDamagedOrOpenToOthersIsTold() throws IOException {
    byte[] good = Files.readAllBytes(key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    told(2, "chmod 600");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.write(key, new byte[good.length]);
    told(5, "damaged");
    Files.delete(key);
    told(4, "is not there");
    assertThat(key).doesNotExist();
    jar.run("status", database.toString()).expect(0);
  }

  private void told(int code, String what) {
    Jar.Ended ended = jar.run("attach", database.toString()).expect(code);
    assertThat(ended.told()).singleElement().asString().contains(key.toString()).contains(what);
  }
}
