package dev.blazesync.benchmarks.path;

import dev.blazesync.Databases;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * An application's database with one table: item(id, name of 20 characters, qty, price, note of 60
 * characters, updated_at). Not thread-safe.
 */
final class ItemDatabase implements AutoCloseable {
  /** Which database. */
  enum Kind {
    SQLITE(".db"),
    H2(".mv.db");

    final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  /** Writes in one transaction, where they are not single. */
  static final int TRANSACTION = 1_000;

  private static final String INSERT =
      "INSERT INTO item (id, name, qty, price, note, updated_at) VALUES (?, ?, ?, ?, ?, ?)";
  private static final long SEED = 20_260_101;
  private static final long FIRST_MILLIS = 1_767_225_600_000L;

  private final Kind kind;
  private final Path file;
  private Connection connection;
  private int round;
  private int greatest;

  private ItemDatabase(Kind kind, Path file, Connection connection) {
    this.kind = kind;
    this.file = file;
    this.connection = connection;
  }

  /** {@return a new one, with its table} */
  static ItemDatabase create(Kind kind, Path file) throws SQLException {
    ItemDatabase made = new ItemDatabase(kind, file, connect(kind, file));
    try (Statement statement = made.connection.createStatement()) {
      if (kind == Kind.SQLITE) {
        statement.execute("PRAGMA journal_mode = WAL");
      }
      statement.execute(
          "CREATE TABLE item (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL,"
              + " qty INTEGER NOT NULL, price DOUBLE PRECISION NOT NULL, note VARCHAR(200),"
              + " updated_at BIGINT NOT NULL)");
    }
    return made;
  }

  /** {@return one that is there} */
  static ItemDatabase open(Kind kind, Path file) throws SQLException {
    return new ItemDatabase(kind, file, connect(kind, file));
  }

  private static Connection connect(Kind kind, Path file) throws SQLException {
    if (kind == Kind.H2) {
      String path = file.toString();
      String name = path.substring(0, path.length() - Kind.H2.suffix.length());
      return DriverManager.getConnection("jdbc:h2:" + name, "sa", "");
    }
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 20000");
      statement.execute("PRAGMA synchronous = NORMAL");
    }
    return connection;
  }

  /** Does something for which another process has to open the database. */
  void aside(Watch.Work work) throws Exception {
    if (kind == Kind.SQLITE) {
      work.run();
      return;
    }
    close();
    try {
      work.run();
    } finally {
      connection = connect(kind, file);
    }
  }

  Path file() {
    return file;
  }

  /** Installs capture. */
  void attach() throws Exception {
    aside(() -> Databases.attach(Target.of(file), TableSelection.ALL, false));
  }

  /**
   * Inserts rows of ids from 1, in transactions of {@link #TRANSACTION}.
   *
   * @param shuffled whether in random order of keys
   */
  void insert(int rows, Texts texts, boolean shuffled) throws SQLException {
    SplittableRandom random = new SplittableRandom(SEED);
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int pending = 0;
      for (int id : keys(rows, shuffled)) {
        bind(insert, id, texts, random);
        insert.addBatch();
        pending++;
        if (pending == TRANSACTION) {
          insert.executeBatch();
          connection.commit();
          pending = 0;
        }
      }
      insert.executeBatch();
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  private static void bind(PreparedStatement insert, int id, Texts texts, SplittableRandom random)
      throws SQLException {
    insert.setInt(1, id);
    insert.setString(2, texts.text(random, 20));
    insert.setInt(3, random.nextInt(1_000));
    insert.setDouble(4, random.nextInt(100_000) / 100.0);
    insert.setString(5, texts.text(random, 60));
    insert.setLong(6, FIRST_MILLIS + id * 1_000L + random.nextInt(1_000));
  }

  /** Changes one column of all rows in random order, in transactions of {@link #TRANSACTION}. */
  void updateAll(int rows) throws SQLException {
    round++;
    connection.setAutoCommit(false);
    try (PreparedStatement update = updating()) {
      int pending = 0;
      for (int id : keys(rows, true)) {
        update.setInt(1, 1_000 + round);
        update.setInt(2, id);
        update.addBatch();
        pending++;
        if (pending == TRANSACTION) {
          update.executeBatch();
          connection.commit();
          pending = 0;
        }
      }
      update.executeBatch();
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  /**
   * Changes one column of {@code count} of {@code rows} rows, each in a transaction of its own.
   *
   * @return what was written
   */
  int updateSingly(int count, int rows) throws SQLException {
    round++;
    int written = 1_000 + round;
    int[] keys = keys(rows, true);
    try (PreparedStatement update = updating()) {
      for (int index = 0; index < count; index++) {
        update.setInt(1, written);
        update.setInt(2, keys[index % rows]);
        update.executeUpdate();
        greatest = index == 0 ? keys[0] : Math.max(greatest, keys[index % rows]);
      }
    }
    return written;
  }

  /** {@return the greatest key that was written by the latest {@link #updateSingly}} */
  int greatestUpdated() {
    return greatest;
  }

  /** Changes one column of one row. */
  void update(int id, int qty) throws SQLException {
    try (PreparedStatement update = updating()) {
      update.setInt(1, qty);
      update.setInt(2, id);
      update.executeUpdate();
    }
  }

  private PreparedStatement updating() throws SQLException {
    return connection.prepareStatement("UPDATE item SET qty = ? WHERE id = ?");
  }

  /** {@return whether one row has this quantity: far cheaper than {@link #having}} */
  boolean has(int id, int qty) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM item WHERE id = ? AND qty = ?")) {
      query.setInt(1, id);
      query.setInt(2, qty);
      return first(query.executeQuery()) == 1;
    }
  }

  /** {@return how many rows have this quantity} */
  int having(int qty) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM item WHERE qty = ?")) {
      query.setInt(1, qty);
      return first(query.executeQuery());
    }
  }

  int rows() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM item")) {
      return first(query.executeQuery());
    }
  }

  private static int first(ResultSet answer) throws SQLException {
    try (answer) {
      answer.next();
      return answer.getInt(1);
    }
  }

  /** {@return bytes of the pages in use, by table with its indexes; SQLite alone counts them} */
  Map<String, Long> pages() throws SQLException {
    Map<String, Long> bytes = new TreeMap<>();
    if (kind == Kind.SQLITE) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_schema m"
                      + " ON m.name = s.name GROUP BY m.tbl_name")) {
        while (rows.next()) {
          bytes.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return bytes;
  }

  private static int[] keys(int rows, boolean shuffled) {
    int[] keys = new int[rows];
    for (int index = 0; index < rows; index++) {
      keys[index] = index + 1;
    }
    Random random = new Random(SEED);
    for (int index = rows - 1; shuffled && index > 0; index--) {
      int other = random.nextInt(index + 1);
      int key = keys[index];
      keys[index] = keys[other];
      keys[other] = key;
    }
    return keys;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
