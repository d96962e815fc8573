package dev.blazesync.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeMarkTest {
  private static final byte[] ONE = {1, 1, 1};
  private static final byte[] TWO = {2, 2, 2};
  private static final byte[] THREE = {3, 3, 3};

  @TempDir Path folder;
  private Path database;
  private LifeMark mark;

  @BeforeEach
  void mark() {
    database = folder.resolve("shop.db");
    mark = new LifeMark(database);
  }

  @Test
  void theFirstOpeningIsNoRestoredOne() {
    assertThat(mark.goesOn(null)).isTrue();
    assertThat(mark.leave(null, ONE)).isTrue();
    assertThat(mark.goesOn(ONE)).isTrue();
  }

  @Test
  void aProcessThatDiedBetweenTheTwoWritesIsNoRestoredOne() {
    mark.leave(null, ONE);
    mark.leave(ONE, TWO);
    assertThat(mark.goesOn(ONE)).isTrue();
    assertThat(mark.goesOn(TWO)).isTrue();
  }

  @Test
  void aBackupIsNoticed() {
    mark.leave(null, ONE);
    mark.leave(ONE, TWO);
    mark.leave(TWO, THREE);
    assertThat(mark.goesOn(ONE)).isFalse();
    assertThat(mark.goesOn(THREE)).isTrue();
  }

  @Test
  void aCopyOrAMovedOneIsNoticed() throws IOException {
    mark.leave(null, ONE);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.copy(
        folder.resolve("shop.db-blazesync.life"), elsewhere.resolve("shop.db-blazesync.life"));
    assertThat(new LifeMark(elsewhere.resolve("shop.db")).goesOn(ONE)).isFalse();
    assertThat(new LifeMark(folder.resolve("copy.db")).goesOn(ONE)).isFalse();
  }

  @Test
  void damageIsNotBelieved() throws IOException {
    mark.leave(null, ONE);
    Files.writeString(folder.resolve("shop.db-blazesync.life"), "x\n");
    assertThat(mark.goesOn(ONE)).isFalse();
  }

  @Test
  void whereNothingCanBeWrittenNothingIsNoticed() {
    LifeMark nowhere = new LifeMark(folder.resolve("none").resolve("shop.db"));
    assertThat(nowhere.leave(null, ONE)).isFalse();
  }

  @Test
  void itGoesWithTheEngine() throws IOException {
    mark.leave(null, ONE);
    LifeMark.forget(database);
    assertThat(folder).isEmptyDirectory();
  }
}
