package dev.blazesync.adapters.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaving is easy. */
class DetachTest {
  private static final String[] DDL = {
    "CREATE SEQUENCE S START WITH 5",
    "CREATE TABLE P (ID BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, V VARCHAR(9) UNIQUE)",
    "CREATE TABLE C (A INT, B INT, P BIGINT REFERENCES P ON DELETE CASCADE, PRIMARY KEY (A, B))",
    "CREATE INDEX CI ON C (P, A)",
    "CREATE VIEW W AS SELECT * FROM P",
    "CREATE ROLE CLERKS",
    "GRANT SELECT ON P TO CLERKS",
    "INSERT INTO P (V) VALUES ('a'), ('b')",
    "INSERT INTO C VALUES (1, 2, 1)"
  };

  @Test
  void detachLeavesTheScriptAsItWas(@TempDir Path folder) throws SQLException {
    String url = "jdbc:h2:file:" + folder.resolve("app");
    try (Fixture h2 = new Fixture(url, StoreOptions.DEFAULT, DDL)) {
      String before = h2.query("SCRIPT");
      h2.capture("P", "C");
      h2.store.createTables(
          List.of(
              TableSchema.of(
                  "blazesync_log",
                  List.of(
                      ColumnSchema.of("n", ValueKind.INT64, false),
                      ColumnSchema.of("v", ValueKind.TEXT, true)),
                  KeySchema.primary(0))),
          List.of());
      h2.run("UPDATE P SET V = 'c' WHERE ID = 1", "UPDATE P SET V = 'a' WHERE ID = 1");
      assertThat(h2.query("SCRIPT")).isNotEqualTo(before);
      h2.store.detach();
      assertThat(h2.query("SCRIPT")).isEqualTo(before);
      h2.run("INSERT INTO P (V) VALUES ('z')");
    }
  }

  @Test
  void theEnginesOwnDdlDoesNotChangeTheToken() throws SQLException {
    try (Fixture h2 = new Fixture(DDL)) {
      long token = h2.store.schema().token();
      h2.capture("P", "C");
      h2.run("INSERT INTO P (V) VALUES ('y')");
      assertThat(h2.store.schema().token()).isEqualTo(token);
      h2.run("CREATE INDEX ANOTHER ON P (V, ID)");
      assertThat(h2.store.schema().token()).isNotEqualTo(token);
    }
  }

  @Test
  void detachWorksWithoutTheTriggersClass() throws SQLException {
    try (Fixture h2 = new Fixture(DDL)) {
      String before = h2.query("SCRIPT");
      h2.capture("P");
      // What is there when the jar is not.
      h2.run(
          "DROP TRIGGER BLAZESYNC_CAPTURE_1",
          "CREATE FORCE TRIGGER BLAZESYNC_CAPTURE_1 AFTER INSERT ON P FOR EACH ROW CALL 'no.Jar'");
      assertThatThrownBy(() -> h2.run("INSERT INTO P (V) VALUES ('y')"))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(((SQLException) e).getErrorCode()).isEqualTo(90043));
      h2.store.detach();
      assertThat(h2.query("SCRIPT").replaceAll("RESTART WITH \\d+", ""))
          .isEqualTo(before.replaceAll("RESTART WITH \\d+", ""));
    }
  }
}
