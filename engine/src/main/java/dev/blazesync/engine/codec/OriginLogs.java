package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;

/** An origin log as bytes: 16 of the node, 8 of the lineage. */
public final class OriginLogs {
  private OriginLogs() {}

  public static void write(WireWriter out, OriginLog log) {
    out.i64(log.origin().high()).i64(log.origin().low()).i64(log.lineage());
  }

  public static OriginLog read(WireReader in) {
    return new OriginLog(new NodeId(in.i64(), in.i64()), in.i64());
  }

  static OriginLog read(ByteSource in) {
    return new OriginLog(new NodeId(in.i64(), in.i64()), in.i64());
  }
}
