package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a snapshot is made of: the vector it stands for, the schema, the base of each table and the
 * chunks that hold the records. Immutable. {@link ManifestCodec} draws the bytes.
 *
 * @param name of the object that holds this manifest
 * @param maker the node that made it
 * @param dialect id of the maker's store provider
 * @param tables the application's tables, in the maker's order
 * @param extras statements that belong to no single table
 * @param rules the group's, by name; sorted
 * @param bases base timestamp of each table that has been folded, by name; sorted
 * @param records number of records in all chunks
 * @param wallMillis when it was made by the maker's clock, milliseconds since 1970; for people
 */
public record SnapshotManifest(
    String name,
    NodeId maker,
    GroupId group,
    VersionVector vector,
    String dialect,
    List<TableSchema> tables,
    List<String> extras,
    Map<String, String> rules,
    Map<String, HybridTimestamp> bases,
    List<Chunk> chunks,
    long records,
    long wallMillis) {
  /** What an object at its limit has more than its content, at most. */
  private static final int SEALING_BYTES = 512;

  /**
   * One stored object.
   *
   * @param sha256 of the object's bytes
   * @param bytes its length, 1 to {@link Limits#OBJECT_BYTES}
   * @param records how many records end in it; 0 = its bytes continue in the next object (a record
   *     larger than an object)
   */
  public record Chunk(String objectName, byte[] sha256, int bytes, int records) {
    public Chunk {
      sha256 = sha256.clone();
      if (!isObjectName(objectName)
          || sha256.length != Sha256.BYTES
          || bytes < 1
          || bytes > Limits.OBJECT_BYTES
          || records < 0
          || records > Limits.CHUNK_RECORDS) {
        throw new IllegalArgumentException(
            "no chunk: " + objectName + ", " + bytes + " bytes, " + records + " records");
      }
    }

    /** {@return the chunk of these bytes, whose object is named by their hash} */
    public static Chunk of(ByteBuffer bytes, int records) {
      byte[] sha256 = Sha256.of(bytes);
      return new Chunk(HexFormat.of().formatHex(sha256), sha256, bytes.remaining(), records);
    }

    @Override
    public byte[] sha256() {
      return sha256.clone();
    }

    /** {@return whether {@code object} is what this refers to} */
    public boolean matches(ByteBuffer object) {
      return object.remaining() == bytes && Arrays.equals(sha256, Sha256.of(object));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Chunk that
          && objectName.equals(that.objectName)
          && Arrays.equals(sha256, that.sha256)
          && bytes == that.bytes
          && records == that.records;
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(sha256);
    }
  }

  public SnapshotManifest {
    tables = List.copyOf(tables);
    extras = List.copyOf(extras);
    rules = Collections.unmodifiableMap(new TreeMap<>(rules));
    bases = Collections.unmodifiableMap(new TreeMap<>(bases));
    chunks = List.copyOf(chunks);
    if (!isObjectName(name) || records < 0) {
      throw new IllegalArgumentException("no manifest: " + name + ", " + records + " records");
    }
    if (tables.stream().map(TableSchema::name).distinct().count() < tables.size()) {
      throw new IllegalArgumentException("a manifest has two tables of one name");
    }
    if (!partsEnd(chunks)) {
      throw new IllegalArgumentException("a chunk in parts does not end, or is too large");
    }
  }

  /**
   * @return at most {@link Limits#MANIFEST_BYTES} bytes
   * @throws dev.blazesync.spi.RefusedException if it takes more, or something in it is over its
   *     limit
   */
  public byte[] encode() {
    return ManifestCodec.encode(this);
  }

  /**
   * @throws ProtocolException if {@code bytes} are not exactly one manifest that this program knows
   */
  public static SnapshotManifest decode(ByteBuffer bytes) {
    return ManifestCodec.decode(bytes);
  }

  /**
   * Whether parts that continue end, and within {@link Limits#PAYLOAD_BYTES} together, beside what
   * sealing adds to each.
   */
  static boolean partsEnd(List<Chunk> chunks) {
    long together = 0;
    for (Chunk chunk : chunks) {
      together += Math.max(1, chunk.bytes() - SEALING_BYTES);
      if (together > Limits.PAYLOAD_BYTES) {
        return false;
      }
      together = chunk.records() == 0 ? together : 0;
    }
    return together == 0;
  }

  /** Whether {@link dev.blazesync.spi.Relay#putObject} takes this name. */
  static boolean isObjectName(String name) {
    return !name.isEmpty()
        && name.length() <= Limits.OBJECT_NAME_LENGTH
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= '0' && c <= '9')
                        || c == '.'
                        || c == '_'
                        || c == '-');
  }
}
