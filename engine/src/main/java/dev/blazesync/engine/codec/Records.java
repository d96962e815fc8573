package dev.blazesync.engine.codec;

import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * Record ids and rows of values whose number the shape gives. A shared id is its key's values; a
 * translated one is its origin and a varint of its serial. Which of the two stands in a bit of what
 * precedes it.
 */
final class Records {
  private Records() {}

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

  static void write(WireWriter out, DictionaryWriter dictionary, RecordId record) {
    if (record instanceof RecordId.Translated translated) {
      dictionary.node(out, translated.origin());
      out.varint(translated.serial());
    } else if (record instanceof RecordId.Shared shared) {
      writeValues(out, shared.key());
    }
  }

  static RecordId read(
      WireReader in, DictionaryReader dictionary, OperationShape shape, boolean translated) {
    return translated
        ? new RecordId.Translated(shape.table(), dictionary.node(in), in.varint())
        : new RecordId.Shared(shape.table(), readValues(in, shape.keyColumns().size()));
  }

  static void writeValues(WireWriter out, List<Value> values) {
    values.forEach(value -> ValueCodec.write(out, value));
  }

  static List<Version> readPlain(WireReader in, int count, Stamp stamp) {
    checkFits(in, count);
    List<Version> versions = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      versions.add(Version.of(ValueCodec.read(in), stamp));
    }
    return versions;
  }

  static void checkFits(WireReader in, int count) {
    if (count > in.remaining()) {
      throw in.bad(count + " values do not fit in the " + in.remaining() + " bytes left");
    }
  }

  static List<Value> readValues(WireReader in, int count) {
    checkFits(in, count);
    List<Value> values = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      values.add(ValueCodec.read(in));
    }
    return values;
  }
}
