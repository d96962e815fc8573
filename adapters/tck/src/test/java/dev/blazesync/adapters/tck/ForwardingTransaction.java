package dev.blazesync.adapters.tck;

import dev.blazesync.spi.CaptureSink;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusalSink;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;

/** Passes every call on; a broken store overrides the one it breaks. Serves as a view, too. */
class ForwardingTransaction implements StoreTransaction {
  StoreView view;

  ForwardingTransaction(StoreView view) {
    this.view = view;
  }

  StoreTransaction transaction() {
    return (StoreTransaction) view;
  }

  @Override
  public boolean drain(DrainScope scope, CaptureSink sink) {
    return transaction().drain(scope, sink);
  }

  @Override
  public void write(TableSchema table, Rows rows, RefusalSink refused) {
    transaction().write(table, rows, refused);
  }

  @Override
  public void delete(TableSchema table, Rows keys, RefusalSink refused) {
    transaction().delete(table, keys, refused);
  }

  @Override
  public void captureAll(TableSchema table) {
    transaction().captureAll(table);
  }

  @Override
  public long allocateKey(TableSchema table) {
    return transaction().allocateKey(table);
  }

  @Override
  public void commit() {
    transaction().commit();
  }

  @Override
  public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
    view.read(table, key, wanted, sink);
  }

  @Override
  public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
    view.scan(table, after, limit, sink);
  }

  @Override
  public long count(TableSchema table) {
    return view.count(table);
  }

  @Override
  public long pending(TableSchema table) {
    return view.pending(table);
  }

  @Override
  public void claims(TableSchema table, KeySchema key, Rows rows, RowSink sink) {
    view.claims(table, key, rows, sink);
  }

  @Override
  public void claimants(TableSchema table, KeySchema key, Rows claims, RowSink sink) {
    view.claimants(table, key, claims, sink);
  }

  @Override
  public void close() {
    view.close();
  }
}
