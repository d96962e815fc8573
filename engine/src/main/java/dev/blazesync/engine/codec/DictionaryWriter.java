package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes names and shapes as numbers, each defined where it is used first ({@link Interned}), and
 * knows the nodes and logs that columns refer to. Not thread-safe.
 */
final class DictionaryWriter {
  private final Interned<String> names = new Interned<>();
  private final Interned<OperationShape> shapes = new Interned<>();
  final Interned<NodeId> nodes = new Interned<>();
  final Interned<OriginLog> logs = new Interned<>();

  void shape(ByteSink out, OperationShape shape) {
    int number = shapes.find(shape);
    if (number >= 0) {
      out.varint(number);
    } else {
      define(out, shape);
    }
  }

  private void define(ByteSink out, OperationShape shape) {
    check(shape);
    out.varint(shapes.size());
    name(out, shape.table());
    names(out, shape.keyColumns());
    names(out, shape.columns());
    shapes.add(shape);
  }

  /**
   * @throws IllegalArgumentException if it names a column twice
   * @throws RefusedException if it has too many columns, or a name is too long
   */
  static void check(OperationShape shape) {
    if (!distinctNames(shape)) {
      throw new IllegalArgumentException("a shape names a column twice: " + shape);
    }
    int columns = Math.max(shape.keyColumns().size(), shape.columns().size());
    if (columns > Limits.COLUMNS) {
      throw new RefusedException(
          "a row of "
              + columns
              + " columns is over the limit of "
              + Limits.COLUMNS
              + "; leave its table out of sync");
    }
    WireWriter.checkName(shape.table());
    shape.keyColumns().forEach(WireWriter::checkName);
    shape.columns().forEach(WireWriter::checkName);
  }

  static boolean distinctNames(OperationShape shape) {
    Set<String> distinct = new HashSet<>(shape.keyColumns());
    distinct.addAll(shape.columns());
    return distinct.size() == shape.keyColumns().size() + shape.columns().size();
  }

  private void names(ByteSink out, List<String> list) {
    out.varint(list.size());
    list.forEach(name -> name(out, name));
  }

  private void name(ByteSink out, String name) {
    int number = names.find(name);
    if (number >= 0) {
      out.varint(number);
    } else {
      out.varint(names.size()).sized(Wtf8.encode(name));
      names.add(name);
    }
  }
}
