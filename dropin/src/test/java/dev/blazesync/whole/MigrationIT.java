package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Databases;
import dev.blazesync.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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

  @Test
  void aRenamedColumnGoesOnUnderItsNewName() throws IOException {
    Path a = folder.resolve("a.db");
    Path b = folder.resolve("b.db");
    Shell.run(
        a,
        "CREATE TABLE note (id TEXT PRIMARY KEY, body TEXT, stars INTEGER);"
            + " INSERT INTO note VALUES ('x', 'one', 1), ('y', 'two', 2);");
    String rename = "ALTER TABLE note RENAME COLUMN body TO content;";
    Map<String, String> declared = Map.of("rename.note.body", "content");
    try (Site site = new Site(folder)) {
      String code = site.group();
      site.join(a, code).expect(0);
      site.join(b, code).expect(0);
      Shell.run(a, "UPDATE note SET body = 'edited before' WHERE id = 'y';");
      site.once(a, b);
      Shell.run(a, rename);
      Databases.setRules(Target.of(a), declared);
      Shell.run(b, "UPDATE note SET body = 'edited under the old name' WHERE id = 'x';");
      site.once(b, a);
      assertThat(Shell.run(a, "SELECT content FROM note ORDER BY id;"))
          .isEqualTo("edited under the old name\nedited before");
      Shell.run(a, "UPDATE note SET content = 'edited under the new name' WHERE id = 'y';");
      site.once(a, b);
      Shell.run(b, rename);
      Databases.setRules(Target.of(b), declared);
      site.once(b, a);
      site.equal(a, b);
      assertThat(Shell.run(b, "SELECT content FROM note ORDER BY id;"))
          .isEqualTo("edited under the old name\nedited under the new name");
    }
  }
}
