package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.List;

/** Reads one payload behind its first byte ({@link PayloadCodec} draws it). Not thread-safe. */
final class PayloadDecoder {
  private final ByteSource in;
  private final OriginLog writer;
  private final Scratch scratch;
  private final DictionaryReader dictionary = new DictionaryReader();

  PayloadDecoder(ByteSource in, OriginLog writer, Scratch scratch) {
    this.in = in;
    this.writer = writer;
    this.scratch = scratch;
  }

  List<Operation> read() {
    int count = in.count(Limits.PAYLOAD_OPERATIONS);
    RowGroups rowGroups = RowGroups.read(in, dictionary, count, scratch);
    List<Group> groups = rowGroups.groups();
    check(groups);
    HybridTimestamp[] times = times(rowGroups, count);
    Operation[] operations = new Operation[count];
    for (Group group : groups) {
      read(group, times, operations);
    }
    in.end();
    return List.of(operations);
  }

  private void check(List<Group> groups) {
    long cells = 0;
    for (Group group : groups) {
      int head = group.head();
      int kind = head & PayloadCodec.KIND;
      if ((head & ~PayloadCodec.KNOWN) != 0 || kind > PayloadCodec.DELETE) {
        throw in.bad("a group starts with the unknown byte " + head);
      }
      if (kind == PayloadCodec.DELETE && !group.shape().columns().isEmpty()) {
        throw in.bad("a delete writes columns");
      }
      cells += (long) group.size() * PayloadCodec.cells(group.shape());
      if (cells > Limits.PAYLOAD_VALUES) {
        throw in.bad("more than " + Limits.PAYLOAD_VALUES + " values");
      }
    }
  }

  private HybridTimestamp[] times(RowGroups groups, int count) {
    int stamped = 0;
    for (int row = 0; row < count; row++) {
      stamped += (groups.head(row) & PayloadCodec.AT_BASE) == 0 ? 1 : 0;
    }
    long[] packed = scratch.longs(stamped);
    IntegerColumn.read(in, packed, stamped);
    HybridTimestamp[] times = new HybridTimestamp[count];
    for (int row = 0, at = 0; row < count; row++) {
      times[row] =
          (groups.head(row) & PayloadCodec.AT_BASE) == 0
              ? new HybridTimestamp(packed[at++], writer)
              : HybridTimestamp.BASE;
    }
    return times;
  }

  private void read(Group group, HybridTimestamp[] times, Operation[] operations) {
    int count = group.size();
    HybridTimestamp[] usual = new HybridTimestamp[count];
    Stamp[] stamps = new Stamp[count];
    for (int index = 0; index < count; index++) {
      usual[index] = times[group.rows()[index]];
      stamps[index] = group.has(PayloadCodec.AT_BASE) ? Stamp.BASE : Stamp.of(usual[index]);
    }
    if (group.has(PayloadCodec.AUTHORITY)) {
      readAuthorities(usual, stamps);
    }
    HybridTimestamp[] seen = readSeen(group, usual);
    RecordId[] records =
        RecordColumns.read(in, dictionary, group, group.has(PayloadCodec.TRANSLATED), scratch);
    OperationShape shape = group.shape();
    Operation.Kind kind = kind(group.head() & PayloadCodec.KIND);
    int[] rows = group.rows();
    if (group.has(PayloadCodec.VERSIONS)) {
      Version[][] versions =
          VersionColumn.readRows(in, dictionary.logs, usual, shape.columns().size(), scratch);
      for (int index = 0; index < count; index++) {
        List<Version> row = Arrays.asList(versions[index]);
        operations[rows[index]] =
            new Operation(shape, kind, records[index], stamps[index], row, seen[index]);
      }
      return;
    }
    Value[][] values = readValues(count, shape.columns().size());
    for (int index = 0; index < count; index++) {
      operations[rows[index]] =
          Operation.plain(shape, kind, records[index], stamps[index], seen[index], values[index]);
    }
  }

  private HybridTimestamp[] readSeen(Group group, HybridTimestamp[] usual) {
    if (!group.has(PayloadCodec.SEEN)) {
      HybridTimestamp[] none = new HybridTimestamp[usual.length];
      Arrays.fill(none, HybridTimestamp.BASE);
      return none;
    }
    HybridTimestamp[] seen = StampColumn.read(in, dictionary.logs, usual, scratch);
    for (HybridTimestamp time : seen) {
      if (!time.isAfter(HybridTimestamp.BASE)) {
        throw in.bad("what was seen goes without saying");
      }
    }
    return seen;
  }

  private void readAuthorities(HybridTimestamp[] usual, Stamp[] stamps) {
    HybridTimestamp[] authorities = StampColumn.read(in, dictionary.logs, usual, scratch);
    for (int index = 0; index < stamps.length; index++) {
      stamps[index] = new Stamp(usual[index], authorities[index]);
      if (!VersionColumn.hasAuthority(stamps[index])) {
        throw in.bad("an authority is there that is none");
      }
    }
  }

  private Value[][] readValues(int count, int columns) {
    Value[][] rows = new Value[count][columns];
    for (int column = 0; column < columns; column++) {
      ValueColumn.read(in, rows, column, scratch);
    }
    return rows;
  }

  private static Operation.Kind kind(int code) {
    return switch (code) {
      case PayloadCodec.INSERT -> Operation.Kind.INSERT;
      case PayloadCodec.UPDATE -> Operation.Kind.UPDATE;
      default -> Operation.Kind.DELETE;
    };
  }
}
