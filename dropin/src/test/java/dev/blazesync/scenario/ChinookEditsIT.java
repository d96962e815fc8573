package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blazesync.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random edits of all tables of a real database at three nodes, offline, in rounds. The database is
 * expected beside the repository; {@code -Dblazesync.chinook=FILE} names another place, {@code
 * -Dblazesync.chinook.edits=N} another number of edits and {@code -Dblazesync.chinook.seed=N} other
 * ones.
 */
class ChinookEditsIT {
  private static final int EDITS = Integer.getInteger("blazesync.chinook.edits", 1_500);
  private static final long SEED = Long.getLong("blazesync.chinook.seed", 1L);
  private static final int ROUNDS = 4;

  @TempDir private Path folder;

  @Test
  void threeNodesEndAlikeAndWithoutAViolation() throws IOException {
    String elsewhere = System.getProperty("blazesync.chinook", "../shared/data/chinook.db");
    Path original = Path.of(System.getProperty("blazesync.root")).resolve(elsewhere).normalize();
    assumeTrue(
        Files.isRegularFile(original),
        () -> "the sample database is not at " + original + "; the test on it is skipped");
    Files.write(folder.resolve("a.db"), Files.readAllBytes(original));
    Setup setup = new Setup(List.of(Kind.SQLITE), false);
    Random random = new Random(SEED);
    int done = 0;
    try (Gathering group = new Gathering(folder, setup, 3)) {
      group.begin();
      for (int round = 0; round < ROUNDS; round++) {
        for (Member member : group.members()) {
          RandomEdits edits = new RandomEdits(member, random);
          done += edits.make(EDITS / ROUNDS / group.members().size());
        }
        group.even();
      }
      assertThat(Databases.verify(group.a().target(), group.b().target()).equal()).isTrue();
      assertThat(Databases.verify(group.b().target(), group.c().target()).equal()).isTrue();
      assertThat(done).as("edits that the databases took").isGreaterThan(EDITS / 4);
    }
  }
}
