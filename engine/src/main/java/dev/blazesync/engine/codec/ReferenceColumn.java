package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.IntegerColumn;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * References to entries of a dictionary ({@link Interned}): an {@link IntegerColumn} of their
 * numbers, then the definitions of those that are new, in the order of first use.
 */
final class ReferenceColumn {
  private ReferenceColumn() {}

  static <T> void write(
      ByteSink out,
      Interned<T> known,
      T[] entries,
      long[] numbers,
      BiConsumer<ByteSink, T> define) {
    int before = known.size();
    for (int index = 0; index < entries.length; index++) {
      known.add(entries[index]);
      numbers[index] = known.find(entries[index]);
    }
    IntegerColumn.writeUnsigned(out, numbers, entries.length);
    for (int number = before; number < known.size(); number++) {
      define.accept(out, known.get(number));
    }
  }

  static <T> void read(
      ByteSource in,
      Interned<T> known,
      T[] entries,
      long[] numbers,
      Function<ByteSource, T> definition) {
    int count = entries.length;
    IntegerColumn.readUnsigned(in, numbers, count);
    int next = known.size();
    for (int index = 0; index < count; index++) {
      if (numbers[index] < 0 || numbers[index] > next) {
        throw in.bad("entry " + numbers[index] + " of " + next + " is used before its turn");
      }
      next += numbers[index] == next ? 1 : 0;
    }
    while (known.size() < next) {
      if (!known.add(definition.apply(in))) {
        throw in.bad("an entry is defined twice");
      }
    }
    for (int index = 0; index < count; index++) {
      entries[index] = known.get((int) numbers[index]);
    }
  }
}
