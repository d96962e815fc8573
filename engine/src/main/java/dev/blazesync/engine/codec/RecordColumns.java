package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.RecordId;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

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

  /** {@return buffers of the keys of as many records} */
  static CellBuffer[] buffers(RecordId first, int rows, int part, Scratch scratch) {
    int keys = first instanceof RecordId.Shared shared ? shared.key().size() : 0;
    return CellBuffer.of(keys, rows, part, scratch);
  }

  static void add(CellBuffer[] keys, RecordId record) {
    if (record instanceof RecordId.Shared shared) {
      for (int key = 0; key < keys.length; key++) {
        keys[key].add(shared.key().get(key));
      }
    }
  }

  /**
   * @param records all of one sort
   * @param keys to which all were added
   */
  static void write(
      ByteSink out,
      DictionaryWriter dictionary,
      IntFunction<RecordId> records,
      int count,
      CellBuffer[] keys,
      Scratch scratch) {
    if (isTranslated(records.apply(0))) {
      RecordId[] all = new RecordId[count];
      Arrays.setAll(all, records);
      writeTranslated(out, dictionary, all, scratch);
    }
    for (int key = 0; key < keys.length; key++) {
      int column = key;
      keys[key].write(
          out, row -> ((RecordId.Shared) records.apply(row)).key().get(column), scratch);
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

  /**
   * {@return the records, one after the other, as often as there are}
   *
   * @param scratch of which the keys use a part each, behind those of the columns, until all are
   *     taken
   */
  static Supplier<RecordId> read(
      ByteSource in,
      DictionaryReader dictionary,
      Group group,
      boolean translated,
      Scratch scratch) {
    String table = group.shape().table();
    if (translated) {
      return readTranslated(in, dictionary, group, scratch);
    }
    int keys = group.shape().keyColumns().size();
    int part = group.shape().columns().size();
    Cells[] columns = ValueColumn.read(in, keys, group.size(), part, scratch);
    return keys == 1
        ? () -> new RecordId.Shared(table, List.of(columns[0].next()))
        : () -> new RecordId.Shared(table, List.of(Cells.row(columns)));
  }

  private static Supplier<RecordId> readTranslated(
      ByteSource in, DictionaryReader dictionary, Group group, Scratch scratch) {
    String table = group.shape().table();
    int count = group.size();
    NodeId[] origins = new NodeId[count];
    ReferenceColumn.read(
        in,
        dictionary.nodes,
        origins,
        scratch.longs(count),
        source -> new NodeId(source.i64(), source.i64()));
    long[] serials = new long[count];
    IntegerColumn.readUnsigned(in, serials, count);
    int[] next = {0};
    return () -> new RecordId.Translated(table, origins[next[0]], serials[next[0]++]);
  }
}
