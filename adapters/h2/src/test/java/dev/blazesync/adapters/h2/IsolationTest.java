package dev.blazesync.adapters.h2;

import static dev.blazesync.adapters.h2.Fixture.ALL;
import static dev.blazesync.adapters.h2.Fixture.row;
import static dev.blazesync.adapters.h2.Fixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.ValueRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts are not torn, and nothing the application commits is overwritten unseen. */
class IsolationTest {
  private Fixture h2;

  @BeforeEach
  void open() throws SQLException {
    h2 =
        new Fixture(
                "CREATE TABLE T (ID BIGINT PRIMARY KEY, V VARCHAR(9))",
                "CREATE TABLE C (ID BIGINT PRIMARY KEY, T BIGINT REFERENCES T)",
                "INSERT INTO T VALUES (1, 'x'), (2, 'y')")
            .capture("T", "C");
  }

  @AfterEach
  void close() throws SQLException {
    h2.close();
  }

  private List<Fixture.Drained> claim(StoreTransaction transaction, ValueRow... keys) {
    List<Fixture.Drained> drained = new ArrayList<>();
    transaction.drain(
        new DrainScope.Claim(h2.table("T"), Rows.of(List.of(keys))),
        (change, key, current) -> drained.add(Fixture.copy(change, key, current)));
    return drained;
  }

  @Test
  void valuesAreReadInTheViewInWhichTheJournalWasRead() throws SQLException {
    h2.run("UPDATE T SET V = 'a' WHERE ID = 1");
    Connection other = h2.connect();
    other.setAutoCommit(false);
    List<Fixture.Drained> drained = new ArrayList<>();
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(transaction.pending(h2.table("T"))).isEqualTo(1);
      run(other, "UPDATE T SET V = 'b'");
      other.commit();
      assertThat(
              transaction.drain(
                  ALL, (change, key, row) -> drained.add(Fixture.copy(change, key, row))))
          .as("a cut: of the second transaction nothing is seen")
          .isTrue();
      transaction.commit();
    }
    assertThat(h2.text(drained)).containsExactly("T 1 [V] = 1,a");
    assertThat(h2.drainText()).containsExactly("T 1 [V] = 1,b", "T 2 [V] = 2,b");
  }

  @Test
  void anEditThatCommitsBetweenDrainAndApplyIsNotOverwritten() throws SQLException {
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(Fixture.drain(transaction)).isEmpty();
      run(h2.app, "UPDATE T SET V = 'A' WHERE ID = 1");
      assertThatThrownBy(() -> claim(transaction, row(1))).isInstanceOf(BusyException.class);
      assertThatThrownBy(transaction::commit).isInstanceOf(BusyException.class);
    }
    assertThat(h2.rows("T")).containsExactly("1,A", "2,y");
    assertThat(h2.drainText()).containsExactly("T 1 [V] = 1,A");
  }

  @Test
  void evenWithoutAClaimItIsNotOverwritten() throws SQLException {
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(Fixture.drain(transaction)).isEmpty();
      run(h2.app, "UPDATE T SET V = 'A' WHERE ID = 1");
      assertThatThrownBy(() -> Fixture.write(transaction, h2.table("T"), row(1, "R")))
          .isInstanceOf(BusyException.class);
    }
    assertThat(h2.rows("T")).containsExactly("1,A", "2,y");
  }

  @Test
  void aChangeThereAndBackIsNoticedToo() throws SQLException {
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(Fixture.drain(transaction)).isEmpty();
      run(h2.app, "UPDATE T SET V = 'A' WHERE ID = 1", "UPDATE T SET V = 'x' WHERE ID = 1");
      assertThatThrownBy(() -> claim(transaction, row(1))).isInstanceOf(BusyException.class);
    }
  }

  @Test
  void afterAClaimTheApplicationWaitsAndTheClaimDrains() throws SQLException {
    run(h2.app, "UPDATE T SET V = 'A' WHERE ID = 1");
    Connection other = h2.connect();
    run(other, "SET LOCK_TIMEOUT 1");
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(h2.text(claim(transaction, row(1), row(2)))).containsExactly("T 1 [V] = 1,A");
      assertThatThrownBy(() -> run(other, "UPDATE T SET V = 'B' WHERE ID = 1"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> run(other, "DELETE FROM T WHERE ID = 2"))
          .isInstanceOf(SQLException.class);
      assertThat(Fixture.write(transaction, h2.table("T"), row(1, "R"), row(2, "S"))).isEmpty();
      transaction.commit();
    }
    run(other, "UPDATE T SET V = 'B' WHERE ID = 1");
    assertThat(h2.rows("T")).containsExactly("1,B", "2,S");
    assertThat(h2.drainText()).containsExactly("T 1 [V] = 1,B");
  }

  @Test
  void claimsAfterADrainInOneTransactionAreNotDisturbedByIt() throws SQLException {
    run(h2.app, "UPDATE T SET V = 'A' WHERE ID = 1");
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(Fixture.drain(transaction)).hasSize(1);
      assertThat(claim(transaction, row(1))).isEmpty();
      Fixture.write(transaction, h2.table("T"), row(1, "R"));
      transaction.commit();
    }
    assertThat(h2.rows("T")).containsExactly("1,R", "2,y");
    assertThat(h2.drainText()).isEmpty();
  }

  @Test
  void aRowThatStaysLockedIsBusyAndNothingIsDone() throws SQLException {
    Connection other = h2.connect();
    other.setAutoCommit(false);
    run(other, "UPDATE T SET V = 'A' WHERE ID = 1");
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThatThrownBy(() -> claim(transaction, row(1))).isInstanceOf(BusyException.class);
    }
    other.rollback();
  }

  @Test
  void aKeyThatAppearsMeanwhileIsNeverOverwritten() throws SQLException {
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(claim(transaction, row(3))).isEmpty();
      run(h2.app, "INSERT INTO T VALUES (3, 'app')");
      assertThatThrownBy(() -> Fixture.write(transaction, h2.table("T"), row(3, "R")))
          .isInstanceOf(BusyException.class);
    }
    assertThat(h2.rows("T")).contains("3,app");
    Connection other = h2.connect();
    other.setAutoCommit(false);
    run(other, "INSERT INTO T VALUES (4, 'app')");
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThatThrownBy(() -> claim(transaction, row(4)))
          .as("not committed, but seen")
          .isInstanceOf(BusyException.class);
    }
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThatThrownBy(() -> Fixture.write(transaction, h2.table("T"), row(4, "R")))
          .isInstanceOf(BusyException.class);
    }
    other.commit();
    assertThat(h2.rows("T")).contains("4,app");
  }

  @Test
  void aChildThatAppearsMeanwhileKeepsItsParent() throws SQLException {
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(Fixture.drain(transaction)).isEmpty();
      run(h2.app, "INSERT INTO C VALUES (1, 2)");
      assertThatThrownBy(
              () -> transaction.delete(h2.table("T"), Rows.of(row(2)), (index, refusal) -> {}))
          .isInstanceOf(BusyException.class);
    }
    assertThat(h2.rows("T")).contains("2,y");
  }

  @Test
  void aViewDoesNotSeeLaterCommits() throws SQLException {
    try (dev.blazesync.spi.StoreView view = h2.store.snapshot()) {
      assertThat(view.count(h2.table("T"))).isEqualTo(2);
      run(h2.app, "INSERT INTO T VALUES (3, 'z')");
      assertThat(view.count(h2.table("T"))).isEqualTo(2);
      assertThat(view.pending(h2.table("T"))).isZero();
    }
  }

  @Test
  void anAbandonedTransactionLeavesNoTrace() throws SQLException {
    run(h2.app, "UPDATE T SET V = 'A' WHERE ID = 1");
    try (StoreTransaction transaction = h2.store.begin()) {
      assertThat(Fixture.drain(transaction)).hasSize(1);
      Fixture.write(transaction, h2.table("T"), row(9, "R"));
    }
    assertThat(h2.rows("T")).containsExactly("1,A", "2,y");
    assertThat(h2.drainText()).containsExactly("T 1 [V] = 1,A");
  }

  @Test
  void smallDrainsTakeWholeRecordsAndSayWhenNothingIsLeft() throws SQLException {
    for (int id = 10; id < 20; id++) {
      run(
          h2.app,
          "INSERT INTO T VALUES (" + id + ", 'n')",
          "UPDATE T SET V = 'm' WHERE ID = " + id);
    }
    List<String> drained = new ArrayList<>();
    int rounds = 0;
    boolean empty = false;
    while (!empty) {
      try (StoreTransaction transaction = h2.store.begin()) {
        List<Fixture.Drained> some = new ArrayList<>();
        empty =
            transaction.drain(
                new DrainScope.UpTo(3, Long.MAX_VALUE),
                (change, key, row) -> some.add(Fixture.copy(change, key, row)));
        assertThat(some).hasSizeLessThanOrEqualTo(6);
        drained.addAll(h2.text(some));
        transaction.commit();
      }
      rounds++;
    }
    assertThat(rounds).isEqualTo(4);
    assertThat(drained).hasSize(20).doesNotHaveDuplicates();
  }
}
