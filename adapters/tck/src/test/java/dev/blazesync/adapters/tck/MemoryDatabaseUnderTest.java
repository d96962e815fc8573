package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryApplication;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.Map;
import java.util.function.BiFunction;

/** The database in memory, as the kit wants it; its stores can be wrapped, to break them. */
final class MemoryDatabaseUnderTest implements DatabaseUnderTest {
  private final BiFunction<MemoryStore, MemoryDatabaseUnderTest, RecordStore> wrapping;
  private MemoryStore memory = new MemoryStore(this::writerMillis);
  private long now = 1_700_000_000_000L;

  MemoryDatabaseUnderTest() {
    this((store, database) -> store);
  }

  /**
   * @param wrapping makes what the kit sees of a store
   */
  MemoryDatabaseUnderTest(BiFunction<MemoryStore, MemoryDatabaseUnderTest, RecordStore> wrapping) {
    this.wrapping = wrapping;
  }

  MemoryApplication application() {
    return memory.application();
  }

  @Override
  public RecordStore open() {
    memory = memory.reopen();
    return wrapping.apply(memory, this);
  }

  @Override
  public RecordStore crash(RecordStore running) {
    return open();
  }

  @Override
  public ApplicationTransaction begin() {
    return new Transaction(application().begin());
  }

  @Override
  public void addColumn(TableSchema table, ColumnSchema column) {
    application().addColumn(table.name(), column, Value.NULL);
  }

  @Override
  public void rebuildTable(TableSchema table) {
    application().rebuildTable(table.name());
  }

  @Override
  public void createTableWithCheck(TableSchema table, int column, long forbidden) {
    application().createTable(table);
    Value bad = new Value.Int64(forbidden);
    application().addCheck(table.name(), "lucky", row -> !row.value(column).equals(bad));
  }

  @Override
  public void createAuditTrigger(TableSchema table, TableSchema audit) {
    application()
        .addTrigger(
            table.name(),
            (writer, before, after) ->
                writer.insertGenerated(audit.name(), Value.NULL, new Value.Text("changed")));
  }

  @Override
  public String catalogue() {
    return application().catalogue();
  }

  @Override
  public long writerMillis() {
    return now;
  }

  @Override
  public void passTime(long millis) {
    now += millis;
  }

  /** Callbacks run before the commit returns. */
  @Override
  public long wakePatienceMillis() {
    return 0;
  }

  @Override
  public @Nullable Value stored(ColumnSchema column, Value value) {
    return value;
  }

  @Override
  public void close() {}

  private record Transaction(MemoryWriter writer) implements ApplicationTransaction {
    @Override
    public void insert(TableSchema table, ValueRow row) {
      writer.insert(table.name(), row.values().toArray(Value[]::new));
    }

    @Override
    public long insertGenerated(TableSchema table, ValueRow row) {
      return writer.insertGenerated(table.name(), row.values().toArray(Value[]::new));
    }

    @Override
    public void update(TableSchema table, ValueRow key, int column, Value value) {
      writer.update(table.name(), key.values(), Map.of(table.columns().get(column).name(), value));
    }

    @Override
    public void delete(TableSchema table, ValueRow key) {
      writer.delete(table.name(), key.values().toArray(Value[]::new));
    }

    @Override
    public void commit() {
      writer.commit();
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
