package dev.blazesync.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.BlazeSync;
import dev.blazesync.Databases;
import dev.blazesync.DecidedConflict;
import dev.blazesync.Existing;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import dev.blazesync.engine.node.Node;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.VersionVector;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** One node: a database file, edited by its application while no engine runs. */
final class Member {
  private static final int ALL = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final Kind kind;
  final Path file;
  private final Ticks ticks;
  private final List<String> notices = new ArrayList<>();
  private @Nullable Plugins plugins;
  private @Nullable Status status;
  private @Nullable Connection open;

  Member(Kind kind, Path file, Ticks ticks) {
    this.kind = kind;
    this.file = file;
    this.ticks = ticks;
  }

  Target target() {
    return Target.of(file);
  }

  /** Runs statements one by one, each later than all before it at any node. */
  Member run(String... statements) {
    return work(
        connection -> {
          for (String sql : statements) {
            ticks.next();
            execute(connection, sql);
          }
        });
  }

  /** Runs statements as one transaction. */
  Member transaction(String... statements) {
    return work(
        connection -> {
          ticks.next();
          connection.setAutoCommit(false);
          for (String sql : statements) {
            execute(connection, sql);
          }
          connection.commit();
        });
  }

  /** What an application does with a connection. */
  @FunctionalInterface
  interface Work {
    void with(Connection connection) throws SQLException;
  }

  /** Work within work has the same connection: opening and closing a database takes its time. */
  Member work(Work work) {
    try {
      if (open != null) {
        work.with(open);
        return this;
      }
      try (Connection connection = kind.open(file)) {
        open = connection;
        work.with(connection);
      } finally {
        open = null;
      }
    } catch (SQLException e) {
      throw new AssertionError(file.getFileName() + ": " + e.getMessage(), e);
    }
    return this;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(sql + ": " + e.getMessage(), e);
    }
  }

  /** {@return the rows of a query, cells joined by {@code |}} */
  List<String> query(String sql) {
    List<String> rows = new ArrayList<>();
    work(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
              StringBuilder row = new StringBuilder();
              for (int column = 1; column <= columns; column++) {
                row.append(column == 1 ? "" : "|").append(result.getString(column));
              }
              rows.add(row.toString());
            }
          }
        });
    return rows;
  }

  /** Which plug-ins there are where this node runs, from its next sync on; null = what all have. */
  void plugins(@Nullable Plugins there) {
    plugins = there;
  }

  /** Joins, and syncs as {@link #sync} does. */
  void join(String code, Map<String, String> rules) {
    if (plugins == null) {
      once(
          sync -> {
            rules.forEach(sync::rule);
            return sync.join(code);
          });
    } else {
      with(plugins, code, rules);
    }
  }

  /** Syncs until all that the hub has is applied, and what is here is there; then ends. */
  void sync() {
    if (plugins == null) {
      once(UnaryOperator.identity());
    } else {
      with(plugins, null, Map.of());
    }
  }

  /** As {@link #sync}, with what is asked for besides. */
  void once(UnaryOperator<BlazeSync.Builder> more) {
    try (BlazeSync sync =
        more.apply(BlazeSync.attach(target())).listener(new Listening()).start()) {
      synced(sync.awaitSynced(PATIENCE), sync.status());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void with(Plugins there, @Nullable String code, Map<String, String> rules) {
    Node.Wanted wanted =
        new Node.Wanted(
            target(),
            code,
            List.of(),
            Existing.GROUP,
            TableSelection.ALL,
            rules,
            null,
            new Listening());
    try (Node node = Node.start(there, wanted)) {
      synced(node.awaitSynced(PATIENCE), node.answers().status());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void synced(boolean inTime, Status now) {
    assertThat(inTime).as("%s synced; %s", file.getFileName(), now).isTrue();
    status = now;
  }

  private final class Listening implements dev.blazesync.SyncListener {
    @Override
    public void notice(String message) {
      notices.add(message);
    }
  }

  /** {@return what was told since this node was made} */
  List<String> notices() {
    return List.copyOf(notices);
  }

  /** {@return what it held when it was last synced} */
  @Nullable
  VersionVector vector() {
    return status == null ? null : status.versionVector();
  }

  /** {@return what its status said when it was last synced} */
  Status status() {
    return Objects.requireNonNull(status, "not synced yet");
  }

  /** {@return batches in its operation log, statements of heads left out} */
  long batches() {
    return Databases.log(target(), ALL).stream().filter(batch -> batch.operations() > 0).count();
  }

  /** {@return what is parked: table, key and reason} */
  List<String> parked() {
    return Databases.parked(target(), ALL).stream()
        .sorted(Comparator.comparing(ParkedRecord::table).thenComparing(ParkedRecord::key))
        .map(parked -> parked.table() + " " + parked.key() + " " + reason(parked))
        .toList();
  }

  /** The rest is for people, and the databases have words of their own for it. */
  private static String reason(ParkedRecord parked) {
    return parked.reason().split(":", 2)[0];
  }

  /** {@return why records are parked, in whole sentences} */
  List<String> reasons() {
    return Databases.parked(target(), ALL).stream().map(ParkedRecord::reason).toList();
  }

  List<DecidedConflict> conflicts() {
    return Databases.conflicts(target(), ALL);
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
