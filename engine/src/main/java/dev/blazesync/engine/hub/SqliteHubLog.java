package dev.blazesync.engine.hub;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * A hub's log in a SQLite database on disk: what it acknowledges survives the death of the process
 * and of the machine (write-ahead log, {@code synchronous=FULL}). Made by {@link #open}; holds its
 * folder until it is closed.
 */
public final class SqliteHubLog implements HubLog {
  /** No limit to the disk but the disk. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** As many pages as SQLite can count. */
  private static final long MAX_PAGES = 4_294_967_294L;

  /** Left free below the disk limit: pages that a transaction touches whatever it stores. */
  private static final long SPARE_BYTES = 64 * 1024;

  /** Entries of memberships kept in memory: about one KiB each. */
  private static final int CACHED_ENTRIES = 50_000;

  private final HubFolder folder;
  private final long store;
  private final long maxDiskBytes;
  private final LongSupplier wallMillis;
  private final MembershipCache memberships = new MembershipCache(CACHED_ENTRIES);
  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final HubWriter writer;

  /**
   * Opens or makes the store in a folder, which is made (for its owner alone) if it is not there.
   *
   * @param maxDiskBytes size of the store above which nothing new is taken; at least 1 MiB
   * @param wallMillis the clock told to callers, in milliseconds since 1970
   * @throws UnavailableException if another hub uses the folder, or it cannot be written
   * @throws ConfigurationException if a newer version wrote it, or the limit makes no sense
   * @throws dev.blazesync.spi.DamagedException if what is there is no hub's database
   */
  public static SqliteHubLog open(Path path, long maxDiskBytes, LongSupplier wallMillis) {
    return open(path, maxDiskBytes, wallMillis, MAX_PAGES);
  }

  /** With a database that is full at so many pages, as if the disk were. */
  static SqliteHubLog open(Path path, long maxDiskBytes, LongSupplier wallMillis, long maxPages) {
    if (maxDiskBytes < 1 << 20) {
      throw new ConfigurationException(
          "a hub's disk limit is at least 1 MiB (1048576), not " + maxDiskBytes);
    }
    HubFolder folder = HubFolder.open(path);
    try {
      return new SqliteHubLog(folder, maxDiskBytes, wallMillis, maxPages);
    } catch (SyncException e) {
      folder.close();
      throw e;
    }
  }

  private SqliteHubLog(
      HubFolder folder, long maxDiskBytes, LongSupplier wallMillis, long maxPages) {
    this.folder = folder;
    this.maxDiskBytes = maxDiskBytes;
    this.wallMillis = wallMillis;
    store = HubSchema.open(folder.database());
    readers = new HikariDataSource(pool("blazesync-hub-read", HubLimits.READERS));
    HikariConfig one = pool("blazesync-hub-write", 1);
    one.addDataSourceProperty("max_page_count", Long.toString(maxPages));
    writers = new HikariDataSource(one);
    writer =
        new HubWriter(
            folder.database(),
            writers,
            new HubWriter.Surroundings(memberships, this::roomBytes, wallMillis),
            this::head);
  }

  private HikariConfig pool(String name, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl("jdbc:sqlite:" + folder.database());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setAutoCommit(false);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("foreign_keys", "true");
    config.addDataSourceProperty("busy_timeout", "1000");
    config.addDataSourceProperty("journal_size_limit", Integer.toString(4 << 20));
    return config;
  }

  private Position head(GroupId group, OriginLog log) {
    return read(reads -> reads.head(group, log));
  }

  /** What is in the write-ahead log counts twice: the database may have to grow by it. */
  private long roomBytes() {
    return maxDiskBytes == UNLIMITED
        ? UNLIMITED
        : maxDiskBytes - folder.databaseBytes() - 2 * folder.walBytes() - SPARE_BYTES;
  }

  @Override
  public @Nullable Membership membership(GroupId group) {
    Membership known = memberships.get(group);
    if (known != null) {
      return known;
    }
    long before = memberships.beforeReading();
    Optional<Membership> stored = read(reads -> reads.membership(group));
    stored.ifPresent(membership -> memberships.read(before, membership));
    return stored.orElse(null);
  }

  @Override
  public Holding holding(GroupId group) {
    return read(reads -> reads.holding(group, wallMillis.getAsLong()));
  }

  @Override
  public CompletionStage<Stored> push(GroupId group, List<ByteBuffer> sealed) {
    try {
      return writer.push(group, BatchFacts.readAll(group, membership(group), sealed));
    } catch (SyncException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Page pull(GroupId group, VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    return read(reads -> reads.pull(group, have, cursor, maxBytes));
  }

  @Override
  public CompletionStage<Boolean> putObject(GroupId group, String name, ByteBuffer bytes) {
    try {
      HubObjects.check(name, bytes);
      Membership membership = membership(group);
      if (ChainObject.is(name)) {
        ChainAdmission.checkNext(group, membership, name, bytes, wallMillis.getAsLong());
      }
      return writer.put(group, ObjectFacts.read(name, membership, bytes));
    } catch (SyncException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public @Nullable ByteBuffer getObject(GroupId group, String name, long offset, int maxBytes) {
    HubObjects.checkName(name);
    Optional<byte[]> object = read(reads -> reads.object(group, name));
    return object.map(bytes -> HubObjects.part(bytes, offset, maxBytes)).orElse(null);
  }

  @Override
  public HubLogStatus status() {
    return read(reads -> reads.status(folder.databaseBytes() + folder.walBytes()));
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
    writers.close();
    folder.close();
  }

  /** What is asked of one consistent state. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(HubReads reads) throws SQLException;
  }

  private <T> T read(Question<T> question) {
    if (readers.isClosed()) {
      throw new UnavailableException(
          "the hub over " + folder.database() + " has been stopped: start it again");
    }
    try (Connection connection = readers.getConnection()) {
      try {
        return question.ask(new HubReads(connection, store));
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw HubFailures.of(folder.database(), e);
    }
  }
}
