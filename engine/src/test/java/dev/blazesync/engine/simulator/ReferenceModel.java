package dev.blazesync.engine.simulator;

import dev.blazesync.engine.codec.BatchCodec;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Register;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.simulator.Acknowledged.Name;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decision D5 once more, the plain way: all operations ever logged and the founder's rows, in any
 * order, each column by the greatest stamp. Shares no merging code with the engine.
 */
final class ReferenceModel {
  private static final class Record {
    HybridTimestamp born = HybridTimestamp.NEVER;
    HybridTimestamp died = HybridTimestamp.NEVER;
    final Map<String, Register> written = new TreeMap<>();
  }

  private final Map<Name, Record> records = new HashMap<>();

  void base(String table, List<Value> key, Map<String, Value> cells) {
    write(record(table, key), HybridTimestamp.BASE, true, cells);
  }

  /** Takes in all batches, in whatever order; some may be there twice. */
  void batches(List<SealedBatch> batches) {
    Map<OriginLog, TreeMap<Long, SealedBatch>> logs = new HashMap<>();
    batches.forEach(
        batch ->
            logs.computeIfAbsent(batch.log(), log -> new TreeMap<>()).put(batch.sequence(), batch));
    logs.forEach(
        (log, chain) -> {
          ByteArrayOutputStream payload = new ByteArrayOutputStream();
          for (SealedBatch batch : chain.values()) {
            BatchCodec.Opened opened = BatchCodec.open(batch.bytes());
            ByteBuffer part = opened.payload();
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            payload.writeBytes(bytes);
            if (!opened.header().continues()) {
              PayloadCodec.decode(ByteBuffer.wrap(payload.toByteArray()), log).forEach(this::add);
              payload.reset();
            }
          }
        });
  }

  private void add(Operation operation) {
    RecordId.Shared id = (RecordId.Shared) operation.record();
    Record record = record(id.table(), id.key());
    Map<String, Value> cells = new TreeMap<>();
    for (int index = 0; index < operation.values().size(); index++) {
      cells.put(operation.shape().columns().get(index), operation.values().get(index));
    }
    if (operation.kind() == Operation.Kind.DELETE) {
      if (operation.stamp().isAfter(record.died)) {
        record.died = operation.stamp();
      }
    } else {
      write(record, operation.stamp(), operation.kind() == Operation.Kind.INSERT, cells);
    }
  }

  private static void write(
      Record record, HybridTimestamp stamp, boolean insert, Map<String, Value> cells) {
    if (insert && stamp.isAfter(record.born)) {
      record.born = stamp;
    }
    cells.forEach(
        (column, value) -> {
          Register known = record.written.get(column);
          if (known == null || stamp.isAfter(known.stamp())) {
            record.written.put(column, new Register(stamp, value));
          }
        });
  }

  private Record record(String table, List<Value> key) {
    return records.computeIfAbsent(new Name(table, key), name -> new Record());
  }

  List<Name> names() {
    return new ArrayList<>(records.keySet());
  }

  RecordState state(String table, List<Value> key) {
    Record record = records.getOrDefault(new Name(table, key), new Record());
    return new RecordState(record.born, record.died, record.written);
  }
}
