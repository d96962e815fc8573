package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Writes one payload ({@link PayloadCodec} draws it). Not thread-safe. */
final class PayloadEncoder {
  private final ByteSink out;
  private final Scratch scratch;
  private final DictionaryWriter dictionary = new DictionaryWriter();

  PayloadEncoder(ByteSink out, Scratch scratch) {
    this.out = out;
    this.scratch = scratch;
  }

  void write(List<Operation> operations) {
    Operation[] all = operations.toArray(Operation[]::new);
    out.u8(PayloadCodec.COLUMNS).varint(all.length);
    if (all.length == 0) {
      return;
    }
    RowGroups groups = new RowGroups(all.length);
    for (Operation operation : all) {
      groups.add(head(operation), operation.shape());
    }
    groups.write(out, dictionary, scratch);
    writeTimes(all);
    for (Group group : groups.groups()) {
      write(group, group.of(all));
    }
  }

  static int head(Operation operation) {
    int head =
        switch (operation.kind()) {
          case INSERT -> PayloadCodec.INSERT;
          case UPDATE -> PayloadCodec.UPDATE;
          case DELETE -> PayloadCodec.DELETE;
        };
    head |= PayloadCodec.isBase(operation.time()) ? PayloadCodec.AT_BASE : 0;
    head |= RecordColumns.isTranslated(operation.record()) ? PayloadCodec.TRANSLATED : 0;
    head |= operation.isPlain() ? 0 : PayloadCodec.VERSIONS;
    head |= VersionColumn.hasAuthority(operation.stamp()) ? PayloadCodec.AUTHORITY : 0;
    HybridTimestamp seen = operation.seen();
    boolean more = !PayloadCodec.isBase(seen) && seen.isAfter(HybridTimestamp.BASE);
    return head | (more ? PayloadCodec.SEEN : 0);
  }

  private void writeTimes(Operation[] all) {
    long[] times = scratch.longs(all.length);
    int count = 0;
    for (Operation operation : all) {
      if (!PayloadCodec.isBase(operation.time())) {
        times[count++] = operation.time().packed();
      }
    }
    IntegerColumn.write(out, times, count);
  }

  private void write(Group group, Operation[] rows) {
    if (group.has(PayloadCodec.AUTHORITY)) {
      stamps(rows, operation -> operation.stamp().authority());
    }
    if (group.has(PayloadCodec.SEEN)) {
      stamps(rows, Operation::seen);
    }
    int columns = group.has(PayloadCodec.VERSIONS) ? 0 : group.shape().columns().size();
    CellBuffer[] cells = CellBuffer.of(columns, rows.length, 0, scratch);
    CellBuffer[] keys = RecordColumns.buffers(rows[0].record(), rows.length, columns, scratch);
    for (Operation row : rows) {
      RecordColumns.add(keys, row.record());
      for (int column = 0; column < columns; column++) {
        cells[column].add(row.value(column));
      }
    }
    RecordColumns.write(out, dictionary, row -> rows[row].record(), rows.length, keys, scratch);
    if (group.has(PayloadCodec.VERSIONS)) {
      writeVersions(rows, group.shape().columns().size());
    }
    for (int column = 0; column < columns; column++) {
      int which = column;
      cells[column].write(out, row -> rows[row].value(which), scratch);
    }
  }

  private void stamps(Operation[] rows, Function<Operation, HybridTimestamp> which) {
    HybridTimestamp[] stamps = new HybridTimestamp[rows.length];
    Arrays.setAll(stamps, index -> which.apply(rows[index]));
    StampColumn.write(out, dictionary.logs, stamps, times(rows), scratch);
  }

  private static HybridTimestamp[] times(Operation[] rows) {
    HybridTimestamp[] times = new HybridTimestamp[rows.length];
    Arrays.setAll(times, index -> rows[index].time());
    return times;
  }

  private void writeVersions(Operation[] rows, int columns) {
    HybridTimestamp[] usual = times(rows);
    Version[] versions = new Version[rows.length];
    for (int column = 0; column < columns; column++) {
      for (int index = 0; index < rows.length; index++) {
        versions[index] = rows[index].versions().get(column);
      }
      VersionColumn.write(out, dictionary.logs, versions, usual, scratch);
    }
  }
}
