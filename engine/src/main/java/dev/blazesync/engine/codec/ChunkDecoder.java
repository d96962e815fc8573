package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.RowGroups.Group;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Reads one chunk behind its first byte ({@link SnapshotCodec} draws it). Not thread-safe. */
final class ChunkDecoder {
  private final ByteSource in;
  private final Scratch scratch;
  private final DictionaryReader dictionary = new DictionaryReader();

  ChunkDecoder(ByteSource in, Scratch scratch) {
    this.in = in;
    this.scratch = scratch;
  }

  List<RecordImage> read() {
    int count = in.count(Limits.CHUNK_RECORDS);
    List<Group> groups = RowGroups.read(in, dictionary, count, scratch).groups();
    check(groups);
    RecordImage[] images = new RecordImage[count];
    for (Group group : groups) {
      read(group, images);
    }
    in.end();
    return List.of(images);
  }

  private void check(List<Group> groups) {
    long cells = 0;
    for (Group group : groups) {
      if ((group.head() & ~SnapshotCodec.KNOWN) != 0) {
        throw in.bad("a group starts with the unknown byte " + group.head());
      }
      cells += (long) group.size() * SnapshotCodec.cells(group.shape());
      if (cells > Limits.CHUNK_VALUES) {
        throw in.bad("more than " + Limits.CHUNK_VALUES + " values");
      }
    }
  }

  private void read(Group group, RecordImage[] images) {
    int count = group.size();
    Supplier<RecordId> records =
        RecordColumns.read(in, dictionary, group, group.has(SnapshotCodec.TRANSLATED), scratch);
    HybridTimestamp[] nothing = filled(count, HybridTimestamp.NEVER);
    HybridTimestamp[] born = stamps(group.has(SnapshotCodec.BORN), nothing, HybridTimestamp.BASE);
    HybridTimestamp[] died = stamps(group.has(SnapshotCodec.DIED), born, HybridTimestamp.NEVER);
    Stamp[] whenBorn = new Stamp[count];
    Stamp[] whenDied = new Stamp[count];
    for (int index = 0; index < count; index++) {
      whenBorn[index] = stamp(born[index]);
      whenDied[index] = stamp(died[index]);
    }
    if (group.has(SnapshotCodec.AUTHORITIES)) {
      readAuthorities(whenBorn, whenDied, born);
    }
    int[] rows = group.rows();
    if (group.has(SnapshotCodec.VERSIONS)) {
      Version[][] versions = versions(group, born);
      for (int index = 0; index < count; index++) {
        images[rows[index]] =
            new RecordImage(
                group.shape(),
                records.get(),
                whenBorn[index],
                whenDied[index],
                List.of(versions[index]));
      }
      return;
    }
    OperationShape shape = group.shape();
    Cells[] cells = ValueColumn.read(in, shape.columns().size(), count, 0, scratch);
    for (int index = 0; index < count; index++) {
      images[rows[index]] =
          RecordImage.plain(
              shape, records.get(), whenBorn[index], whenDied[index], Cells.row(cells));
    }
  }

  private static Stamp stamp(HybridTimestamp time) {
    if (time.equals(HybridTimestamp.BASE)) {
      return Stamp.BASE;
    }
    return time.equals(HybridTimestamp.NEVER) ? Stamp.NEVER : Stamp.of(time);
  }

  private static HybridTimestamp[] filled(int count, HybridTimestamp stamp) {
    HybridTimestamp[] stamps = new HybridTimestamp[count];
    Arrays.fill(stamps, stamp);
    return stamps;
  }

  private HybridTimestamp[] stamps(boolean present, HybridTimestamp[] near, HybridTimestamp usual) {
    if (!present) {
      return filled(near.length, usual);
    }
    HybridTimestamp[] stamps = StampColumn.read(in, dictionary.logs, near, scratch);
    for (HybridTimestamp stamp : stamps) {
      if (stamp.equals(usual)) {
        throw in.bad("a stamp is there that goes without saying");
      }
    }
    return stamps;
  }

  private void readAuthorities(Stamp[] whenBorn, Stamp[] whenDied, HybridTimestamp[] born) {
    HybridTimestamp[] ofBorn = StampColumn.read(in, dictionary.logs, born, scratch);
    HybridTimestamp[] ofDied = StampColumn.read(in, dictionary.logs, born, scratch);
    for (int index = 0; index < born.length; index++) {
      whenBorn[index] = new Stamp(born[index], ofBorn[index]);
      whenDied[index] = new Stamp(whenDied[index].time(), ofDied[index]);
      if (!VersionColumn.hasAuthority(whenBorn[index])
          && !VersionColumn.hasAuthority(whenDied[index])) {
        throw in.bad("authorities are there that are none");
      }
    }
  }

  private Version[][] versions(Group group, HybridTimestamp[] usual) {
    return VersionColumn.readRows(
        in, dictionary.logs, usual, group.shape().columns().size(), scratch);
  }
}
