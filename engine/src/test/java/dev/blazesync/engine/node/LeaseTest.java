package dev.blazesync.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.UnavailableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Holder ELSEWHERE = new Holder(1, "elsewhere", false);

  @TempDir Path folder;

  @Test
  void aSecondEngineIsToldWhoHoldsIt() {
    Path database = folder.resolve("a.db");
    try (FileLease lease = FileLease.take(database)) {
      lease.beat(1);
      assertThatThrownBy(() -> FileLease.take(database))
          .isInstanceOf(BusyException.class)
          .hasMessageContaining("another engine works on this database")
          .hasMessageContaining("process, " + ProcessHandle.current().pid());
    }
    assertThatCode(() -> FileLease.take(database).close()).doesNotThrowAnyException();
  }

  @Test
  void readingTheHoldersNameDoesNotTakeTheLockAway() throws Exception {
    Path database = folder.resolve("a.db");
    try (FileLease lease = FileLease.take(database)) {
      lease.beat(1);
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> FileLease.take(database)).isInstanceOf(BusyException.class);
        assertThat(takenByAnotherProcess(database)).isFalse();
      }
    }
    assertThat(takenByAnotherProcess(database)).isTrue();
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> FileLease.take(folder.resolve("no/a.db")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("a.db-blazesync.lock");
  }

  @Test
  void aRowKeepsASecondEngineOutUntilItIsStale() {
    AtomicLong clock = new AtomicLong(1_000_000);
    MemoryStore store = new MemoryStore(clock::get);
    Books.create(store);
    RowLease first = RowLease.take(store, ELSEWHERE, clock::get);
    clock.addAndGet(20_000);
    assertThatThrownBy(() -> RowLease.take(store, Holder.self(false), clock::get))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("process 1 on elsewhere, last seen 20 s ago");
    first.beat(clock.get());
    clock.addAndGet(34_000);
    assertThatThrownBy(() -> RowLease.take(store, Holder.self(false), clock::get))
        .isInstanceOf(BusyException.class);
    clock.addAndGet(2_000);
    assertThatCode(() -> RowLease.take(store, Holder.self(false), clock::get).close())
        .doesNotThrowAnyException();
  }

  @Test
  void aHolderThatWasKilledOnThisComputerIsTakenOverAtOnce() throws Exception {
    Process killed = new ProcessBuilder("sleep", "60").start();
    Holder holder = new Holder(killed.pid(), Holder.self(false).computer(), false);
    AtomicLong clock = new AtomicLong(1_000_000);
    MemoryStore store = new MemoryStore(clock::get);
    Books.create(store);
    RowLease.take(store, holder, clock::get);
    assertThatThrownBy(() -> RowLease.take(store, Holder.self(false), clock::get))
        .isInstanceOf(BusyException.class);
    killed.destroyForcibly().waitFor();
    assertThatCode(() -> RowLease.take(store, Holder.self(false), clock::get))
        .doesNotThrowAnyException();
  }

  @Test
  void anEngineOnADataSourceSeesTheOneOnThePathAndTheOtherWayRound() {
    AtomicLong clock = new AtomicLong(1_000_000);
    MemoryStore store = new MemoryStore(clock::get);
    Books.create(store);
    RowLease onPath = RowLease.take(store, Holder.self(true), clock::get);
    clock.addAndGet(3_600_000);
    assertThatThrownBy(() -> RowLease.take(store, Holder.self(false), clock::get))
        .isInstanceOf(BusyException.class);
    assertThatCode(() -> RowLease.take(store, Holder.self(true), clock::get))
        .as("who has the lock file knows that the other has ended")
        .doesNotThrowAnyException();
    onPath.close();
    RowLease.take(store, Holder.self(false), clock::get);
    assertThatThrownBy(() -> RowLease.take(store, Holder.self(true), clock::get))
        .isInstanceOf(BusyException.class);
  }

  @Test
  void aLinkIsTheSameDatabase() throws Exception {
    Path database = Files.createFile(folder.resolve("real.db"));
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), database);
    try (FileLease lease = FileLease.take(database)) {
      lease.beat(1);
      assertThatThrownBy(() -> FileLease.take(link)).isInstanceOf(BusyException.class);
    }
  }

  @Test
  void aRowIsWrittenAtMostEveryTenSeconds() {
    AtomicLong clock = new AtomicLong(1_000_000);
    MemoryStore store = new MemoryStore(clock::get);
    Books.create(store);
    RowLease lease = RowLease.take(store, ELSEWHERE, clock::get);
    Set<Long> beats = new TreeSet<>();
    for (int second = 1; second <= 35; second++) {
      lease.beat(clock.addAndGet(1_000));
      beats.add(lastBeat(store) - 1_000_000);
    }
    assertThat(beats).containsExactly(0L, 10_000L, 20_000L, 30_000L);
  }

  private static long lastBeat(MemoryStore store) {
    long[] beat = new long[1];
    try (StoreView view = store.snapshot()) {
      view.scan(
          EngineTables.STATE,
          null,
          10,
          row -> {
            beat[0] = row.int64(1);
            return true;
          });
    }
    return beat[0];
  }

  private static boolean takenByAnotherProcess(Path database) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                List.of(
                    java.toString(),
                    "-cp",
                    String.join(
                        File.pathSeparator,
                        System.getProperty("java.class.path").split(File.pathSeparator)),
                    Taker.class.getName(),
                    database.toString()))
            .redirectErrorStream(true)
            .redirectOutput(Files.createTempFile(database.getParent(), "taker", ".txt").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }

  /** Takes a lease in a process of its own: exits 0 if it could. */
  public static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) {
      FileLease.take(Path.of(arguments[0])).close();
    }
  }
}
