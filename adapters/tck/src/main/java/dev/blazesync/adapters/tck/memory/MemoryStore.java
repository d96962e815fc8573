package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * A record store over a database in memory: what the SPI's Javadoc says, and the model that the kit
 * is proven on. Strictly typed (a cell of another kind than its column's is refused), with PRIMARY,
 * UNIQUE, FOREIGN and NOT NULL constraints and checks. One writer at a time, the application's
 * transactions included: {@link #begin} never waits.
 *
 * <p>{@link #onChange} calls run on the committing thread, after the commit and outside every lock,
 * so that a simulation stays on one thread.
 *
 * <p>Thread-safe but for the objects it hands out. What an application does to the database goes
 * through {@link #application}.
 */
public final class MemoryStore implements RecordStore {
  /** Everything that a database in memory can do. */
  public static final Set<StoreCapability> ALL_CAPABILITIES =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(StoreCapability.WAKES_FOR_OTHER_PROCESSES)));

  private static final String DIALECT = "memory";

  private final MemoryDatabase database;
  private final Set<StoreCapability> capabilities;
  private final List<Runnable> registrations = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * An empty database.
   *
   * @param wallMillis the clock that captured changes are dated by, in milliseconds since 1970
   */
  public MemoryStore(LongSupplier wallMillis) {
    this(wallMillis, ALL_CAPABILITIES);
  }

  /**
   * An empty database that can do less, to see how its user copes.
   *
   * @param wallMillis the clock that captured changes are dated by, in milliseconds since 1970
   * @param capabilities what it tells; without COLUMN_MASK all columns of a change count as
   *     changed, without COLUMN_DELTAS, DELETED_ROWS and GENERATED_KEYS asking for those is refused
   */
  public MemoryStore(LongSupplier wallMillis, Set<StoreCapability> capabilities) {
    this(new MemoryDatabase(DatabaseState.EMPTY, wallMillis), Set.copyOf(capabilities));
  }

  private MemoryStore(MemoryDatabase database, Set<StoreCapability> capabilities) {
    this.database = database;
    this.capabilities = capabilities;
  }

  /** {@return the other side: what the program does whose database this is} */
  public MemoryApplication application() {
    return new MemoryApplication(database);
  }

  /**
   * {@return a store over another database that holds what this one held after its last commit} An
   * open transaction is not in it. Both go on independently: a crash, a backup, or a clone.
   */
  public MemoryStore crashCopy() {
    return new MemoryStore(
        new MemoryDatabase(database.committed(), database.wallMillis), capabilities);
  }

  /**
   * Simulates a crash and a new start over the same database: open transactions are gone (their
   * calls fail), nobody waits for changes, this store is closed. What {@link #application} returned
   * stays usable.
   *
   * @return the store of the new start
   */
  public MemoryStore reopen() {
    database.crash();
    closed = true;
    return new MemoryStore(database, capabilities);
  }

  @Override
  public DatabaseSchema schema() {
    DatabaseState state = database().committed();
    List<TableSchema> tables = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (TableState table : state.tables().values()) {
      if (table.isEngines()) {
        continue;
      }
      tables.add(table.schema());
      if (table.schema().identity() == null) {
        findings.add(
            new Finding(
                table.schema().name(),
                Finding.Severity.BLOCKER,
                "no-key",
                "table "
                    + table.schema().name()
                    + " has no key that identifies its rows, so it"
                    + " cannot sync; give it a primary key"));
      }
    }
    boolean attached = state.tables().containsKey(DatabaseSchema.STATE_TABLE);
    return new DatabaseSchema(
        DIALECT, state.token(), attached, capabilities, tables, List.of(), findings);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConfigurationException also for a partial unique index, a generated column, ON DELETE
   *     SET DEFAULT, a foreign key that points at no unique key, and for any extras
   */
  @Override
  public void createTables(List<TableSchema> tables, List<String> extras) {
    if (!extras.isEmpty()) {
      throw new ConfigurationException(
          "a database in memory runs no statements, but " + extras.size() + " were given");
    }
    Schemas.createMissing(database(), tables);
  }

  @Override
  public void capture(List<CaptureSpec> wanted) {
    List<String> problems = new ArrayList<>();
    database()
        .change(
            state -> {
              Map<String, TableCapture> captures =
                  Capture.set(
                      state, wanted, capabilities, database.wallMillis.getAsLong(), problems);
              return state.withTables(state.tables(), captures, state.token());
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException("not captured: " + String.join("; ", problems));
    }
  }

  @Override
  public StoreTransaction begin() {
    return new MemoryTransaction(database(), capabilities);
  }

  @Override
  public StoreView snapshot() {
    return new MemoryView(database().committed());
  }

  @Override
  public AutoCloseable onChange(Runnable wake) {
    // a wrapper of its own, so that closing one of two equal registrations leaves the other
    Runnable registered = () -> wake.run();
    database().addWake(registered);
    registrations.add(registered);
    return () -> database.removeWake(registered);
  }

  @Override
  public void detach() {
    database()
        .change(
            state -> {
              Map<String, TableState> kept = new TreeMap<>(state.tables());
              kept.keySet().removeIf(name -> name.startsWith(DatabaseState.ENGINE_PREFIX));
              return state.withTables(kept, Map.of(), state.token());
            });
  }

  /** {@inheritDoc} Ends the calls of {@link #onChange}. */
  @Override
  public void close() {
    closed = true;
    registrations.forEach(database::removeWake);
  }

  private MemoryDatabase database() {
    if (closed) {
      throw new IllegalStateException("this store is closed; open the database again");
    }
    return database;
  }
}
