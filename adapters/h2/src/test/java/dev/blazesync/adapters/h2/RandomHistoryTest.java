package dev.blazesync.adapters.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random statements of several sessions, with commits, rollbacks and savepoints between them, and
 * random drains, some of them abandoned. A copy that follows what is drained must equal the table,
 * and must do so by the named columns alone.
 *
 * <p>Each session writes rows of its own. With shared rows an INSERT now and then never returned
 * from H2 2.5.252, with a lock timeout of 1 ms and in a program without BlazeSync as well; the
 * exact condition is not known.
 */
class RandomHistoryTest {
  private static final String[] DDL = {
    "CREATE TABLE P (ID INT PRIMARY KEY, A INT, B VARCHAR(9), C INT)",
    "CREATE TABLE C (K VARCHAR(3), N INT, P INT REFERENCES P ON DELETE CASCADE, V INT,"
        + " PRIMARY KEY (N, K))"
  };
  private static final int STEPS = 400;
  private static final int SESSIONS = 3;

  private final Map<String, Map<List<Value>, List<Value>>> copy = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theDrainedChangesMakeTheTable(long seed) throws SQLException {
    Random random = new Random(seed);
    try (Fixture h2 = new Fixture(DDL)) {
      h2.capture("P", "C");
      List<Connection> sessions = new ArrayList<>();
      for (int index = 0; index < SESSIONS; index++) {
        Connection session = h2.connect();
        Fixture.run(session, "SET LOCK_TIMEOUT 1");
        session.setAutoCommit(index == 0);
        sessions.add(session);
      }
      for (int step = 0; step < STEPS; step++) {
        int session = random.nextInt(sessions.size());
        act(h2, sessions.get(session), session, random);
      }
      for (Connection session : sessions) {
        session.rollback();
      }
      drain(h2, Integer.MAX_VALUE, true);
      compare(h2, "P");
      compare(h2, "C");
    }
  }

  private void act(Fixture h2, Connection session, int number, Random random) throws SQLException {
    switch (random.nextInt(12)) {
      case 0 -> drain(h2, 1 + random.nextInt(5), random.nextInt(4) > 0);
      case 1 -> end(session, random.nextBoolean());
      case 2 -> {
        if (!session.getAutoCommit()) {
          java.sql.Savepoint savepoint = session.setSavepoint();
          attempt(session, statement(number, random));
          session.rollback(savepoint);
        }
      }
      default -> attempt(session, statement(number, random));
    }
  }

  private static void end(Connection session, boolean commit) throws SQLException {
    if (!session.getAutoCommit()) {
      if (commit) {
        session.commit();
      } else {
        session.rollback();
      }
    }
  }

  /** Constraints, locks and deadlocks say no now and then: nothing happened then. */
  private static void attempt(Connection session, String sql) {
    try {
      Fixture.run(session, sql);
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).isIn(23505, 23503, 23506, 50200, 40001, 90131);
    }
  }

  private static String statement(int session, Random random) {
    int id = random.nextInt(8) * SESSIONS + session;
    int value = random.nextInt(4);
    String child = "N = " + id + " AND K = 'k" + random.nextInt(2) + "'";
    return switch (random.nextInt(13)) {
      case 0, 1 -> "INSERT INTO P VALUES (" + id + ", " + value + ", 'b" + value + "', 0)";
      case 2 -> "UPDATE P SET A = " + value + " WHERE ID = " + id;
      case 3 -> "UPDATE P SET B = 'x" + value + "' WHERE ID = " + id;
      case 4 -> "UPDATE P SET C = C + 1 WHERE MOD(ID, 3) = " + session + " AND A = " + value;
      case 5 -> "DELETE FROM P WHERE ID = " + id;
      case 6 -> "UPDATE P SET ID = " + (id + 8 * SESSIONS) + " WHERE ID = " + id;
      case 7 -> "MERGE INTO P KEY (ID) VALUES (" + id + ", " + value + ", NULL, 1)";
      case 8, 9 ->
          "INSERT INTO C VALUES ('k"
              + random.nextInt(2)
              + "', "
              + id
              + ", "
              + (random.nextInt(8) * SESSIONS + session)
              + ", 0)";
      case 10 -> "UPDATE C SET V = " + value + " WHERE " + child;
      case 11 -> "DELETE FROM C WHERE " + child;
      default -> "UPDATE C SET K = 'z' || K WHERE " + child + " AND LENGTH(K) < 3";
    };
  }

  private void drain(Fixture h2, int records, boolean commit) {
    List<Fixture.Drained> drained = new ArrayList<>();
    try (StoreTransaction transaction = h2.store.begin()) {
      transaction.drain(
          new DrainScope.UpTo(records, Long.MAX_VALUE),
          (change, key, row) -> drained.add(Fixture.copy(change, key, row)));
      if (!commit) {
        return;
      }
      transaction.commit();
    } catch (BusyException e) {
      return;
    }
    Set<List<Value>> cleared = new HashSet<>();
    for (Fixture.Drained change : drained) {
      follow(change, cleared);
    }
  }

  private void follow(Fixture.Drained change, Set<List<Value>> cleared) {
    Map<List<Value>, List<Value>> table =
        copy.computeIfAbsent(change.table(), name -> new HashMap<>());
    List<Value> identity = new ArrayList<>(change.key());
    if (change.row() == null) {
      table.remove(identity);
      return;
    }
    if (change.created() && cleared.add(identity)) {
      assertThat(table).as("created, but known").doesNotContainKey(identity);
    }
    if (change.removed() && cleared.add(identity)) {
      table.remove(identity);
    }
    List<Value> old = table.get(identity);
    if (old == null) {
      assertThat(change.changed() == null || !cleared.isEmpty()).isTrue();
      table.put(identity, change.row());
      return;
    }
    List<Value> row = new ArrayList<>(old);
    for (int column = 0; column < row.size(); column++) {
      if (change.changed() == null || change.changed().get(column)) {
        row.set(column, change.row().get(column));
      }
    }
    table.put(identity, row);
  }

  private void compare(Fixture h2, String name) {
    Map<List<Value>, List<Value>> real = new HashMap<>();
    List<Integer> key = h2.table(name).identityKey().columns();
    try (StoreView view = h2.store.snapshot()) {
      view.scan(
          h2.table(name),
          null,
          Integer.MAX_VALUE,
          row -> {
            List<Value> cells = ValueRow.copyOf(row).values();
            real.put(key.stream().map(cells::get).toList(), cells);
            return true;
          });
    }
    assertThat(copy.getOrDefault(name, Map.of())).isEqualTo(real);
  }
}
