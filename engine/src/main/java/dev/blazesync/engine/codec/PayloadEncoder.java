package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.List;

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
    Value[] cells = new Value[all.length];
    for (Group group : groups.groups()) {
      Operation[] rows = new Operation[group.size()];
      for (int index = 0; index < rows.length; index++) {
        rows[index] = all[group.rows()[index]];
      }
      write(group, rows, cells);
    }
  }

  static int head(Operation operation) {
    int head =
        switch (operation.kind()) {
          case INSERT -> PayloadCodec.INSERT;
          case UPDATE -> PayloadCodec.UPDATE;
          case DELETE -> PayloadCodec.DELETE;
        };
    head |= operation.atBase() ? PayloadCodec.AT_BASE : 0;
    head |= RecordColumns.isTranslated(operation.record()) ? PayloadCodec.TRANSLATED : 0;
    head |= operation.isPlain() ? 0 : PayloadCodec.VERSIONS;
    head |= VersionColumn.hasAuthority(operation.stamp()) ? PayloadCodec.AUTHORITY : 0;
    return head | (operation.seen().isAfter(HybridTimestamp.BASE) ? PayloadCodec.SEEN : 0);
  }

  private void writeTimes(Operation[] all) {
    long[] times = scratch.longs(all.length);
    int count = 0;
    for (Operation operation : all) {
      if (!operation.atBase()) {
        times[count++] = operation.time().packed();
      }
    }
    IntegerColumn.write(out, times, count);
  }

  private void write(Group group, Operation[] rows, Value[] cells) {
    HybridTimestamp[] usual = new HybridTimestamp[rows.length];
    HybridTimestamp[] stamps = new HybridTimestamp[rows.length];
    RecordId[] records = new RecordId[rows.length];
    for (int index = 0; index < rows.length; index++) {
      usual[index] = rows[index].time();
      records[index] = rows[index].record();
    }
    if (group.has(PayloadCodec.AUTHORITY)) {
      for (int index = 0; index < rows.length; index++) {
        stamps[index] = rows[index].stamp().authority();
      }
      StampColumn.write(out, dictionary.logs, stamps, usual, scratch);
    }
    if (group.has(PayloadCodec.SEEN)) {
      for (int index = 0; index < rows.length; index++) {
        stamps[index] = rows[index].seen();
      }
      StampColumn.write(out, dictionary.logs, stamps, usual, scratch);
    }
    RecordColumns.write(out, dictionary, records, cells, scratch);
    int columns = group.shape().columns().size();
    if (group.has(PayloadCodec.VERSIONS)) {
      writeVersions(rows, columns, usual);
      return;
    }
    // row by row, since the cells of a row are near each other in memory
    Value[][] values = new Value[columns][rows.length];
    for (int index = 0; index < rows.length; index++) {
      for (int column = 0; column < columns; column++) {
        values[column][index] = rows[index].value(column);
      }
    }
    for (Value[] column : values) {
      ValueColumn.write(out, column, rows.length, scratch);
    }
  }

  private void writeVersions(Operation[] rows, int columns, HybridTimestamp[] usual) {
    Version[] versions = new Version[rows.length];
    for (int column = 0; column < columns; column++) {
      for (int index = 0; index < rows.length; index++) {
        versions[index] = rows[index].versions().get(column);
      }
      VersionColumn.write(out, dictionary.logs, versions, usual, scratch);
    }
  }
}
