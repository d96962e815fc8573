package dev.blazesync.whole;

import dev.blazesync.Existing;
import dev.blazesync.TableSelection;
import dev.blazesync.adapters.h2.H2StoreProvider;
import dev.blazesync.adapters.sqlite.SqliteProvider;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.books.EngineTables;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.replica.Snapshots;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import dev.blazesync.spi.StoreView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** A SQLite or H2 file with constraints of every kind, its application, and an engine by steps. */
final class ClashingDatabase implements AutoCloseable {
  private static final int KEYS = 4;
  private static final int VALUES = 4;

  /** Columns behind {@code id}; those with ? may be NULL. */
  private static final Map<String, List<String>> TABLES = new TreeMap<>();

  private static final List<String> DDL =
      List.of(
          "CREATE TABLE \"person\" (\"id\" BIGINT NOT NULL PRIMARY KEY, \"mail\" BIGINT UNIQUE,"
              + " \"price\" DECIMAL(8, 2) NOT NULL UNIQUE, \"first\" BIGINT NOT NULL,"
              + " \"last\" BIGINT, \"low\" BIGINT NOT NULL, \"high\" BIGINT NOT NULL,"
              + " \"boss\" BIGINT REFERENCES \"person\" (\"id\") ON DELETE SET NULL,"
              + " UNIQUE (\"first\", \"last\"), CHECK (\"low\" <> \"high\"))",
          "CREATE TABLE \"dept\" (\"id\" BIGINT NOT NULL PRIMARY KEY,"
              + " \"slot\" BIGINT NOT NULL UNIQUE, \"lead\" BIGINT)",
          "CREATE TABLE \"office\" (\"id\" BIGINT NOT NULL PRIMARY KEY, \"phone\" BIGINT UNIQUE,"
              + " \"dept\" BIGINT REFERENCES \"dept\" (\"id\") ON DELETE CASCADE)",
          "CREATE TABLE \"task\" (\"id\" BIGINT NOT NULL PRIMARY KEY,"
              + " \"mail\" BIGINT REFERENCES \"person\" (\"mail\"),"
              + " \"person\" BIGINT NOT NULL REFERENCES \"person\" (\"id\"))",
          "CREATE TABLE \"memo\" (\"id\" BIGINT NOT NULL PRIMARY KEY,"
              + " \"person\" BIGINT REFERENCES \"person\" (\"id\") ON DELETE SET NULL,"
              + " \"tag\" BIGINT UNIQUE,"
              + " \"task\" BIGINT REFERENCES \"task\" (\"id\") ON DELETE CASCADE)",
          "CREATE TABLE \"node\" (\"id\" BIGINT NOT NULL PRIMARY KEY,"
              + " \"up\" BIGINT REFERENCES \"node\" (\"id\") ON DELETE CASCADE,"
              + " \"code\" BIGINT UNIQUE)",
          "CREATE TABLE \"leaf\" (\"id\" BIGINT NOT NULL PRIMARY KEY,"
              + " \"code\" BIGINT REFERENCES \"node\" (\"code\") ON DELETE SET NULL)");

  static {
    TABLES.put("person", List.of("mail?", "price", "first", "last?", "low", "high", "boss?"));
    TABLES.put("dept", List.of("slot", "lead?"));
    TABLES.put("office", List.of("phone?", "dept?"));
    TABLES.put("task", List.of("mail?", "person"));
    TABLES.put("memo", List.of("person?", "tag?", "task?"));
    TABLES.put("node", List.of("up?", "code?"));
    TABLES.put("leaf", List.of("code?"));
  }

  /** In every second group some values give way without their rows. */
  static Map<String, String> rules(Random random) {
    Map<String, String> rules = new TreeMap<>();
    if (random.nextBoolean()) {
      for (String key : List.of("memo.tag", "office.phone", "person.first,last")) {
        rules.put("unique." + key, random.nextBoolean() ? "park-value" : "park-row");
      }
    }
    return rules;
  }

  private final Random random;
  private final LongSupplier clock;
  private final boolean h2;
  private final Connection application;
  private final StoreLocation location;
  private final Map<String, String> rules;
  private final GroupWithoutRelay group;
  private final SecureRandom secureRandom;
  private final DeviceKeys keys;
  private RecordStore store;
  private Replica replica;

  /**
   * What databases have in common.
   *
   * @param rules of the group, for the database that founds it
   */
  record Founding(GroupWithoutRelay group, Map<String, String> rules) {}

  ClashingDatabase(
      Path folder, String name, boolean h2, Random random, LongSupplier clock, Founding founding)
      throws SQLException {
    this.rules = founding.rules();
    this.group = founding.group();
    this.secureRandom = new SeededRandom(random.nextLong());
    this.keys = DeviceKeys.generate(secureRandom);
    this.random = random;
    this.clock = clock;
    this.h2 = h2;
    Path file = folder.resolve(name + (h2 ? ".mv.db" : ".db"));
    String url =
        h2
            ? "jdbc:h2:" + folder.resolve(name) + ";WRITE_DELAY=0"
            : "jdbc:sqlite:" + file + "?foreign_keys=on&journal_mode=wal&synchronous=off";
    location =
        h2 ? new StoreLocation.JdbcUrl(url, "sa", new char[0]) : new StoreLocation.File(file);
    application =
        h2 ? DriverManager.getConnection(url, "sa", "") : DriverManager.getConnection(url);
    try (Statement statement = application.createStatement()) {
      for (String ddl : DDL) {
        statement.execute(
            !h2 && ddl.contains("\"lead\"")
                ? ddl.replace("\"lead\" BIGINT", "\"lead\" BIGINT REFERENCES \"office\" (\"id\")")
                : ddl);
      }
      if (h2) {
        statement.execute(
            "ALTER TABLE \"dept\" ADD FOREIGN KEY (\"lead\") REFERENCES \"office\" (\"id\")");
      }
    }
    application.setAutoCommit(false);
  }

  /** Opens the engine, again if it was open. */
  void open() {
    if (store != null) {
      store.close();
    }
    store =
        (h2 ? new H2StoreProvider() : new SqliteProvider()).create(location, StoreOptions.DEFAULT);
    replica =
        new Replica(
            store,
            TableSelection.ALL,
            (table, row) -> {},
            Plugins.load()::policy,
            keys,
            secureRandom,
            () -> 0);
    replica.open();
    if (!replica.inGroup()) {
      replica.setRules(rules);
    }
    replica.join(group.code(), Existing.GROUP);
    group.meet(replica.roster(), clock.getAsLong());
  }

  Replica replica() {
    return replica;
  }

  /** One transaction of some statements; those that the database refuses do not happen. */
  void edit() throws SQLException {
    try (Statement statement = application.createStatement()) {
      for (int count = 1 + random.nextInt(5); count > 0; count--) {
        try {
          statement.executeUpdate(sql());
        } catch (SQLException e) {
          // its own database would not have it
        }
      }
      application.commit();
    } catch (SQLException e) {
      application.rollback();
      throw e;
    }
  }

  private String sql() {
    String table = List.copyOf(TABLES.keySet()).get(random.nextInt(TABLES.size()));
    List<String> columns = TABLES.get(table);
    int key = random.nextInt(KEYS);
    return switch (random.nextInt(6)) {
      case 0 -> "DELETE FROM \"" + table + "\" WHERE \"id\" = " + key;
      case 1, 2, 3 -> {
        StringBuilder sql = new StringBuilder("INSERT INTO \"" + table + "\" VALUES (" + key);
        columns.forEach(column -> sql.append(", ").append(value(column)));
        yield sql.append(")").toString();
      }
      default -> {
        String column = columns.get(random.nextInt(columns.size()));
        yield "UPDATE \""
            + table
            + "\" SET \""
            + column.replace("?", "")
            + "\" = "
            + value(column)
            + " WHERE \"id\" = "
            + key;
      }
    };
  }

  private String value(String column) {
    if (column.endsWith("?") && random.nextInt(3) == 0) {
      return "NULL";
    }
    return random.nextInt(VALUES) + (column.equals("price") ? ".5" : "");
  }

  void drain() {
    replica.followSchema(clock.getAsLong());
    boolean cut = false;
    while (!cut) {
      cut = replica.drain(clock.getAsLong(), true);
    }
    boolean more = true;
    while (more) {
      more = replica.seal();
    }
  }

  void merge() {
    Replica.Merged merged = new Replica.Merged(0, 0, true);
    for (int round = 0; merged.more(); round++) {
      if (round == 1_000) {
        throw new AssertionError("merging never ends");
      }
      merged = replica.merge(clock.getAsLong());
    }
  }

  void pull(ClashingDatabase from, int most) {
    group.meet(replica.roster(), clock.getAsLong());
    List<SealedBatch> lacking =
        from.replica.lacking(replica.vector(), 0, Limits.PAYLOAD_BYTES).stream()
            .map(entry -> entry.batch())
            .limit(most)
            .toList();
    if (!lacking.isEmpty()) {
      replica.receive(lacking, clock.getAsLong(), rows -> {});
      merge();
    }
  }

  void join(ClashingDatabase from) {
    Map<String, ByteBuffer> objects = new HashMap<>();
    from.replica.snapshots().begin(clock.getAsLong());
    String last = "";
    for (Snapshots.Made object = from.replica.snapshots().next(clock.getAsLong());
        object != null;
        object = from.replica.snapshots().next(clock.getAsLong())) {
      last = object.name();
      objects.put(last, object.bytes());
    }
    group.meet(replica.roster(), clock.getAsLong());
    if (replica.snapshots().load(last, objects.get(last).duplicate()) == null) {
      throw new AssertionError("the snapshot does not open");
    }
    for (var chunk = replica.snapshots().wanted(0);
        chunk != null;
        chunk = replica.snapshots().wanted(0)) {
      replica.snapshots().accept(objects.get(chunk.objectName()).duplicate(), clock.getAsLong());
    }
    boolean done = false;
    while (!done) {
      done = replica.snapshots().finish(clock.getAsLong());
    }
    drain();
    merge();
  }

  /** {@return every row, and every parked record with its reason; sorted} */
  TreeSet<String> contents() throws SQLException {
    TreeSet<String> contents = new TreeSet<>();
    try (Statement statement = application.createStatement()) {
      for (Map.Entry<String, List<String>> table : TABLES.entrySet()) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table.getKey() + "\"")) {
          while (rows.next()) {
            StringBuilder row = new StringBuilder(table.getKey());
            for (int column = 1; column <= table.getValue().size() + 1; column++) {
              Object cell = rows.getObject(column);
              row.append(' ').append(cell == null ? "-" : rows.getDouble(column));
            }
            contents.add(row.toString());
          }
        }
      }
    }
    application.rollback();
    try (StoreView view = store.snapshot()) {
      view.scan(
          EngineTables.PARKED,
          null,
          Integer.MAX_VALUE,
          row ->
              contents.add("parked " + row.text(1) + " " + row.text(3) + " " + row.text(4))
                  || true);
    }
    return contents;
  }

  @Override
  public void close() throws SQLException {
    if (store != null) {
      store.close();
    }
    application.close();
  }

  @Override
  public String toString() {
    return h2 ? "H2" : "SQLite";
  }
}
