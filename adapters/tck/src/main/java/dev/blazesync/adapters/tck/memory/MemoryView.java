package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;

/** A state that was committed once: it cannot change under its reader. */
final class MemoryView implements StoreView {
  private final TableReader reader;
  private boolean closed;

  MemoryView(DatabaseState state) {
    reader = new TableReader(state.tables(), state.captures());
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    open().read(table, key, wanted, sink);
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    open().scan(table, after, limit, sink);
  }

  @Override
  public long count(TableSchema table) {
    return open().count(table);
  }

  @Override
  public long pending(TableSchema table) {
    return open().pending(table);
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
    open().claims(table, key, rows, sink);
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
    open().claimants(table, key, claims, sink);
  }

  @Override
  public void close() {
    closed = true;
  }

  private TableReader open() {
    if (closed) {
      throw new IllegalStateException("this view is closed");
    }
    return reader;
  }
}
