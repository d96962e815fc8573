package dev.blazesync.adapters.h2;

import static dev.blazesync.adapters.h2.Fixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.StoreTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the trigger writes down, and what a drain makes of it. */
class CaptureTest {
  private static final String T = "CREATE TABLE T (ID BIGINT PRIMARY KEY, A INT, B VARCHAR(50))";

  @Test
  void insertUpdateDeleteAreCapturedWithTheirColumns() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x'), (2, 2, 'y')")) {
      h2.capture("T");
      assertThat(h2.drainText()).isEmpty();
      h2.run(
          "INSERT INTO T VALUES (3, 3, 'z')",
          "UPDATE T SET A = 10 WHERE ID = 1",
          "DELETE FROM T WHERE ID = 2");
      assertThat(h2.drainText())
          .containsExactly("T 1 [A] = 1,10,x", "T 2 []- = gone", "T 3 [*]+ = 3,3,z");
      assertThat(h2.drainText()).isEmpty();
    }
  }

  @Test
  void entriesOfOneMaskMergeAndOthersStayApartWithTheirTimes() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run(
          "UPDATE T SET A = 2",
          "UPDATE T SET B = 'y'",
          "UPDATE T SET A = 3",
          "UPDATE BLAZESYNC_JOURNAL_1 SET WALL = 100 + NUMBER");
      List<Fixture.Drained> drained = h2.drain();
      assertThat(h2.text(drained)).containsExactly("T 1 [A] = 1,3,y", "T 1 [B] = 1,3,y");
      assertThat(drained.get(0).wall()).isGreaterThan(drained.get(1).wall());
    }
  }

  @Test
  void anUpdateThatChangesNothingIsNotCaptured() throws SQLException {
    try (Fixture h2 =
        new Fixture(
            "CREATE TABLE T (ID INT PRIMARY KEY, A INT, B VARBINARY, C NUMERIC(9,2), D TIMESTAMP)",
            "INSERT INTO T VALUES (1, 1, X'00', 1.50, TIMESTAMP '2026-03-29 02:30:00')")) {
      h2.capture("T");
      h2.run("UPDATE T SET A = 1, B = X'00', C = 1.5", "UPDATE T SET A = A", "UPDATE T SET D = D");
      assertThat(h2.drainText()).isEmpty();
      // The same instant in a zone that skips it, but not the same local time.
      h2.run("UPDATE T SET D = TIMESTAMP '2026-03-29 03:30:00'");
      assertThat(h2.drain()).hasSize(1);
    }
  }

  @Test
  void largeObjectsAlwaysCountAsChanged() throws SQLException {
    try (Fixture h2 =
        new Fixture(
            "CREATE TABLE T (ID INT PRIMARY KEY, A INT, C CLOB, D BLOB)",
            "INSERT INTO T VALUES (1, 1, 'c', X'01'), (2, 1, NULL, NULL)")) {
      h2.capture("T");
      h2.run("UPDATE T SET A = 2");
      assertThat(h2.drainText())
          .containsExactly("T 1 [A,C,D] = 1,2,c,Bytes[1]", "T 2 [A] = 2,2,-,-");
    }
  }

  @Test
  void aChangedKeyIsADeleteAndAnInsert() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run("UPDATE T SET ID = 7");
      assertThat(h2.drainText()).containsExactly("T 1 []- = gone", "T 7 [*]+ = 7,1,x");
    }
  }

  @Test
  void deletedAndInsertedAgainIsRemovedBetween() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run("DELETE FROM T", "INSERT INTO T VALUES (1, 2, 'y')");
      assertThat(h2.drainText()).containsExactly("T 1 [*]- = 1,2,y");
      h2.run("INSERT INTO T VALUES (2, 2, 'y')", "DELETE FROM T WHERE ID = 2");
      assertThat(h2.drainText()).containsExactly("T 2 []+- = gone");
    }
  }

  @Test
  void rollbacksAndSavepointsTakeTheirEntriesWithThem() throws SQLException {
    try (Fixture h2 = new Fixture(T).capture("T")) {
      h2.app.setAutoCommit(false);
      h2.run("INSERT INTO T VALUES (1, 1, 'x')");
      h2.app.rollback();
      h2.run("INSERT INTO T VALUES (2, 1, 'x')");
      Savepoint savepoint = h2.app.setSavepoint();
      h2.run("INSERT INTO T VALUES (3, 1, 'x')", "UPDATE T SET A = 5");
      h2.app.rollback(savepoint);
      assertThat(h2.drainText()).as("not committed").isEmpty();
      h2.app.commit();
      assertThat(h2.drainText()).containsExactly("T 2 [*]+ = 2,1,x");
    }
  }

  @Test
  void mergeCascadesAndSetNullAreCaptured() throws SQLException {
    try (Fixture h2 =
        new Fixture(
            "CREATE TABLE P (ID INT PRIMARY KEY, N INT)",
            "CREATE TABLE C (ID INT PRIMARY KEY, P INT REFERENCES P ON DELETE CASCADE)",
            "CREATE TABLE D (ID INT PRIMARY KEY, P INT REFERENCES P ON DELETE SET NULL)",
            "INSERT INTO P VALUES (1, 1), (2, 2)",
            "INSERT INTO C VALUES (1, 1)",
            "INSERT INTO D VALUES (1, 1)")) {
      h2.capture("P", "C", "D");
      h2.run("MERGE INTO P KEY (ID) VALUES (2, 9), (3, 3)", "DELETE FROM P WHERE ID = 1");
      assertThat(h2.drainText())
          .containsExactlyInAnyOrder(
              "P 1 []- = gone",
              "P 2 [N] = 2,9",
              "P 3 [*]+ = 3,3",
              "C 1 []- = gone",
              "D 1 [P] = 1,-");
    }
  }

  @Test
  void identityAndGeneratedColumnsAreCaptured() throws SQLException {
    try (Fixture h2 =
        new Fixture(
            "CREATE TABLE T (ID BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, A INT,"
                + " G INT GENERATED ALWAYS AS (A * 2))")) {
      h2.capture("T").run("INSERT INTO T (A) VALUES (4)");
      assertThat(h2.drainText()).containsExactly("T 1 [*]+ = 1,4,8");
      h2.run("UPDATE T SET A = 5");
      assertThat(h2.drainText()).containsExactly("T 1 [A,G] = 1,5,10");
    }
  }

  @Test
  void compositeTextAndExactKeysAreTold() throws SQLException {
    try (Fixture h2 =
        new Fixture(
            "CREATE TABLE T (A VARCHAR_IGNORECASE(9), B NUMERIC(9,2), C UUID, V INT,"
                + " PRIMARY KEY (A, B, C))")) {
      h2.capture("T");
      String id = "'11111111-2222-3333-4444-555555555555'";
      h2.run("INSERT INTO T VALUES ('ab', 1.5, " + id + ", 1)");
      assertThat(h2.drain().get(0).key().toString()).contains("ab", "1.50");
      h2.run("UPDATE T SET A = 'AB'");
      assertThat(h2.text(h2.drain()).toString()).contains("ab,1.50", "gone", "AB,1.50");
    }
  }

  @Test
  void masksFollowAddedDroppedMovedAndRenamedColumns() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run(
          "UPDATE T SET B = 'y'",
          "ALTER TABLE T ADD COLUMN Z INT BEFORE A",
          "UPDATE T SET B = 'z'");
      assertThat(h2.drainText())
          .as("a mask of the old columns is not trusted, one of the new is")
          .containsExactly("T 1 [*] = 1,-,1,z", "T 1 [B] = 1,-,1,z");
      h2.capture("T");
      h2.run("ALTER TABLE T ALTER COLUMN B RENAME TO BB", "UPDATE T SET BB = 'w'");
      assertThat(h2.drainText()).containsExactly("T 1 [BB] = 1,-,1,w");
      h2.run("ALTER TABLE T DROP COLUMN A", "UPDATE T SET BB = 'v'");
      assertThat(h2.drainText()).containsExactly("T 1 [BB] = 1,-,v");
      h2.run("ALTER TABLE T ALTER COLUMN ID RENAME TO KEY_ID", "UPDATE T SET BB = 'u'");
      assertThat(h2.drainText()).containsExactly("T 1 [BB] = 1,-,u");
      h2.run("ALTER TABLE T RENAME TO U", "UPDATE U SET BB = 't'");
      assertThat(h2.drainText()).containsExactly("U 1 [BB] = 1,-,t");
    }
  }

  @Test
  void aTableRebuiltByAMigrationCountsAsChangedThroughout() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      long before = h2.store.schema().token();
      h2.run(
          "CREATE TABLE N (ID BIGINT PRIMARY KEY, A INT, B VARCHAR(50), C INT)",
          "INSERT INTO N SELECT ID, A, B, 0 FROM T",
          "DROP TABLE T",
          "ALTER TABLE N RENAME TO T");
      assertThat(h2.store.schema().token()).isNotEqualTo(before);
      h2.capture("T");
      assertThat(h2.drainText()).containsExactly("T 1 [*] = 1,1,x,0");
      h2.run("UPDATE T SET C = 1");
      assertThat(h2.drainText()).containsExactly("T 1 [C] = 1,1,x,1");
    }
  }

  @Test
  void aKeyThatTheJournalCannotHoldLosesNothing() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run("ALTER TABLE T ALTER COLUMN ID VARCHAR(20)", "INSERT INTO T VALUES ('k', 2, 'y')");
      h2.capture("T");
      assertThat(h2.drainText()).containsExactly("T 1 [*] = 1,1,x", "T k [*] = k,2,y");
    }
  }

  @Test
  void aDroppedKeyIsNoticedAndTheApplicationGoesOn() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run("ALTER TABLE T DROP PRIMARY KEY", "UPDATE T SET A = 2");
      assertThat(h2.table("T").identity()).isNull();
      h2.run("ALTER TABLE T ADD PRIMARY KEY (ID)");
      assertThat(h2.drainText()).containsExactly("T 1 [*] = 1,2,x");
    }
  }

  @Test
  void moreThan63ColumnsCountAsAllChanged() throws SQLException {
    StringBuilder ddl = new StringBuilder("CREATE TABLE T (ID INT PRIMARY KEY");
    for (int column = 0; column < 70; column++) {
      ddl.append(", C").append(column).append(" INT");
    }
    try (Fixture h2 = new Fixture(ddl + ")", "INSERT INTO T (ID) VALUES (1)").capture("T")) {
      h2.run("UPDATE T SET C69 = 1");
      assertThat(h2.drain().get(0).changed()).isNull();
    }
  }

  @Test
  void numbersThatBecomeVisibleLateAreNotPassedOver() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x'), (2, 2, 'y')")) {
      h2.capture("T");
      Connection slow = h2.connect();
      slow.setAutoCommit(false);
      run(slow, "UPDATE T SET A = 5 WHERE ID = 1");
      h2.run("UPDATE T SET A = 6 WHERE ID = 2");
      assertThat(h2.drainText()).containsExactly("T 2 [A] = 2,6,y");
      slow.commit();
      assertThat(h2.drainText()).containsExactly("T 1 [A] = 1,5,x");
    }
  }

  @Test
  void aDrainStandsInNobodysWay() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x')").capture("T")) {
      h2.run("UPDATE T SET A = 2");
      try (StoreTransaction transaction = h2.store.begin()) {
        assertThat(Fixture.drain(transaction)).hasSize(1);
        // The same row, while its entry is deleted and that is not committed.
        run(h2.connect(), "SET LOCK_TIMEOUT 1", "UPDATE T SET A = 3");
        transaction.commit();
      }
      assertThat(h2.drainText()).containsExactly("T 1 [A] = 1,3,x");
    }
  }

  @Test
  void writersOfDifferentRowsDoNotWaitForEachOther() throws SQLException {
    try (Fixture h2 = new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x'), (2, 2, 'y')")) {
      h2.capture("T");
      Connection one = h2.connect();
      Connection two = h2.connect();
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      run(one, "SET LOCK_TIMEOUT 1", "UPDATE T SET A = 5 WHERE ID = 1");
      run(two, "SET LOCK_TIMEOUT 1", "UPDATE T SET A = 6 WHERE ID = 2");
      one.commit();
      two.commit();
      assertThat(h2.drainText()).containsExactly("T 1 [A] = 1,5,x", "T 2 [A] = 2,6,y");
    }
  }

  @Test
  void truncateIsCapturedAsDeletes() throws SQLException {
    try (Fixture h2 =
        new Fixture(T, "INSERT INTO T VALUES (1, 1, 'x'), (2, 2, 'y')").capture("T")) {
      h2.run("TRUNCATE TABLE T", "INSERT INTO T VALUES (2, 3, 'z')");
      assertThat(h2.drainText()).containsExactly("T 1 [] = gone", "T 2 [*]- = 2,3,z");
    }
  }

  @Test
  void aTruncateThatFailsSendsNothing() throws SQLException {
    try (Fixture h2 =
        new Fixture(
                T,
                "CREATE TABLE C (ID INT PRIMARY KEY, T BIGINT REFERENCES T)",
                "INSERT INTO T VALUES (1, 1, 'x')")
            .capture("T")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> h2.run("/* all of it */ TRUNCATE TABLE PUBLIC.\"T\""))
          .isInstanceOf(SQLException.class);
      assertThat(h2.drainText()).isEmpty();
    }
  }

  @Test
  void aUserWithoutRightsOnTheJournalsIsCapturedToo() throws SQLException {
    try (Fixture h2 =
        new Fixture(
                T, "CREATE USER CLERK PASSWORD 'c'", "GRANT SELECT, INSERT, UPDATE ON T TO CLERK")
            .capture("T")) {
      try (Connection clerk = java.sql.DriverManager.getConnection(h2.url, "CLERK", "c")) {
        run(clerk, "INSERT INTO T VALUES (1, 1, 'x')", "UPDATE T SET A = 2");
      }
      assertThat(h2.drainText()).containsExactly("T 1 [*]+ = 1,2,x", "T 1 [A]+ = 1,2,x");
    }
  }

  @Test
  void captureThatEndsRemovesItsJournal() throws SQLException {
    try (Fixture h2 = new Fixture(T, "CREATE TABLE U (ID INT PRIMARY KEY)").capture("T", "U")) {
      h2.run("INSERT INTO T VALUES (1, 1, 'x')", "INSERT INTO U VALUES (1)");
      h2.capture("U");
      assertThat(h2.drainText()).containsExactly("U 1 [*]+ = 1");
      h2.capture("T", "U").run("INSERT INTO T VALUES (2, 1, 'x')");
      assertThat(h2.drainText()).containsExactly("T 2 [*]+ = 2,1,x");
    }
  }
}
