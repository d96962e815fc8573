package dev.blazesync.engine.codec;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * Versions that are more than a plain value of a time that is known beside them:
 *
 * <pre>
 * u8       bit 0 a time of its own, bit 1 an authority, bit 2 a state
 * [stamp]  number of its writer, zigzag packed time less the time that is known
 * [stamp]  the authority, likewise
 * [sized]  the state
 * value
 * </pre>
 */
final class VersionCodec {
  private static final int TIME = 1;
  private static final int AUTHORITY = 2;
  private static final int STATE = 4;

  private VersionCodec() {}

  /** {@return whether these are plain values of {@code usual}} */
  static boolean plain(List<Version> versions, Stamp usual) {
    for (Version version : versions) {
      if (!isPlain(version, usual.time())) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether these are plain values, each of a time of its own} */
  static boolean timesOnly(List<Version> versions) {
    return versions.stream().allMatch(v -> !hasAuthority(v.stamp()) && !v.hasState());
  }

  private static boolean isPlain(Version version, HybridTimestamp usual) {
    return head(version, usual) == 0;
  }

  private static int head(Version version, HybridTimestamp usual) {
    return (version.stamp().time().equals(usual) ? 0 : TIME)
        | (hasAuthority(version.stamp()) ? AUTHORITY : 0)
        | (version.hasState() ? STATE : 0);
  }

  static boolean hasAuthority(Stamp stamp) {
    return !stamp.authority().equals(HybridTimestamp.NEVER);
  }

  static void write(
      WireWriter out, DictionaryWriter dictionary, List<Version> versions, Stamp usual) {
    for (Version version : versions) {
      int head = head(version, usual.time());
      out.u8(head);
      if ((head & TIME) != 0) {
        stamp(out, dictionary, version.stamp().time(), usual);
      }
      if ((head & AUTHORITY) != 0) {
        stamp(out, dictionary, version.stamp().authority(), usual);
      }
      if ((head & STATE) != 0) {
        byte[] state = version.state().value();
        out.sized(state);
      }
      ValueCodec.write(out, version.value());
    }
  }

  static void stamp(
      WireWriter out, DictionaryWriter dictionary, HybridTimestamp stamp, Stamp usual) {
    dictionary.log(out, stamp.writer(), 0);
    out.zigzag(stamp.packed() - usual.time().packed());
  }

  static List<Version> read(WireReader in, DictionaryReader dictionary, int count, Stamp usual) {
    Records.checkFits(in, count);
    List<Version> versions = new ArrayList<>(count);
    boolean plain = true;
    for (int index = 0; index < count; index++) {
      int head = in.u8();
      if ((head & ~(TIME | AUTHORITY | STATE)) != 0) {
        throw in.bad("a version starts with the unknown byte " + head);
      }
      plain &= head == 0;
      HybridTimestamp time = usual.time();
      if ((head & TIME) != 0) {
        time = other(in, stamp(in, dictionary, usual), usual.time());
      }
      HybridTimestamp authority = HybridTimestamp.NEVER;
      if ((head & AUTHORITY) != 0) {
        authority = other(in, stamp(in, dictionary, usual), HybridTimestamp.NEVER);
      }
      Value.Bytes state = Version.NO_STATE;
      if ((head & STATE) != 0) {
        state = new Value.Bytes(in.sized(Version.MAX_STATE_BYTES));
        if (state.value().length == 0) {
          throw in.bad("an empty state is there");
        }
      }
      versions.add(new Version(ValueCodec.read(in), state, new Stamp(time, authority)));
    }
    if (plain) {
      throw in.bad("plain values are not coded so");
    }
    return versions;
  }

  static HybridTimestamp stamp(WireReader in, DictionaryReader dictionary, Stamp usual) {
    var writer = dictionary.log(in, in.count(dictionary.lastLog()));
    return new HybridTimestamp(usual.time().packed() + in.zigzag(), writer);
  }

  private static HybridTimestamp other(
      WireReader in, HybridTimestamp stamp, HybridTimestamp usual) {
    if (stamp.equals(usual)) {
      throw in.bad("a stamp is there that goes without saying");
    }
    return stamp;
  }
}
