package dev.blazesync.engine.simulator;

import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.merge.Merge;
import dev.blazesync.engine.merge.RecordState;
import dev.blazesync.engine.merge.Registers;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.engine.simulator.Acknowledged.Name;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decision D5 once more, the plain way: all operations ever logged and the founder's rows, in any
 * order, each column by the greatest stamp. Shares no joins with the engine.
 */
public final class ReferenceModel {
  private static final class Record {
    Stamp born = Stamp.NEVER;
    Stamp died = Stamp.NEVER;
    final Map<String, Version> written = new TreeMap<>();
  }

  private final Map<Name, Record> records = new HashMap<>();
  private final BatchOpener opener;

  public ReferenceModel(BatchOpener opener) {
    this.opener = opener;
  }

  /** A row of the founder. */
  public void base(String table, List<Value> key, Map<String, Value> cells) {
    write(record(table, key), Stamp.BASE, true, cells);
  }

  /** Takes in all batches, in whatever order; some may be there twice. */
  public void batches(List<SealedBatch> batches) {
    Map<OriginLog, TreeMap<Long, SealedBatch>> logs = new HashMap<>();
    batches.forEach(
        batch ->
            logs.computeIfAbsent(batch.log(), log -> new TreeMap<>()).put(batch.sequence(), batch));
    logs.forEach(
        (log, chain) -> {
          ByteArrayOutputStream payload = new ByteArrayOutputStream();
          for (SealedBatch batch : chain.values()) {
            BatchContents contents = contents(batch);
            ByteBuffer part = contents.payload();
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            payload.writeBytes(bytes);
            if (Heads.is(payload.toByteArray())) {
              payload.reset();
            } else if (!contents.continues()) {
              PayloadCodec.decode(ByteBuffer.wrap(payload.toByteArray()), log).forEach(this::add);
              payload.reset();
            }
          }
        });
  }

  private BatchContents contents(SealedBatch batch) {
    if (opener.openChecked(batch.bytes())
        instanceof Opening.Opened<SealedHeader, BatchContents> opened) {
      return opened.content();
    }
    throw new AssertionError("cannot be opened: " + batch.log() + " " + batch.sequence());
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

  private static void write(Record record, Stamp stamp, boolean insert, Map<String, Value> cells) {
    if (insert && stamp.isAfter(record.born)) {
      record.born = stamp;
    }
    cells.forEach(
        (column, value) -> {
          Version known = record.written.get(column);
          if (known == null || stamp.isAfter(known.stamp())) {
            record.written.put(column, Version.of(value, stamp));
          }
        });
  }

  private Record record(String table, List<Value> key) {
    return records.computeIfAbsent(new Name(table, key), name -> new Record());
  }

  List<Name> names() {
    return new ArrayList<>(records.keySet());
  }

  /** {@return what the record must be} */
  public RecordState state(String table, List<Value> key) {
    Record record = records.getOrDefault(new Name(table, key), new Record());
    return Merge.state(TableRules.DEFAULT, record.born, record.died, Registers.of(record.written));
  }
}
