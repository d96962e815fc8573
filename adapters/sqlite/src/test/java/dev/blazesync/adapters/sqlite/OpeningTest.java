package dev.blazesync.adapters.sqlite;

import static dev.blazesync.adapters.sqlite.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RecordStoreProvider;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Finding, opening and describing databases; clear words for what cannot be opened. */
class OpeningTest {
  private final SqliteProvider provider = new SqliteProvider();

  @TempDir Path folder;

  private RecordStore open(Path file) {
    return provider.create(new StoreLocation.File(file), StoreOptions.DEFAULT);
  }

  @Test
  void theProviderIsFoundAndKnowsItsPlaces() throws SQLException {
    assertThat(ServiceLoader.load(RecordStoreProvider.class))
        .anyMatch(found -> found.id().equals("sqlite"));
    assertThat(provider.recognises(file("a.db"))).isEqualTo(60);
    assertThat(provider.recognises(file("a.SQLITE3"))).isEqualTo(60);
    assertThat(provider.recognises(file("a.dat"))).isEqualTo(20);
    assertThat(provider.recognises(file("a.mv.db"))).isZero();
    assertThat(provider.recognises(new StoreLocation.JdbcUrl("jdbc:sqlite:a", null, null)))
        .isEqualTo(100);
    assertThat(provider.recognises(new StoreLocation.JdbcUrl("jdbc:h2:a", null, null))).isZero();
    assertThat(provider.recognises(new StoreLocation.Named("a.db"))).isZero();
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("x.db"));
    assertThat(provider.recognises(new StoreLocation.Source(source))).isEqualTo(100);
  }

  private StoreLocation file(String name) {
    return new StoreLocation.File(folder.resolve(name));
  }

  @Test
  void theFileIsKnownHoweverItIsOpened() throws IOException {
    Path real = folder.toRealPath().resolve("x.db");
    String url = "jdbc:sqlite:" + real;
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(url);
    for (StoreLocation location :
        List.of(
            new StoreLocation.File(real),
            new StoreLocation.JdbcUrl(url, null, null),
            new StoreLocation.Source(source))) {
      try (RecordStore store = provider.create(location, StoreOptions.DEFAULT.creating(true))) {
        assertThat(store.file()).as("%s", location).isEqualTo(real);
      }
    }
    StoreLocation memory = new StoreLocation.JdbcUrl("jdbc:sqlite::memory:", null, null);
    try (RecordStore store = provider.create(memory, StoreOptions.DEFAULT)) {
      assertThat(store.file()).isNull();
    }
  }

  @Test
  void whatIsMissingIsUnavailable() {
    assertThatThrownBy(() -> open(folder.resolve("none.db")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("none.db");
    assertThat(folder.resolve("none.db")).doesNotExist();
    assertThatThrownBy(
            () ->
                provider.create(
                    new StoreLocation.File(folder.resolve("no/folder.db")),
                    StoreOptions.DEFAULT.creating(true)))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> open(folder)).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(
            () ->
                provider.create(
                    new StoreLocation.JdbcUrl("jdbc:sqlite:" + folder.resolve("n.db"), null, null),
                    StoreOptions.DEFAULT))
        .isInstanceOf(UnavailableException.class);
    StoreOptions odd = new StoreOptions(10, true, false, null, null, Map.of("x", "y"));
    assertThatThrownBy(() -> provider.create(file("a.db"), odd))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("x");
  }

  @Test
  void whatIsNoDatabaseIsDamaged() throws IOException, SQLException {
    Path text = Files.writeString(folder.resolve("text.db"), "no database at all\n".repeat(99));
    assertThatThrownBy(() -> open(text)).isInstanceOf(DamagedException.class);
    Fixture db = new Fixture(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    db.close();
    byte[] bytes = Files.readAllBytes(db.file);
    Arrays.fill(bytes, 100, 400, (byte) 0x5a);
    Path broken = Files.write(folder.resolve("broken.db"), bytes);
    assertThatThrownBy(() -> open(broken)).isInstanceOf(DamagedException.class);
  }

  @Test
  void readOnlyFilesCanBeLookedAt() throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
        RecordStore reader =
            provider.create(new StoreLocation.File(db.file), StoreOptions.DEFAULT.readingOnly())) {
      assertThat(reader.schema().table("t")).isPresent();
      assertThatThrownBy(reader::begin)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("read-only");
      try (var view = reader.snapshot()) {
        assertThat(view.count(db.table("t"))).isZero();
      }
    }
  }

  @Test
  void anExclusiveLockIsBusy() throws SQLException {
    try (Fixture db = new Fixture(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY)")) {
      db.sql("BEGIN EXCLUSIVE");
      StoreOptions impatient = new StoreOptions(10, false, false, null, null, Map.of());
      assertThatThrownBy(() -> provider.create(new StoreLocation.File(db.file), impatient))
          .isInstanceOf(BusyException.class);
    }
  }

  @Test
  void aBorrowedConnectionGoesBackAsItWas() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder, "CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "INSERT INTO t VALUES (1, 1)")) {
      List<String> pragmas =
          List.of("foreign_keys", "busy_timeout", "recursive_triggers", "query_only");
      AtomicInteger out = new AtomicInteger();
      try (Connection only = db.connect()) {
        only.createStatement().execute("PRAGMA recursive_triggers = ON");
        only.createStatement().execute("PRAGMA busy_timeout = 77");
        only.setAutoCommit(false);
        only.rollback();
        SQLiteDataSource source =
            new SQLiteDataSource() {
              @Override
              public Connection getConnection() {
                out.incrementAndGet();
                return lent(only, out);
              }
            };
        only.setAutoCommit(true);
        String before = settings(only, pragmas);
        only.setAutoCommit(false);
        try (RecordStore store =
            provider.create(new StoreLocation.Source(source), StoreOptions.DEFAULT)) {
          store.capture(List.of(dev.blazesync.spi.CaptureSpec.of(db.table("t"))));
          assertThat(out).hasValue(0);
          try (var transaction = store.begin()) {
            transaction.write(
                db.table("t"), dev.blazesync.spi.Rows.of(row(2, 2)), (index, refusal) -> {});
            transaction.commit();
          }
          store.detach();
        }
        assertThat(out).hasValue(0);
        assertThat(only.getAutoCommit()).isFalse();
        only.setAutoCommit(true);
        assertThat(settings(only, pragmas)).isEqualTo(before);
      }
      assertThat(db.rows("SELECT count(*) FROM t")).containsExactly("2");
    }
  }

  private static String settings(Connection connection, List<String> pragmas) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (String pragma : pragmas) {
      text.append(pragma).append(Fixture.rows(connection, "PRAGMA " + pragma));
    }
    return text.toString();
  }

  /** A pool of one: closing gives back. */
  private static Connection lent(Connection connection, AtomicInteger out) {
    return (Connection)
        java.lang.reflect.Proxy.newProxyInstance(
            OpeningTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                out.decrementAndGet();
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aDatabaseInMemoryHasOneConnection() {
    StoreLocation memory = new StoreLocation.JdbcUrl("jdbc:sqlite::memory:", null, null);
    TableSchema table =
        TableSchema.of(
            "t",
            List.of(
                dev.blazesync.spi.ColumnSchema.of("id", dev.blazesync.spi.ValueKind.INT64, false)),
            KeySchema.primary(0));
    AtomicInteger woken = new AtomicInteger();
    try (RecordStore store = provider.create(memory, StoreOptions.DEFAULT)) {
      store.createTables(List.of(table), List.of());
      store.onChange(woken::incrementAndGet);
      try (var transaction = store.begin()) {
        transaction.write(table, dev.blazesync.spi.Rows.of(row(1)), (index, refusal) -> {});
        transaction.commit();
      }
      try (var view = store.snapshot()) {
        assertThat(view.count(table)).isEqualTo(1);
      }
      Awaitility.await().untilAtomic(woken, org.hamcrest.Matchers.greaterThan(1));
    }
  }

  @Test
  void findingsSayWhatWillNotSync() throws SQLException {
    try (Fixture db =
        new Fixture(
            folder,
            "CREATE TABLE heap (a)",
            "CREATE VIRTUAL TABLE words USING fts5 (text)",
            "CREATE TABLE counted (id INTEGER PRIMARY KEY)",
            "CREATE TABLE loose (a TEXT PRIMARY KEY, f REFERENCES counted)",
            "CREATE TABLE maybe (a UNIQUE, b NOT NULL, UNIQUE (a, b))",
            "CREATE TABLE fine (a TEXT NOT NULL PRIMARY KEY)")) {
      assertThat(db.store.schema().tables())
          .extracting(TableSchema::name)
          .containsExactly("heap", "counted", "loose", "maybe", "fine");
      assertThat(db.store.schema().findings())
          .extracting(finding -> finding.severity() + " " + finding.code() + " " + finding.table())
          .containsExactlyInAnyOrder(
              Finding.Severity.BLOCKER + " no-key heap",
              Finding.Severity.BLOCKER + " no-key maybe",
              Finding.Severity.BLOCKER + " virtual-table words",
              Finding.Severity.WARNING + " generated-keys-may-collide counted",
              Finding.Severity.WARNING + " nullable-key loose",
              Finding.Severity.INFO + " foreign-keys-off null",
              Finding.Severity.INFO + " wal-recommended null");
    }
  }
}
