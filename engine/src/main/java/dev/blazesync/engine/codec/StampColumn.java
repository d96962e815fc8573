package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;

/**
 * Near stamps: references to the logs of their writers ({@link ReferenceColumn}), then an {@link
 * IntegerColumn} of their packed times, each less that of a stamp that is known beside it.
 */
final class StampColumn {
  private StampColumn() {}

  /**
   * @param near as many stamps to count from
   */
  static void write(
      ByteSink out,
      Interned<OriginLog> logs,
      HybridTimestamp[] stamps,
      HybridTimestamp[] near,
      Scratch scratch) {
    int count = stamps.length;
    OriginLog[] writers = new OriginLog[count];
    for (int index = 0; index < count; index++) {
      writers[index] = stamps[index].writer();
    }
    ReferenceColumn.write(out, logs, writers, scratch.longs(count), StampColumn::define);
    long[] times = scratch.longs(count);
    for (int index = 0; index < count; index++) {
      times[index] = stamps[index].packed() - near[index].packed();
    }
    IntegerColumn.write(out, times, count);
  }

  private static void define(ByteSink out, OriginLog log) {
    out.i64(log.origin().high()).i64(log.origin().low()).i64(log.lineage());
  }

  /** {@return as many stamps as {@code near} has} */
  static HybridTimestamp[] read(
      ByteSource in, Interned<OriginLog> logs, HybridTimestamp[] near, Scratch scratch) {
    int count = near.length;
    OriginLog[] writers = new OriginLog[count];
    ReferenceColumn.read(in, logs, writers, scratch.longs(count), OriginLogs::read);
    long[] times = scratch.longs(count);
    IntegerColumn.read(in, times, count);
    HybridTimestamp[] stamps = new HybridTimestamp[count];
    for (int index = 0; index < count; index++) {
      stamps[index] = new HybridTimestamp(near[index].packed() + times[index], writers[index]);
    }
    return stamps;
  }
}
