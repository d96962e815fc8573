package dev.blazesync.engine.books;

import dev.blazesync.engine.codec.KeyCodec;
import dev.blazesync.spi.Value;
import java.util.Arrays;
import java.util.List;

/**
 * Names a record; ordered the same way on all nodes.
 *
 * @param key portable
 */
public record RecordName(String table, List<Value> key) implements Comparable<RecordName> {
  @Override
  public int compareTo(RecordName other) {
    int byTable = table.compareTo(other.table);
    return byTable != 0
        ? byTable
        : Arrays.compareUnsigned(KeyCodec.encode(key), KeyCodec.encode(other.key));
  }
}
