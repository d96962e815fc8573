package dev.blazesync.engine.replica;

import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.SealedBatch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Contents of batches that were opened when they were logged and wait to be merged, so that nothing
 * is opened twice. Bounded: what is forgotten is opened again.
 */
final class OpenedBatches {
  private static final int MOST_BYTES = 8 << 20;

  private final Map<Name, BatchContents> contents = new LinkedHashMap<>();
  private int bytes;

  private record Name(OriginLog log, long sequence) {}

  /** Keeps what is inside a batch that was just logged. */
  void keep(SealedBatch batch, BatchContents inside) {
    Name name = new Name(batch.log(), batch.sequence());
    forget(name);
    contents.put(name, inside);
    bytes += inside.payload().remaining();
    Iterator<Map.Entry<Name, BatchContents>> oldest = contents.entrySet().iterator();
    while (bytes > MOST_BYTES) {
      bytes -= oldest.next().getValue().payload().remaining();
      oldest.remove();
    }
  }

  /** {@return what is inside; null = it has to be opened} */
  @Nullable
  BatchContents find(SealedBatch batch) {
    return contents.get(new Name(batch.log(), batch.sequence()));
  }

  /** Batches of a log up to a sequence are merged. */
  void merged(OriginLog log, long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      forget(new Name(log, sequence));
    }
  }

  /** Forgets everything: a log has lost its end. */
  void clear() {
    contents.clear();
    bytes = 0;
  }

  private void forget(Name name) {
    BatchContents gone = contents.remove(name);
    if (gone != null) {
      bytes -= gone.payload().remaining();
    }
  }
}
