package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.util.List;

/**
 * Record ids of a group. Shared ones are a {@link ValueColumn} for each key column; translated ones
 * are references to their origins ({@link ReferenceColumn}) and an unsigned {@link IntegerColumn}
 * of their serials.
 */
final class RecordColumns {
  private RecordColumns() {}

  /** The table and the number of key values come from the shape and must agree with it. */
  static void check(OperationShape shape, RecordId record) {
    boolean fits = record.table().equals(shape.table());
    if (record instanceof RecordId.Shared shared) {
      fits &= shared.key().size() == shape.keyColumns().size();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a record of table " + record.table() + " does not fit the shape " + shape);
    }
  }

  static boolean isTranslated(RecordId record) {
    return record instanceof RecordId.Translated;
  }

  /**
   * @param records all of one sort
   * @param cells room for as many
   */
  static void write(
      ByteSink out,
      DictionaryWriter dictionary,
      RecordId[] records,
      Value[] cells,
      Scratch scratch) {
    if (isTranslated(records[0])) {
      writeTranslated(out, dictionary, records, scratch);
      return;
    }
    int keys = ((RecordId.Shared) records[0]).key().size();
    for (int key = 0; key < keys; key++) {
      for (int index = 0; index < records.length; index++) {
        cells[index] = ((RecordId.Shared) records[index]).key().get(key);
      }
      ValueColumn.write(out, cells, records.length, scratch);
    }
  }

  private static void writeTranslated(
      ByteSink out, DictionaryWriter dictionary, RecordId[] records, Scratch scratch) {
    int count = records.length;
    NodeId[] origins = new NodeId[count];
    for (int index = 0; index < count; index++) {
      origins[index] = ((RecordId.Translated) records[index]).origin();
    }
    ReferenceColumn.write(
        out,
        dictionary.nodes,
        origins,
        scratch.longs(count),
        (sink, node) -> sink.i64(node.high()).i64(node.low()));
    long[] serials = scratch.longs(count);
    for (int index = 0; index < count; index++) {
      serials[index] = ((RecordId.Translated) records[index]).serial();
    }
    IntegerColumn.writeUnsigned(out, serials, count);
  }

  static RecordId[] read(
      ByteSource in,
      DictionaryReader dictionary,
      Group group,
      boolean translated,
      Scratch scratch) {
    return translated
        ? readTranslated(in, dictionary, group, scratch)
        : readShared(in, group, scratch);
  }

  private static RecordId[] readShared(ByteSource in, Group group, Scratch scratch) {
    String table = group.shape().table();
    int keys = group.shape().keyColumns().size();
    Value[][] rows = new Value[group.size()][keys];
    for (int key = 0; key < keys; key++) {
      ValueColumn.read(in, rows, key, scratch);
    }
    RecordId[] records = new RecordId[rows.length];
    for (int index = 0; index < rows.length; index++) {
      Value[] row = rows[index];
      records[index] = new RecordId.Shared(table, keys == 1 ? List.of(row[0]) : List.of(row));
    }
    return records;
  }

  private static RecordId[] readTranslated(
      ByteSource in, DictionaryReader dictionary, Group group, Scratch scratch) {
    int count = group.size();
    NodeId[] origins = new NodeId[count];
    ReferenceColumn.read(
        in,
        dictionary.nodes,
        origins,
        scratch.longs(count),
        source -> new NodeId(source.i64(), source.i64()));
    long[] serials = scratch.longs(count);
    IntegerColumn.readUnsigned(in, serials, count);
    RecordId[] records = new RecordId[count];
    for (int index = 0; index < count; index++) {
      records[index] =
          new RecordId.Translated(group.shape().table(), origins[index], serials[index]);
    }
    return records;
  }
}
