package dev.blazesync.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another program, with another SQLite, writes the same file: the sqlite3 shell. */
class ShellIT {
  private static final String TABLE =
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER, u TEXT UNIQUE)";

  @TempDir Path folder;

  @BeforeAll
  static void needsTheShell() {
    boolean there;
    try {
      there = new ProcessBuilder("sqlite3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assumeTrue(there, "the sqlite3 shell is not on the PATH");
  }

  private static String shell(Path file, String sql) {
    try {
      Process process =
          new ProcessBuilder("sqlite3", "-batch", file.toString())
              .redirectErrorStream(true)
              .start();
      try (var input = process.getOutputStream()) {
        input.write((".timeout 60000\n" + sql).getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits a little, as an engine does: SQLite's lock goes to whoever asks at the right moment. */
  private static boolean isDone(CompletableFuture<String> writer) {
    try {
      writer.get(5, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAL", "DELETE"})
  void nothingOfAConcurrentWriterIsLost(String mode) throws SQLException {
    try (Fixture db = new Fixture(folder, "PRAGMA journal_mode = " + mode, TABLE).captureAll()) {
      StringBuilder script = new StringBuilder();
      for (int id = 1; id <= 300; id++) {
        script.append("INSERT INTO t VALUES (").append(id).append(", 0, 'u").append(id);
        script.append("'); UPDATE t SET v = v + 1 WHERE id % 7 = ").append(id % 7).append(";\n");
      }
      script.append("REPLACE INTO t VALUES (1000, 5, 'u1'); DELETE FROM t WHERE id = 2;");
      CompletableFuture<String> writer =
          CompletableFuture.supplyAsync(() -> shell(db.file, script.toString()));
      Map<Long, ValueRow> copy = new HashMap<>();
      int applied = 0;
      boolean last = false;
      while (!last) {
        last = isDone(writer);
        try (StoreTransaction transaction = db.store.begin()) {
          transaction.drain(
              new DrainScope.UpTo(1_000_000, 1L << 40),
              (change, key, current) -> {
                if (current == null) {
                  copy.remove(key.int64(0));
                } else {
                  copy.put(key.int64(0), ValueRow.copyOf(current));
                }
              });
          long id = 5_000 + applied++;
          ValueRow own = Fixture.row(id, id, "own" + id);
          transaction.write(db.table("t"), Rows.of(own), (index, refusal) -> {});
          copy.put(id, own);
          transaction.commit();
        } catch (BusyException e) {
          last = false; // the other writer had its turn
        }
      }
      assertThat(writer.join()).isEmpty();
      Map<Long, ValueRow> rows = new HashMap<>();
      try (var view = db.store.snapshot()) {
        view.scan(
            db.table("t"),
            null,
            Integer.MAX_VALUE,
            row -> {
              rows.put(row.int64(0), ValueRow.copyOf(row));
              return true;
            });
      }
      rows.keySet().retainAll(copy.keySet());
      copy.keySet().removeIf(id -> id >= 5_000 && !rows.containsKey(id));
      assertThat(copy).isEqualTo(rows).hasSizeGreaterThan(298).doesNotContainKeys(1L, 2L);
      assertThat(shell(db.file, "PRAGMA integrity_check;")).isEqualTo("ok\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAL", "DELETE"})
  void aCommitOfAnotherProgramWakes(String mode) throws Exception {
    try (Fixture db = new Fixture(folder, "PRAGMA journal_mode = " + mode, TABLE).captureAll()) {
      AtomicInteger drained = new AtomicInteger();
      try (AutoCloseable registration =
          db.store.onChange(() -> drained.addAndGet(db.drain().size()))) {
        for (int id = 1; id <= 5; id++) {
          shell(db.file, "INSERT INTO t (id) VALUES (" + id + ");");
          Awaitility.await()
              .atMost(Duration.ofSeconds(20))
              .untilAtomic(drained, org.hamcrest.Matchers.equalTo(id));
        }
        assertThat(registration).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAL", "DELETE"})
  void detachLeavesTheSameDump(String mode) throws SQLException {
    try (Fixture db = new Fixture(folder, "PRAGMA journal_mode = " + mode, TABLE)) {
      String before = shell(db.file, ".dump");
      db.captureAll();
      db.sql("INSERT INTO t VALUES (1, 2, 'x')", "DELETE FROM t");
      List<String> drained = new ArrayList<>(db.drained());
      assertThat(drained).hasSize(1);
      db.store.detach();
      assertThat(shell(db.file, ".dump")).isEqualTo(before).contains("CREATE TABLE t");
    }
  }
}
