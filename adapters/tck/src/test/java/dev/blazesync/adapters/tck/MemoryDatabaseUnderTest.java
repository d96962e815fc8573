package dev.blazesync.adapters.tck;

import dev.blazesync.adapters.tck.memory.MemoryApplication;
import dev.blazesync.adapters.tck.memory.MemoryStore;
import dev.blazesync.adapters.tck.memory.MemoryWriter;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The database in memory, as the kit wants it; its stores can be wrapped, to break them. */
final class MemoryDatabaseUnderTest implements DatabaseUnderTest {
  private final Function<MemoryStore, RecordStore> wrapping;
  private final BiFunction<MemoryDatabaseUnderTest, ApplicationTransaction, ApplicationTransaction>
      wrappingTransactions;
  private MemoryStore memory = new MemoryStore(this::writerMillis);
  private long now = 1_700_000_000_000L;

  MemoryDatabaseUnderTest() {
    this(store -> store, (database, transaction) -> transaction);
  }

  /**
   * @param wrapping makes what the kit sees of a store
   * @param wrappingTransactions makes what the kit sees of the application's transactions
   */
  MemoryDatabaseUnderTest(
      Function<MemoryStore, RecordStore> wrapping,
      BiFunction<MemoryDatabaseUnderTest, ApplicationTransaction, ApplicationTransaction>
          wrappingTransactions) {
    this.wrapping = wrapping;
    this.wrappingTransactions = wrappingTransactions;
  }

  MemoryStore memory() {
    return memory;
  }

  MemoryApplication application() {
    return memory.application();
  }

  @Override
  public RecordStore open() {
    memory = memory.reopen();
    return wrapping.apply(memory);
  }

  @Override
  public RecordStore crash(RecordStore running) {
    return open();
  }

  @Override
  public ApplicationTransaction begin() {
    return wrappingTransactions.apply(this, new Transaction(application().begin()));
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
  public void createUnique(TableSchema table, UniqueForm form) {
    application().createTable(table);
    List<Integer> columns =
        switch (form) {
          case IGNORING_CASE, TRIMMED, GENERATED -> List.of(1);
          case NUMBERS -> List.of(3);
          case PARTIAL, EXPRESSION, NULLS_EQUAL -> List.of(1, 2);
        };
    String predicate = form == UniqueForm.PARTIAL ? "flag > 0" : null;
    KeySchema key =
        new KeySchema(
            "by_" + form, KeySchema.Kind.UNIQUE, columns, null, predicate, List.of("computed"));
    application().addUnique(table.name(), key, row -> claim(form, row));
  }

  private static @Nullable ValueRow claim(UniqueForm form, ValueRow row) {
    Value word = row.value(1);
    Value flag = row.value(2);
    return switch (form) {
      case IGNORING_CASE, GENERATED -> whole(mapped(word, text -> text.toUpperCase(Locale.ROOT)));
      case TRIMMED -> whole(mapped(word, String::stripTrailing));
      case NUMBERS ->
          row.value(3) instanceof Value.Decimal number
              ? ValueRow.of(new Value.Decimal(number.value().stripTrailingZeros()))
              : null;
      case PARTIAL -> flag instanceof Value.Int64 set && set.value() > 0 ? whole(word) : null;
      case EXPRESSION -> whole(mapped(word, text -> text.toLowerCase(Locale.ROOT)), flag);
      case NULLS_EQUAL -> ValueRow.of(word, flag);
    };
  }

  private static Value mapped(Value value, UnaryOperator<String> change) {
    return value instanceof Value.Text text ? new Value.Text(change.apply(text.value())) : value;
  }

  private static @Nullable ValueRow whole(Value... cells) {
    return List.of(cells).contains(Value.NULL) ? null : ValueRow.of(cells);
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
