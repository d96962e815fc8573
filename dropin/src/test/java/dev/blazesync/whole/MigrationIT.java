package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schema changes of the application, by the {@code sqlite3} shell, between two runs of sync. */
class MigrationIT {
  @TempDir private Path folder;

  @BeforeAll
  static void isThere() {
    Shell.assumeInstalled();
  }

  @Test
  void aRenamedKeyKeepsTheEditsMadeSince() throws IOException {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    Shell.run(
        a,
        "CREATE TABLE note (id TEXT PRIMARY KEY, body TEXT);"
            + " INSERT INTO note VALUES ('x', 'one'), ('y', 'two');");
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(a, code).expect(0);
      site.join(b, code).expect(0);
      String rename = "ALTER TABLE note RENAME COLUMN id TO uid;";
      Shell.run(a, rename);
      Shell.run(b, rename);
      Shell.run(a, "UPDATE note SET body = 'edited since' WHERE uid = 'x';");
      site.once(a, b, a);
      site.equal(a, b);
      assertThat(Shell.run(b, "SELECT uid, body FROM note ORDER BY uid;"))
          .isEqualTo("x|edited since\ny|two");
    }
  }
}
