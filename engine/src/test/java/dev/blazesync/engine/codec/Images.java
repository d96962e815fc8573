package dev.blazesync.engine.codec;

import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.ArrayList;
import java.util.List;

/** Images of plain values. */
public final class Images {
  private Images() {}

  public static RecordImage plain(
      OperationShape shape,
      RecordId record,
      HybridTimestamp born,
      HybridTimestamp died,
      List<HybridTimestamp> stamps,
      List<Value> values) {
    List<Version> versions = new ArrayList<>();
    for (int index = 0; index < values.size(); index++) {
      versions.add(Version.of(values.get(index), Stamp.of(stamps.get(index))));
    }
    return new RecordImage(shape, record, Stamp.of(born), Stamp.of(died), versions);
  }
}
