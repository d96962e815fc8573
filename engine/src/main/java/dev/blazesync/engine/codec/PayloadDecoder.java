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
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

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

  private void read(Group group, HybridTimestamp[] all, Operation[] operations) {
    HybridTimestamp[] times = group.of(all);
    Stamp[] stamps = group.has(PayloadCodec.AUTHORITY) ? readStamps(times) : null;
    HybridTimestamp[] seen = group.has(PayloadCodec.SEEN) ? readSeen(times) : null;
    Supplier<RecordId> records =
        RecordColumns.read(in, dictionary, group, group.has(PayloadCodec.TRANSLATED), scratch);
    OperationShape shape = group.shape();
    int columns = shape.columns().size();
    Version[][] versions = null;
    Cells[] cells = {};
    if (group.has(PayloadCodec.VERSIONS)) {
      versions = VersionColumn.readRows(in, dictionary.logs, times, columns, scratch);
    } else {
      cells = ValueColumn.read(in, columns, group.size(), 0, scratch);
    }
    Operation.Kind kind = kind(group.head() & PayloadCodec.KIND);
    boolean atBase = group.has(PayloadCodec.AT_BASE);
    int[] rows = group.rows();
    for (int index = 0; index < rows.length; index++) {
      RecordId record = records.get();
      Stamp usual = atBase ? Stamp.BASE : Stamp.of(times[index]);
      Stamp stamp = stamps == null ? usual : stamps[index];
      HybridTimestamp before = seen == null ? HybridTimestamp.BASE : seen[index];
      operations[rows[index]] =
          versions == null
              ? Operation.plain(shape, kind, record, stamp, before, Cells.row(cells))
              : new Operation(shape, kind, record, stamp, Arrays.asList(versions[index]), before);
    }
  }

  private HybridTimestamp[] readSeen(HybridTimestamp[] usual) {
    HybridTimestamp[] seen = StampColumn.read(in, dictionary.logs, usual, scratch);
    for (HybridTimestamp time : seen) {
      if (!time.isAfter(HybridTimestamp.BASE)) {
        throw in.bad("what was seen goes without saying");
      }
    }
    return seen;
  }

  private Stamp[] readStamps(HybridTimestamp[] times) {
    HybridTimestamp[] authorities = StampColumn.read(in, dictionary.logs, times, scratch);
    Stamp[] stamps = new Stamp[times.length];
    for (int index = 0; index < stamps.length; index++) {
      stamps[index] = new Stamp(times[index], authorities[index]);
      if (!VersionColumn.hasAuthority(stamps[index])) {
        throw in.bad("an authority is there that is none");
      }
    }
    return stamps;
  }

  private static Operation.Kind kind(int code) {
    return switch (code) {
      case PayloadCodec.INSERT -> Operation.Kind.INSERT;
      case PayloadCodec.UPDATE -> Operation.Kind.UPDATE;
      default -> Operation.Kind.DELETE;
    };
  }
}
