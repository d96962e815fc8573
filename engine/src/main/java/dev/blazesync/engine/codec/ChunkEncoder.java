package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Writes one chunk ({@link SnapshotCodec} draws it). Not thread-safe. */
final class ChunkEncoder {
  private final ByteSink out;
  private final Scratch scratch;
  private final DictionaryWriter dictionary = new DictionaryWriter();

  ChunkEncoder(ByteSink out, Scratch scratch) {
    this.out = out;
    this.scratch = scratch;
  }

  void write(List<RecordImage> images) {
    RecordImage[] all = images.toArray(RecordImage[]::new);
    out.u8(SnapshotCodec.COLUMNS).varint(all.length);
    if (all.length == 0) {
      return;
    }
    RowGroups groups = new RowGroups(all.length);
    for (RecordImage image : all) {
      groups.add(head(image), image.shape());
    }
    groups.write(out, dictionary, scratch);
    for (Group group : groups.groups()) {
      write(group, group.of(all));
    }
  }

  private static int head(RecordImage image) {
    HybridTimestamp born = image.born().time();
    int head = RecordColumns.isTranslated(image.record()) ? SnapshotCodec.TRANSLATED : 0;
    head |= born.equals(HybridTimestamp.BASE) ? 0 : SnapshotCodec.BORN;
    head |= image.died().time().equals(HybridTimestamp.NEVER) ? 0 : SnapshotCodec.DIED;
    head |= image.isPlain() ? 0 : SnapshotCodec.VERSIONS;
    boolean authorities =
        VersionColumn.hasAuthority(image.born()) || VersionColumn.hasAuthority(image.died());
    return head | (authorities ? SnapshotCodec.AUTHORITIES : 0);
  }

  private void write(Group group, RecordImage[] rows) {
    int columns = group.has(SnapshotCodec.VERSIONS) ? 0 : group.shape().columns().size();
    CellBuffer[] cells = CellBuffer.of(columns, rows.length, 0, scratch);
    CellBuffer[] keys = RecordColumns.buffers(rows[0].record(), rows.length, columns, scratch);
    for (RecordImage row : rows) {
      RecordColumns.add(keys, row.record());
      for (int column = 0; column < columns; column++) {
        cells[column].add(row.value(column));
      }
    }
    RecordColumns.write(out, dictionary, row -> rows[row].record(), rows.length, keys, scratch);
    HybridTimestamp[] born = writeStamps(group, rows);
    if (group.has(SnapshotCodec.VERSIONS)) {
      writeVersions(rows, group.shape().columns().size(), born);
    }
    for (int column = 0; column < columns; column++) {
      int which = column;
      cells[column].write(out, row -> rows[row].value(which), scratch);
    }
  }

  /** {@return when the rows were born} */
  private HybridTimestamp[] writeStamps(Group group, RecordImage[] rows) {
    HybridTimestamp[] nothing = new HybridTimestamp[rows.length];
    HybridTimestamp[] born = new HybridTimestamp[rows.length];
    Arrays.fill(nothing, HybridTimestamp.NEVER);
    Arrays.setAll(born, index -> rows[index].born().time());
    if (group.has(SnapshotCodec.BORN)) {
      StampColumn.write(out, dictionary.logs, born, nothing, scratch);
    }
    if (group.has(SnapshotCodec.DIED)) {
      stamps(rows, image -> image.died().time(), born);
    }
    if (group.has(SnapshotCodec.AUTHORITIES)) {
      stamps(rows, image -> image.born().authority(), born);
      stamps(rows, image -> image.died().authority(), born);
    }
    return born;
  }

  private void stamps(
      RecordImage[] rows, Function<RecordImage, HybridTimestamp> which, HybridTimestamp[] born) {
    HybridTimestamp[] stamps = new HybridTimestamp[rows.length];
    for (int index = 0; index < rows.length; index++) {
      stamps[index] = which.apply(rows[index]);
    }
    StampColumn.write(out, dictionary.logs, stamps, born, scratch);
  }

  private void writeVersions(RecordImage[] rows, int columns, HybridTimestamp[] born) {
    Version[] versions = new Version[rows.length];
    for (int column = 0; column < columns; column++) {
      for (int index = 0; index < rows.length; index++) {
        versions[index] = rows[index].version(column);
      }
      VersionColumn.write(out, dictionary.logs, versions, born, scratch);
    }
  }
}
