package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes names, shapes, nodes and logs as numbers, each defined where it is used first ({@link
 * Interned}). Not thread-safe.
 */
final class DictionaryWriter {
  /** Sizes to go back to. */
  record Mark(int names, int shapes, int nodes, int logs) {}

  private final Interned<String> names = new Interned<>();
  private final Interned<OperationShape> shapes = new Interned<>();
  private final Interned<NodeId> nodes = new Interned<>();
  private final Interned<OriginLog> logs = new Interned<>();
  private @Nullable OperationShape lastShape;
  private int lastShapeNumber;

  Mark mark() {
    return new Mark(names.size(), shapes.size(), nodes.size(), logs.size());
  }

  void reset(Mark mark) {
    names.truncate(mark.names());
    shapes.truncate(mark.shapes());
    nodes.truncate(mark.nodes());
    logs.truncate(mark.logs());
    lastShape = null;
  }

  // Neighbours mostly share one object, and comparing or hashing a shape walks all its names.
  @SuppressWarnings("ReferenceEquality")
  void shape(WireWriter out, OperationShape shape) {
    if (shape != lastShape) {
      int number = shapes.find(shape);
      if (number < 0) {
        define(out, shape);
        return;
      }
      lastShape = shape;
      lastShapeNumber = number;
    }
    out.varint(lastShapeNumber);
  }

  private void define(WireWriter out, OperationShape shape) {
    if (!distinctNames(shape)) {
      throw new IllegalArgumentException("a shape names a column twice: " + shape);
    }
    out.varint(shapes.size());
    name(out, shape.table());
    names(out, shape.keyColumns());
    names(out, shape.columns());
    shapes.add(shape);
  }

  static boolean distinctNames(OperationShape shape) {
    Set<String> distinct = new HashSet<>(shape.keyColumns());
    distinct.addAll(shape.columns());
    return distinct.size() == shape.keyColumns().size() + shape.columns().size();
  }

  private void names(WireWriter out, List<String> list) {
    if (list.size() > Limits.COLUMNS) {
      throw new RefusedException(
          "a row of "
              + list.size()
              + " columns is over the limit of "
              + Limits.COLUMNS
              + "; leave its table out of sync");
    }
    out.varint(list.size());
    list.forEach(name -> name(out, name));
  }

  private void name(WireWriter out, String name) {
    int number = names.find(name);
    if (number >= 0) {
      out.varint(number);
    } else {
      out.varint(names.size()).name(name);
      names.add(name);
    }
  }

  void node(WireWriter out, NodeId node) {
    int number = nodes.find(node);
    if (number >= 0) {
      out.varint(number);
    } else {
      out.varint(nodes.size()).i64(node.high()).i64(node.low());
      nodes.add(node);
    }
  }

  /**
   * @param firstNumber number of the first log, where those below it mean something else
   */
  void log(WireWriter out, OriginLog log, int firstNumber) {
    int number = logs.find(log);
    if (number >= 0) {
      out.varint((long) number + firstNumber);
    } else {
      out.varint((long) logs.size() + firstNumber);
      OriginLogs.write(out, log);
      logs.add(log);
    }
  }
}
