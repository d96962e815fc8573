package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.BytesColumn;
import dev.blazesync.engine.codec.column.CodesColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Versions of one column that are more than plain values of a time that is known beside them:
 *
 * <pre>
 * CodesColumn  bit 0 a time of its own, bit 1 an authority, bit 2 a state
 * StampColumn  the times of those that have one
 * StampColumn  the authorities, likewise
 * BytesColumn  the states, likewise
 * ValueColumn  the values
 * </pre>
 */
final class VersionColumn {
  static final int TIME = 1;
  static final int AUTHORITY = 2;
  static final int STATE = 4;

  private VersionColumn() {}

  static int head(Version version, HybridTimestamp usual) {
    return (version.stamp().time().equals(usual) ? 0 : TIME)
        | (hasAuthority(version.stamp()) ? AUTHORITY : 0)
        | (version.hasState() ? STATE : 0);
  }

  // Where there is none, it mostly is the object.
  @SuppressWarnings("ReferenceEquality")
  static boolean hasAuthority(Stamp stamp) {
    HybridTimestamp authority = stamp.authority();
    return authority != HybridTimestamp.NEVER && !authority.equals(HybridTimestamp.NEVER);
  }

  /**
   * @param usual the times that are known
   */
  static void write(
      ByteSink out,
      Interned<OriginLog> logs,
      Version[] versions,
      HybridTimestamp[] usual,
      Scratch scratch) {
    int count = versions.length;
    byte[] heads = new byte[count];
    for (int index = 0; index < count; index++) {
      heads[index] = (byte) head(versions[index], usual[index]);
    }
    CodesColumn.write(out, heads, count, scratch);
    stamps(
        out, logs, having(TIME, heads, versions), having(TIME, heads, usual), Stamp::time, scratch);
    stamps(
        out,
        logs,
        having(AUTHORITY, heads, versions),
        having(AUTHORITY, heads, usual),
        Stamp::authority,
        scratch);
    Version[] stated = having(STATE, heads, versions);
    byte[][] states = new byte[stated.length][];
    for (int index = 0; index < states.length; index++) {
      states[index] = stated[index].state().value();
    }
    BytesColumn.write(out, states, states.length, scratch);
    Value[] values = new Value[count];
    for (int index = 0; index < count; index++) {
      values[index] = versions[index].value();
    }
    ValueColumn.write(out, values, count, scratch);
  }

  private static void stamps(
      ByteSink out,
      Interned<OriginLog> logs,
      Version[] versions,
      HybridTimestamp[] usual,
      Function<Stamp, HybridTimestamp> which,
      Scratch scratch) {
    HybridTimestamp[] stamps = new HybridTimestamp[versions.length];
    for (int index = 0; index < stamps.length; index++) {
      stamps[index] = which.apply(versions[index].stamp());
    }
    StampColumn.write(out, logs, stamps, usual, scratch);
  }

  private static <T> T[] having(int bit, byte[] heads, T[] all) {
    T[] some = Arrays.copyOf(all, occurrences(bit, heads));
    for (int index = 0, at = 0; index < all.length; index++) {
      if ((heads[index] & bit) != 0) {
        some[at++] = all[index];
      }
    }
    return some;
  }

  private static int occurrences(int bit, byte[] heads) {
    int found = 0;
    for (byte head : heads) {
      found += (head & bit) != 0 ? 1 : 0;
    }
    return found;
  }

  /**
   * {@return the versions of all columns, by row}
   *
   * @param usual of the rows
   * @throws dev.blazesync.spi.ProtocolException if those of a row are all plain, too
   */
  static Version[][] readRows(
      ByteSource in,
      Interned<OriginLog> logs,
      HybridTimestamp[] usual,
      int columns,
      Scratch scratch) {
    Version[][] rows = new Version[usual.length][columns];
    boolean[] special = new boolean[usual.length];
    for (int column = 0; column < columns; column++) {
      Version[] versions = read(in, logs, usual, scratch);
      for (int index = 0; index < versions.length; index++) {
        rows[index][column] = versions[index];
        special[index] |= head(versions[index], usual[index]) != 0;
      }
    }
    for (boolean row : special) {
      if (!row) {
        throw in.bad("plain values are not coded so");
      }
    }
    return rows;
  }

  private static Version[] read(
      ByteSource in, Interned<OriginLog> logs, HybridTimestamp[] usual, Scratch scratch) {
    int count = usual.length;
    byte[] heads = new byte[count];
    CodesColumn.read(in, heads, count, TIME | AUTHORITY | STATE, scratch);
    HybridTimestamp[] times = StampColumn.read(in, logs, having(TIME, heads, usual), scratch);
    HybridTimestamp[] authorities =
        StampColumn.read(in, logs, having(AUTHORITY, heads, usual), scratch);
    byte[][] states =
        BytesColumn.read(in, occurrences(STATE, heads), Version.MAX_STATE_BYTES, scratch);
    Cells values = ValueColumn.read(in, count, scratch);
    Version[] versions = new Version[count];
    for (int index = 0, time = 0, authority = 0, state = 0; index < count; index++) {
      int head = heads[index];
      versions[index] =
          new Version(
              values.next(),
              (head & STATE) != 0 ? new Value.Bytes(states[state++]) : Version.NO_STATE,
              new Stamp(
                  (head & TIME) != 0 ? times[time++] : usual[index],
                  (head & AUTHORITY) != 0 ? authorities[authority++] : HybridTimestamp.NEVER));
      if (head(versions[index], usual[index]) != head) {
        throw in.bad("a stamp or state is there that goes without saying");
      }
    }
    return versions;
  }
}
