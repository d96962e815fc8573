package dev.blazesync.adapters.sqlite;

import dev.blazesync.adapters.jdbc.RowWriter;
import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** A transaction that holds SQLite's write lock from the start. */
final class SqliteTransaction implements StoreTransaction {
  private final SqliteView view;
  private final Session session;
  private final LongConsumer afterCommit;
  private final RowWriter writer;
  private final ApplicationTriggers applicationTriggers;
  private final CaptureTriggers captureTriggers;
  private final Map<String, Long> allocated = new HashMap<>();
  private boolean guarded;
  private boolean committed;

  /**
   * @param view of the same session
   * @param afterCommit is told the version of the schema that was committed
   */
  SqliteTransaction(SqliteView view, LongConsumer afterCommit) {
    this.view = view;
    this.session = view.session();
    this.afterCommit = afterCommit;
    this.writer = new RowWriter(SqliteDialect.INSTANCE, session.statements());
    this.applicationTriggers = new ApplicationTriggers(session, view.image());
    this.captureTriggers = new CaptureTriggers(session, view.image());
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    checkActive();
    view.read(table, key, wanted, sink);
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    checkActive();
    view.scan(table, after, limit, sink);
  }

  @Override
  public long count(TableSchema table) {
    checkActive();
    return view.count(table);
  }

  @Override
  public long pending(TableSchema table) {
    checkActive();
    return view.pending(table);
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
    checkActive();
    view.claims(table, key, rows, sink);
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
    checkActive();
    view.claimants(table, key, claims, sink);
  }

  @Override
  public boolean drain(DrainScope scope, CaptureSink sink) {
    checkActive();
    try {
      if (scope instanceof DrainScope.UpTo limits) {
        Map<String, CaptureSql> wanted = new LinkedHashMap<>(view.captured());
        wanted.keySet().removeAll(limits.except());
        return new Drain(session, wanted.values(), sink).upTo(limits);
      }
      Drain drain = new Drain(session, view.captured().values(), sink);
      DrainScope.Claim claim = (DrainScope.Claim) scope;
      CaptureSql capture = view.captured().get(claim.table().name());
      return capture == null ? drain.isClean() : drain.claim(capture, claim.keys());
    } catch (SQLException e) {
      throw SqliteErrors.failure("reading captured changes", e);
    }
  }

  @Override
  public void write(TableSchema table, Rows rows, RefusalSink refused) {
    SqliteTable application = prepare(table, rows.count());
    TableSchema known = view.known(table);
    RowWriter.Check check =
        application == null ? null : RowChecks.forWrite(session, application, known);
    writer.write(known, rows, check, refused);
  }

  @Override
  public void delete(TableSchema table, Rows keys, RefusalSink refused) {
    prepare(table, keys.count());
    writer.delete(view.known(table), keys, null, refused);
  }

  @Override
  public void captureAll(TableSchema table) {
    checkActive();
    CaptureSql capture = view.captured().get(table.name());
    if (capture == null) {
      throw new ConfigurationException(
          "table " + table.name() + " is not captured; capture it before its rows are marked");
    }
    try {
      session.execute(capture.markAll(true));
    } catch (SQLException e) {
      throw SqliteErrors.failure("marking the rows of " + table.name(), e);
    }
  }

  @Override
  public long allocateKey(TableSchema table) {
    checkActive();
    KeySchema identity = table.identityKey();
    if (identity.kind() != KeySchema.Kind.PRIMARY_GENERATED) {
      throw new ConfigurationException(
          "table "
              + table.name()
              + " has no key that SQLite hands out; only an INTEGER PRIMARY KEY"
              + " is one");
    }
    try {
      long highest = Math.max(highestKey(table), allocated.getOrDefault(table.name(), 0L));
      if (highest == Long.MAX_VALUE) {
        throw new ConfigurationException("table " + table.name() + " has used its largest key");
      }
      allocated.put(table.name(), highest + 1);
      return highest + 1;
    } catch (SQLException e) {
      throw SqliteErrors.failure("finding a free key of " + table.name(), e);
    }
  }

  @Override
  public void commit() {
    checkActive();
    long version;
    try {
      view.end();
      captureTriggers.restore();
      applicationTriggers.restore();
      if (guarded) {
        session.execute("DELETE FROM " + CaptureSql.GUARD);
      }
      version = SchemaReader.version(session.connection());
      session.commit();
    } catch (SQLException e) {
      if (SqliteErrors.isConstraint(e)) {
        throw new RefusedException(
            "the commit was refused: a deferred foreign key of a written table refers to a row that"
                + " is missing; nothing was done",
            e);
      }
      throw SqliteErrors.failure("committing", e);
    }
    committed = true;
    afterCommit.accept(version);
  }

  @Override
  public void close() {
    view.close();
  }

  /**
   * {@return the application's table, ready to be written unseen; null for an engine table}
   *
   * @param rows how many are to be written
   */
  private @Nullable SqliteTable prepare(TableSchema table, int rows) {
    checkActive();
    SqliteTable application = view.image().table(table.name());
    if (application == null) {
      return null;
    }
    try {
      if (!guarded && view.image().captureObjects().containsKey(CaptureSql.GUARD)) {
        session.execute("INSERT INTO " + CaptureSql.GUARD + " VALUES (1)");
        guarded = true;
      }
      applicationTriggers.suspend(application);
      CaptureSql capture = view.captured().get(table.name());
      if (capture != null) {
        captureTriggers.suspend(capture, rows);
      }
    } catch (SQLException e) {
      throw SqliteErrors.failure("preparing to write table " + table.name(), e);
    }
    return application;
  }

  private long highestKey(TableSchema table) throws SQLException {
    long highest =
        number(
            "SELECT max("
                + SqlText.quote(table.columns().get(table.identityKey().columns().get(0)).name())
                + ") FROM "
                + SqlText.quote(table.name()));
    if (number("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'") != 0) {
      highest =
          Math.max(
              highest,
              number(
                  "SELECT max(seq) FROM sqlite_sequence WHERE name = "
                      + SqlText.literal(table.name())));
    }
    return Math.max(highest, 0);
  }

  private long number(String sql) throws SQLException {
    try (var results = session.statements().prepare(sql).executeQuery()) {
      return results.next() ? results.getLong(1) : 0;
    }
  }

  private void checkActive() {
    view.checkOpen();
    if (committed) {
      throw new IllegalStateException("the transaction is committed; it can only be closed");
    }
  }
}
