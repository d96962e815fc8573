package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;

/**
 * A stamp as bytes of a state.
 *
 * <pre>
 *  1 byte    1 = with authority, 0 = without
 * 32 bytes   time: 8 packed, 16 node, 8 lineage
 * 32 bytes   authority, the same way, if there is one
 * </pre>
 */
final class Stamps {
  /** Greatest length. */
  static final int MAX_BYTES = 65;

  private Stamps() {}

  static void write(WireWriter out, Stamp stamp) {
    boolean authority = !stamp.authority().equals(HybridTimestamp.NEVER);
    out.u8(authority ? 1 : 0);
    writeTime(out, stamp.time());
    if (authority) {
      writeTime(out, stamp.authority());
    }
  }

  static Stamp read(WireReader in) {
    boolean authority = in.u8() == 1;
    HybridTimestamp time = readTime(in);
    return new Stamp(time, authority ? readTime(in) : HybridTimestamp.NEVER);
  }

  static void writeLog(WireWriter out, OriginLog log) {
    out.i64(log.origin().high()).i64(log.origin().low()).i64(log.lineage());
  }

  static OriginLog readLog(WireReader in) {
    return new OriginLog(new NodeId(in.i64(), in.i64()), in.i64());
  }

  private static void writeTime(WireWriter out, HybridTimestamp time) {
    out.i64(time.packed());
    writeLog(out, time.writer());
  }

  private static HybridTimestamp readTime(WireReader in) {
    return new HybridTimestamp(in.i64(), readLog(in));
  }
}
