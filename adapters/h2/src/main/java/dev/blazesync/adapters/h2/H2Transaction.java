package dev.blazesync.adapters.h2;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A transaction at SNAPSHOT isolation in a session that carries the guard, and a second session
 * that sees the latest state of others. For one thread.
 */
final class H2Transaction implements StoreTransaction {
  private final H2Session session;
  private final H2Session present;
  private final H2Dialect dialect;
  private final Resolver resolver;
  private final @Nullable ApplicationTriggers triggers;
  private final H2View view;
  private final Drains drains;
  private final H2Writer writer;
  private boolean over;

  H2Transaction(
      H2Session session,
      H2Session present,
      H2Dialect dialect,
      Resolver resolver,
      @Nullable ApplicationTriggers triggers) {
    this.session = session;
    this.present = present;
    this.dialect = dialect;
    this.resolver = resolver;
    this.triggers = triggers;
    this.view = new H2View(session, dialect, resolver);
    this.drains = new Drains(session, dialect, resolver.journals().values());
    this.writer = new H2Writer(session, present, dialect);
  }

  /** Something that talks to the database. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T work(String doing, Work<T> work) {
    if (over) {
      throw new BusyException("this transaction is over; begin another");
    }
    try {
      return work.run();
    } catch (SQLException e) {
      over = true; // H2 has rolled back on some errors, and would begin anew without telling
      throw dialect.failure(doing, e);
    } catch (BusyException e) {
      over = true;
      throw e;
    }
  }

  private void mute() {
    ApplicationTriggers own = triggers;
    if (own != null) {
      own.mute();
    }
  }

  @Override
  public boolean drain(DrainScope scope, CaptureSink sink) {
    if (scope instanceof DrainScope.UpTo upTo) {
      return work("draining captured changes", () -> drains.upTo(upTo, sink));
    }
    DrainScope.Claim claim = (DrainScope.Claim) scope;
    TableSchema table = resolver.resolved(claim.table());
    return work(
        "claiming rows of table " + table.name(),
        () -> {
          drains.claim(table, claim.keys(), present, sink);
          return drains.isEmpty();
        });
  }

  @Override
  public void write(TableSchema table, Rows rows, RefusalSink refused) {
    mute();
    work(
        "writing to table " + table.name(),
        () -> {
          writer.write(resolver.resolved(table), rows, refused);
          return true;
        });
  }

  @Override
  public void delete(TableSchema table, Rows keys, RefusalSink refused) {
    mute();
    work(
        "deleting from table " + table.name(),
        () -> {
          writer.delete(resolver.resolved(table), keys, resolver.incoming(table), refused);
          return true;
        });
  }

  @Override
  public void captureAll(TableSchema table) {
    Journal journal = resolver.journals().get(table.name());
    if (journal != null) {
      work(
          "capturing all rows of table " + table.name(),
          () -> {
            session.statements().execute(journal.noteAll(CaptureTrigger.INSERTED, dialect, true));
            return true;
          });
    }
  }

  @Override
  public long allocateKey(TableSchema table) {
    KeySchema key = table.identity();
    if (key == null || key.kind() != KeySchema.Kind.PRIMARY_GENERATED) {
      throw new ConfigurationException(
          "table " + table.name() + " has no key that the database hands out");
    }
    ColumnSchema column = resolver.resolved(table).columns().get(key.columns().get(0));
    return work(
        "drawing a key of table " + table.name(),
        () -> {
          if (EngineAccess.session(session.connection()) == null) {
            throw new ConfigurationException(
                "keys of table "
                    + table.name()
                    + " can be drawn only in the process that has the database open");
          }
          long drawn;
          do {
            drawn = EngineAccess.nextIdentity(session.connection(), table.name(), column);
          } while (used(table, column, drawn));
          return drawn;
        });
  }

  /** The application may have inserted values of its own, beyond the sequence. */
  private boolean used(TableSchema table, ColumnSchema column, long value) throws SQLException {
    String sql =
        "SELECT 1 FROM "
            + dialect.quote(table.name())
            + " WHERE "
            + dialect.quote(column.name())
            + " = ?";
    for (H2Session by : java.util.List.of(session, present)) {
      PreparedStatement statement = by.statements().prepare(sql);
      statement.setLong(1, value);
      try (ResultSet results = statement.executeQuery()) {
        if (results.next()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void commit() {
    work(
        "committing",
        () -> {
          session.connection().commit();
          return true;
        });
    over = true;
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    work(
        "reading",
        () -> {
          view.read(table, key, wanted, sink);
          return true;
        });
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    work(
        "reading",
        () -> {
          view.scan(table, after, limit, sink);
          return true;
        });
  }

  @Override
  public long count(TableSchema table) {
    return work("counting", () -> view.count(table));
  }

  @Override
  public long pending(TableSchema table) {
    return work("counting", () -> view.pending(table));
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
    work(
        "evaluating a unique key",
        () -> {
          view.claims(table, key, rows, sink);
          return true;
        });
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
    work(
        "evaluating a unique key",
        () -> {
          view.claimants(table, key, claims, sink);
          return true;
        });
  }

  @Override
  public void close() {
    over = true;
    try {
      view.close();
    } finally {
      present.close();
    }
  }
}
