package dev.blazesync.adapters.h2;

import static dev.blazesync.adapters.h2.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.StoreOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.h2.tools.TriggerAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's triggers fire on its own writes only, once each. */
class ApplicationTriggersTest {
  private static final String[] DDL = {
    "CREATE TABLE T (ID INT PRIMARY KEY, V VARCHAR(20))", "CREATE TABLE LOG (WHAT VARCHAR(99))"
  };

  /** Takes arrays. */
  public static final class Arrays implements Trigger {
    @Override
    public void fire(Connection connection, Object[] oldRow, Object[] newRow) throws SQLException {
      Fixture.run(connection, "INSERT INTO LOG VALUES ('array')");
    }
  }

  /** Takes result sets, and changes what is written. */
  public static final class Adapter extends TriggerAdapter {
    @Override
    public void fire(Connection connection, ResultSet oldRow, ResultSet newRow)
        throws SQLException {
      newRow.updateString("V", newRow.getString("V") + "!");
    }
  }

  private static String create(String name, String when, Class<?> type) {
    return "CREATE TRIGGER "
        + name
        + " "
        + when
        + " ON T FOR EACH ROW CALL '"
        + type.getName()
        + "'";
  }

  private static String count(Fixture h2) throws SQLException {
    return h2.query("SELECT COUNT(*) FROM LOG");
  }

  @Test
  void theyFireForTheApplicationAndNotForTheEngine() throws SQLException {
    try (Fixture h2 = new Fixture(DDL)) {
      h2.capture("T");
      h2.run(
          create("A", "AFTER INSERT, UPDATE, DELETE", Arrays.class),
          create("B", "BEFORE INSERT, UPDATE", Adapter.class));
      h2.write("T", row(1, "engine"));
      h2.delete("T", row(1));
      h2.write("T", row(1, "engine"));
      assertThat(count(h2)).isEqualTo("0;");
      assertThat(h2.rows("T")).containsExactly("1,engine");
      h2.run("UPDATE T SET V = 'app'");
      Fixture.run(h2.connect(), "INSERT INTO T VALUES (2, 'other')");
      assertThat(count(h2)).isEqualTo("2;");
      assertThat(h2.rows("T")).containsExactly("1,app!", "2,other!");
      h2.run("ALTER TABLE T ADD COLUMN W INT");
      h2.write("T", row(3, "engine", 1));
      assertThat(count(h2)).as("made anew by ALTER TABLE").isEqualTo("2;");
      h2.run("INSERT INTO T VALUES (4, 'app', 1)");
      assertThat(count(h2)).isEqualTo("3;");
    }
  }

  @Test
  void triggersInSourceFormAreQuietToo() throws SQLException {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.compiler").isPresent());
    try (Fixture h2 = new Fixture(DDL)) {
      h2.run(
          "CREATE TRIGGER S AFTER INSERT ON T FOR EACH ROW AS $$org.h2.api.Trigger create() {"
              + " return (c, o, n) -> { try (java.sql.Statement s = c.createStatement()) {"
              + " s.execute(\"INSERT INTO LOG VALUES ('source')\"); } }; }$$");
      h2.write("T", row(1, "engine"));
      assertThat(count(h2)).isEqualTo("0;");
      h2.run("INSERT INTO T VALUES (2, 'app')");
      assertThat(count(h2)).isEqualTo("1;");
    }
  }

  @Test
  void theyAreThemselvesAgainWhenTheDatabaseIsOpenedWithoutAStore(@TempDir Path folder)
      throws SQLException {
    String url = "jdbc:h2:file:" + folder.resolve("app");
    try (Fixture h2 = new Fixture(url, StoreOptions.DEFAULT, DDL)) {
      h2.run(create("A", "AFTER INSERT", Arrays.class)).capture("T");
      h2.write("T", row(1, "engine"));
    }
    try (Fixture h2 = new Fixture(url, StoreOptions.DEFAULT)) {
      h2.run("INSERT INTO T VALUES (2, 'app')");
      h2.write("T", row(3, "engine"));
      assertThat(count(h2)).isEqualTo("1;");
      assertThat(h2.drainText()).containsExactly("T 2 [*]+ = 2,app");
    }
  }

  @Test
  void aTriggerWhoseClassIsMissingDoesNotStopTheEngine() throws SQLException {
    try (Fixture h2 = new Fixture(DDL)) {
      h2.run("CREATE FORCE TRIGGER M AFTER INSERT ON T FOR EACH ROW CALL 'no.such.Type'");
      assertThat(h2.write("T", row(1, "engine"))).isEmpty();
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> h2.run("INSERT INTO T VALUES (2, 'app')"))
          .isInstanceOf(SQLException.class);
    }
  }
}
