package dev.blazesync.engine.replica;

import dev.blazesync.engine.codec.SnapshotManifest.Chunk;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.Nullable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An object of a snapshot that was checked and opened. Immutable; may be made on any thread ({@link
 * Snapshots#opening}).
 */
public final class SnapshotPart {
  private final Chunk chunk;
  private final ByteBuffer content;
  private final @Nullable List<RecordImage> images;

  /**
   * @param images what is inside; null = it needs the parts before it
   */
  SnapshotPart(Chunk chunk, ByteBuffer content, @Nullable List<RecordImage> images) {
    this.chunk = chunk;
    this.content = content;
    this.images = images;
  }

  /** {@return which object it is} */
  Chunk chunk() {
    return chunk;
  }

  ByteBuffer content() {
    return content.duplicate();
  }

  @Nullable
  List<RecordImage> images() {
    return images;
  }
}
