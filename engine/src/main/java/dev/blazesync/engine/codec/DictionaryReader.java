package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.Wtf8;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link DictionaryWriter} wrote. Not thread-safe. */
final class DictionaryReader {
  private final Interned<String> names = new Interned<>();
  private final Interned<OperationShape> shapes = new Interned<>();
  final Interned<NodeId> nodes = new Interned<>();
  final Interned<OriginLog> logs = new Interned<>();

  OperationShape shape(ByteSource in) {
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

  private List<String> names(ByteSource in) {
    int count = in.count(Limits.COLUMNS, 1);
    List<String> list = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      list.add(name(in));
    }
    return list;
  }

  private String name(ByteSource in) {
    int number = in.count(names.size());
    if (number == names.size()) {
      String name = Wtf8.decode(in.sized(3 * Limits.NAME_LENGTH));
      if (name == null || name.length() > Limits.NAME_LENGTH) {
        throw in.bad("a name is not UTF-8, or over the limit");
      }
      define(in, names, name, "name");
    }
    return names.get(number);
  }

  private static <T> void define(ByteSource in, Interned<T> known, T entry, String what) {
    if (!known.add(entry)) {
      throw in.bad("a " + what + " is defined twice");
    }
  }
}
