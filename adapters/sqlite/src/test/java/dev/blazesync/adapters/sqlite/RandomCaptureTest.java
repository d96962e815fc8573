package dev.blazesync.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random statements, random drains: replaying what is drained onto a copy gives the same table, and
 * no column changes that was not said to.
 */
class RandomCaptureTest {
  private static final int SEEDS = 6;
  private static final int STEPS = 200;
  private static final List<String> OR =
      List.of("", "", "OR REPLACE", "OR IGNORE", "OR FAIL", "OR ABORT", "OR ROLLBACK");
  private static final List<List<String>> VALUES =
      List.of(
          List.of("1", "1.0"),
          List.of("'a'", "'A'"),
          List.of("'b'", "'b '"),
          List.of("'1'", "x'31'"),
          List.of("NULL"),
          List.of("2", "3.5"));

  @TempDir Path folder;

  private final Map<ValueRow, ValueRow> copy = new HashMap<>();
  private List<String> values = List.of();
  private boolean generated;
  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k INTEGER PRIMARY KEY, u TEXT COLLATE NOCASE UNIQUE, a, b COLLATE RTRIM, UNIQUE (a, b)",
        "k COLLATE NOCASE NOT NULL, u INTEGER NOT NULL, a UNIQUE, b UNIQUE, PRIMARY KEY (u, k)",
        "k TEXT, u, a COLLATE NOCASE, b UNIQUE, UNIQUE (u, a), PRIMARY KEY (k)) WITHOUT ROWID --",
        "k PRIMARY KEY NOT NULL, u UNIQUE ON CONFLICT REPLACE, a, b, UNIQUE (a) ON CONFLICT IGNORE",
        "k REAL UNIQUE NOT NULL, u NUMERIC, a, b GENERATED ALWAYS AS (a || u) VIRTUAL, UNIQUE (u)",
        "k ANY PRIMARY KEY, u ANY UNIQUE, a ANY, b TEXT) STRICT, WITHOUT ROWID --"
      })
  void replayingWhatIsDrainedGivesTheSameTable(String columns) throws SQLException {
    String create =
        ("CREATE TABLE t (" + columns.replace("--", "")).stripTrailing()
            + (columns.contains("--") ? "" : ")");
    for (int seed = 0; seed < SEEDS; seed++) {
      random = new Random(seed);
      values = new ArrayList<>();
      for (int count = 0; count < 5; count++) {
        // Few values, and such as a collation or an affinity takes for the same, meet often.
        values.addAll(pick(VALUES));
      }
      copy.clear();
      Path here = folder.resolve(Integer.toString(seed));
      assertThat(here.toFile().mkdir()).isTrue();
      try (Fixture db = new Fixture(here, create, "PRAGMA journal_mode = WAL")) {
        if (create.contains("(a)")) {
          db.sql("CREATE UNIQUE INDEX partial ON t (lower(b), u) WHERE a IS NOT NULL");
        }
        db.captureAll();
        generated = create.contains("GENERATED");
        for (int step = 0; step < STEPS; step++) {
          statement(db);
          if (random.nextInt(6) == 0) {
            drain(db, "seed " + seed + " step " + step + " of " + create);
          }
        }
      }
    }
  }

  private void statement(Fixture db) {
    try {
      String last = generated ? "" : ", b";
      if (random.nextInt(4) == 0) {
        db.sql("SAVEPOINT s");
        attempt(db, last);
        attempt(db, last);
        db.sql(random.nextBoolean() ? "ROLLBACK TO s" : "SELECT 1");
        attempt(db, last);
        db.sql("RELEASE s");
      } else {
        attempt(db, last);
      }
    } catch (SQLException e) {
      // A rollback ended the savepoint too; the application goes on.
      assertThat(e.getMessage()).contains("no such savepoint");
    }
  }

  private void attempt(Fixture db, String last) {
    String sql =
        switch (random.nextInt(8)) {
          case 0, 1, 2 ->
              "INSERT "
                  + pick(OR)
                  + " INTO t (k, u, a"
                  + last
                  + ") VALUES "
                  + tuple(last)
                  + (random.nextBoolean() ? ", " + tuple(last) : "");
          case 3 -> "UPDATE " + pick(OR) + " t SET k = " + pick(values) + where();
          case 4 -> "UPDATE " + pick(OR) + " t SET u = " + pick(values) + where();
          case 5 ->
              "UPDATE "
                  + pick(OR)
                  + " t SET a = "
                  + pick(values)
                  + (last.isEmpty() ? "" : ", b = " + pick(values))
                  + where();
          case 6 -> "UPDATE t SET a = a, u = u" + where();
          default -> "DELETE FROM t" + where();
        };
    try {
      db.sql(sql);
    } catch (SQLException e) {
      assertThat(e.getMessage())
          .as(sql)
          .matches("(?s).*(constraint failed|mismatch|cannot store).*");
    }
  }

  private String tuple(String last) {
    String rest = last.isEmpty() ? "" : ", " + pick(values);
    return "(" + pick(values) + ", " + pick(values) + ", " + pick(values) + rest + ")";
  }

  private String where() {
    return switch (random.nextInt(4)) {
      case 0 -> " WHERE k = " + pick(values);
      case 1 -> " WHERE u = " + pick(values);
      case 2 -> " WHERE a = " + pick(values);
      default -> " WHERE abs(random()) % 3 = 0";
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private void drain(Fixture db, String as) {
    boolean clean = false;
    while (!clean) {
      List<Fixture.Change> changes = new ArrayList<>();
      try (StoreTransaction transaction = db.store.begin()) {
        clean =
            Fixture.drain(
                transaction, new DrainScope.UpTo(1 + random.nextInt(4), 1_000_000), changes);
        transaction.commit();
      }
      Map<ValueRow, List<Fixture.Change>> byRecord = new LinkedHashMap<>();
      changes.forEach(
          change -> byRecord.computeIfAbsent(change.key(), key -> new ArrayList<>()).add(change));
      byRecord.forEach((key, entries) -> apply(key, entries, as));
    }
    assertThat(copy).as(as).isEqualTo(rows(db));
  }

  private void apply(ValueRow key, List<Fixture.Change> entries, String as) {
    ValueRow now = entries.get(0).current();
    ValueRow before = copy.get(key);
    assertThat(entries).as(as).allMatch(entry -> java.util.Objects.equals(now, entry.current()));
    if (entries.stream().anyMatch(Fixture.Change::created)) {
      assertThat(before).as("%s: created, %s", as, key).isNull();
    }
    if (now == null) {
      copy.remove(key);
      return;
    }
    BitSet changed = new BitSet();
    for (Fixture.Change entry : entries) {
      BitSet columns = entry.changed();
      if (columns == null) {
        changed.set(0, now.size());
      } else {
        changed.or(columns);
      }
    }
    if (before == null) {
      assertThat(changed.cardinality()).as("%s: new, %s", as, key).isEqualTo(now.size());
    }
    for (int column = 0; before != null && column < now.size(); column++) {
      boolean computed = generated && column == 3;
      if (!changed.get(column) && !computed) {
        assertThat(now.value(column))
            .as("%s: column %s", as, column)
            .isEqualTo(before.value(column));
      }
    }
    copy.put(key, now);
  }

  private Map<ValueRow, ValueRow> rows(Fixture db) {
    Map<ValueRow, ValueRow> rows = new HashMap<>();
    TableSchema schema = db.table("t");
    KeySchema key = schema.identityKey();
    try (StoreView view = db.store.snapshot()) {
      view.scan(
          schema,
          null,
          Integer.MAX_VALUE,
          row -> {
            List<Value> cells = key.columns().stream().map(row::value).toList();
            if (!cells.contains(Value.NULL)) {
              rows.put(ValueRow.of(cells), ValueRow.copyOf(row));
            }
            return true;
          });
    }
    return rows;
  }
}
