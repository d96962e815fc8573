package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link DictionaryWriter} wrote. Not thread-safe. */
final class DictionaryReader {
  private final Interned<String> names = new Interned<>();
  private final Interned<OperationShape> shapes = new Interned<>();
  private final Interned<NodeId> nodes = new Interned<>();
  private final Interned<OriginLog> logs = new Interned<>();

  OperationShape shape(WireReader in) {
    int number = in.count(shapes.size());
    if (number == shapes.size()) {
      OperationShape shape = new OperationShape(name(in), names(in), names(in));
      if (!DictionaryWriter.distinctNames(shape)) {
        throw in.bad("a shape names a column twice");
      }
      define(in, shapes, shape, "shape");
    }
    return shapes.get(number);
  }

  private List<String> names(WireReader in) {
    int count = in.count(Limits.COLUMNS, 1);
    List<String> list = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      list.add(name(in));
    }
    return list;
  }

  private String name(WireReader in) {
    int number = in.count(names.size());
    if (number == names.size()) {
      define(in, names, in.name(), "name");
    }
    return names.get(number);
  }

  NodeId node(WireReader in) {
    int number = in.count(nodes.size());
    if (number == nodes.size()) {
      define(in, nodes, new NodeId(in.i64(), in.i64()), "node");
    }
    return nodes.get(number);
  }

  /** {@return greatest number that {@link #log} takes now} */
  int lastLog() {
    return logs.size();
  }

  OriginLog log(WireReader in, int number) {
    if (number == logs.size()) {
      define(in, logs, OriginLogs.read(in), "log");
    }
    return logs.get(number);
  }

  private static <T> void define(WireReader in, Interned<T> known, T entry, String what) {
    if (!known.add(entry)) {
      throw in.bad("a " + what + " is defined twice");
    }
  }
}
