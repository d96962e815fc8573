package dev.blazesync.engine.codec;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A snapshot manifest as bytes, version 1:
 *
 * <pre>
 *  4  "BLZM"
 *  1  version, 1
 *     name: sized text
 * 16  maker
 * 32  group
 *     vector ({@link VectorCodec})
 *     dialect: name
 *     varint tables, each ({@link SchemaCodec})
 *     varint extras, each sized text
 *     varint rules, each, by ascending name: name and value as sized text
 *     varint bases, each, by ascending name: name, stamp (24 bytes writer, 8 packed time)
 *     varint chunks, each
 *     varint records
 *     zigzag wall milliseconds
 * 32  SHA-256 over all before
 *
 * chunk: varint 0 = its name is its hash in hexadecimal; else 1 + how many characters it shares
 *        with the name before (at first the empty one), and the rest as sized text;
 *        32 hash, varint bytes, varint records
 * </pre>
 */
final class ManifestCodec {
  private static final int MAGIC = 0x424c5a4d;
  private static final int VERSION = 1;
  private static final int MIN_CHUNK_BYTES = 35;
  private static final int MIN_BASE_BYTES = 33;

  private ManifestCodec() {}

  static byte[] encode(SnapshotManifest manifest) {
    WireWriter out = new WireWriter(4096);
    out.i32(MAGIC).u8(VERSION).text(manifest.name());
    out.i64(manifest.maker().high()).i64(manifest.maker().low()).raw(manifest.group().toBytes());
    VectorCodec.write(out, manifest.vector());
    out.name(manifest.dialect());
    SchemaCodec.writeCount(out, manifest.tables().size(), Limits.TABLES, "tables");
    manifest.tables().forEach(table -> SchemaCodec.write(out, table));
    SchemaCodec.writeStatements(out, manifest.extras());
    SchemaCodec.writeCount(out, manifest.rules().size(), Limits.RULES, "rules");
    manifest.rules().forEach((rule, value) -> out.text(rule).text(value));
    SchemaCodec.writeCount(out, manifest.bases().size(), Limits.TABLES, "bases");
    manifest
        .bases()
        .forEach(
            (table, base) -> {
              out.name(table);
              OriginLogs.write(out, base.writer());
              out.i64(base.packed());
            });
    SchemaCodec.writeCount(out, manifest.chunks().size(), Limits.CHUNKS, "chunks");
    String before = "";
    for (SnapshotManifest.Chunk chunk : manifest.chunks()) {
      writeChunk(out, chunk, before);
      before = chunk.objectName();
    }
    out.varint(manifest.records()).zigzag(manifest.wallMillis());
    out.raw(Sha256.of(ByteBuffer.wrap(out.bytes(), 0, out.size())));
    if (out.size() > Limits.MANIFEST_BYTES) {
      throw new RefusedException(
          "the snapshot's manifest takes "
              + out.size()
              + " bytes, over the limit of "
              + Limits.MANIFEST_BYTES
              + ": the schema or the number of chunks is too large");
    }
    return out.toBytes();
  }

  static SnapshotManifest decode(ByteBuffer bytes) {
    if (bytes.remaining() > Limits.MANIFEST_BYTES) {
      throw new ProtocolException(
          "a snapshot manifest of "
              + bytes.remaining()
              + " bytes is over the limit of "
              + Limits.MANIFEST_BYTES);
    }
    WireReader in = new WireReader(bytes, "snapshot manifest");
    if (in.i32() != MAGIC) {
      throw new ProtocolException("not a snapshot manifest: it does not start with BLZM");
    }
    int version = in.u8();
    if (version != VERSION) {
      throw Versions.unknown("snapshot manifest version", version, VERSION);
    }
    checkHash(in, bytes);
    String name = objectName(in, in.text(Limits.OBJECT_NAME_LENGTH));
    NodeId maker = new NodeId(in.i64(), in.i64());
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    VersionVector vector = VectorCodec.read(in);
    String dialect = in.name();
    List<TableSchema> tables = readTables(in);
    List<String> extras = SchemaCodec.readStatements(in);
    Map<String, String> rules = readRules(in);
    Map<String, HybridTimestamp> bases = readBases(in);
    List<SnapshotManifest.Chunk> chunks = readChunks(in);
    long records = in.varint();
    if (records < 0) {
      throw in.bad("the number of records is over 63 bits");
    }
    long wallMillis = in.zigzag();
    in.raw(Sha256.BYTES);
    in.end();
    return new SnapshotManifest(
        name,
        maker,
        group,
        vector,
        dialect,
        tables,
        extras,
        rules,
        bases,
        chunks,
        records,
        wallMillis);
  }

  private static void checkHash(WireReader in, ByteBuffer bytes) {
    int covered = bytes.remaining() - Sha256.BYTES;
    if (covered < in.position()) {
      throw in.bad("it ends too early");
    }
    byte[] found = new byte[Sha256.BYTES];
    bytes.duplicate().position(bytes.position() + covered).get(found);
    if (!Arrays.equals(found, Sha256.of(bytes.slice(bytes.position(), covered)))) {
      throw new ProtocolException("damaged snapshot manifest: its hash does not match its bytes");
    }
  }

  private static List<TableSchema> readTables(WireReader in) {
    int count = in.count(Limits.TABLES, 5);
    List<TableSchema> tables = new ArrayList<>(count);
    Set<String> names = new HashSet<>();
    for (int index = 0; index < count; index++) {
      TableSchema table = SchemaCodec.read(in);
      if (!names.add(table.name())) {
        throw in.bad("two tables have one name");
      }
      tables.add(table);
    }
    return tables;
  }

  private static Map<String, String> readRules(WireReader in) {
    int count = in.count(Limits.RULES, 2);
    TreeMap<String, String> rules = new TreeMap<>();
    for (int index = 0; index < count; index++) {
      String name = in.text(4 * Limits.RULE_LENGTH);
      String value = in.text(4 * Limits.RULE_LENGTH);
      if (name.length() > Limits.RULE_LENGTH || value.length() > Limits.RULE_LENGTH) {
        throw in.bad("a rule is longer than " + Limits.RULE_LENGTH + " characters");
      }
      if (!rules.isEmpty() && rules.lastKey().compareTo(name) >= 0) {
        throw in.bad("the rules are not in order");
      }
      rules.put(name, value);
    }
    return rules;
  }

  private static Map<String, HybridTimestamp> readBases(WireReader in) {
    int count = in.count(Limits.TABLES, MIN_BASE_BYTES);
    TreeMap<String, HybridTimestamp> bases = new TreeMap<>();
    for (int index = 0; index < count; index++) {
      String table = in.name();
      if (!bases.isEmpty() && bases.lastKey().compareTo(table) >= 0) {
        throw in.bad("the bases are not in order");
      }
      var writer = OriginLogs.read(in);
      bases.put(table, new HybridTimestamp(in.i64(), writer));
    }
    return bases;
  }

  private static void writeChunk(WireWriter out, SnapshotManifest.Chunk chunk, String before) {
    String name = chunk.objectName();
    if (name.equals(HexFormat.of().formatHex(chunk.sha256()))) {
      out.varint(0);
    } else {
      int shared = shared(before, name);
      out.varint(shared + 1L).text(name.substring(shared));
    }
    out.raw(chunk.sha256()).varint(chunk.bytes()).varint(chunk.records());
  }

  private static List<SnapshotManifest.Chunk> readChunks(WireReader in) {
    int count = in.count(Limits.CHUNKS, MIN_CHUNK_BYTES);
    List<SnapshotManifest.Chunk> chunks = new ArrayList<>(count);
    String before = "";
    for (int index = 0; index < count; index++) {
      SnapshotManifest.Chunk chunk = readChunk(in, before);
      chunks.add(chunk);
      before = chunk.objectName();
    }
    if (!SnapshotManifest.partsEnd(chunks)) {
      throw in.bad("a chunk in parts does not end, or is too large");
    }
    return chunks;
  }

  private static SnapshotManifest.Chunk readChunk(WireReader in, String before) {
    int shared = in.count(before.length() + 1) - 1;
    String rest = shared < 0 ? "" : in.text(Limits.OBJECT_NAME_LENGTH);
    byte[] sha256 = in.raw(Sha256.BYTES);
    String hex = HexFormat.of().formatHex(sha256);
    String name = shared < 0 ? hex : objectName(in, before.substring(0, shared) + rest);
    if (shared >= 0 && (name.equals(hex) || shared(before, name) != shared)) {
      throw in.bad("a chunk's name is not in its shortest form");
    }
    int bytes = in.count(Limits.OBJECT_BYTES);
    int records = in.count(Limits.CHUNK_RECORDS);
    if (bytes == 0) {
      throw in.bad("a chunk has no bytes");
    }
    return new SnapshotManifest.Chunk(name, sha256, bytes, records);
  }

  private static String objectName(WireReader in, String name) {
    if (!SnapshotManifest.isObjectName(name)) {
      throw in.bad("an object's name has characters it can't have");
    }
    return name;
  }

  private static int shared(String a, String b) {
    int length = Math.min(a.length(), b.length());
    int index = 0;
    while (index < length && a.charAt(index) == b.charAt(index)) {
      index++;
    }
    return index;
  }
}
