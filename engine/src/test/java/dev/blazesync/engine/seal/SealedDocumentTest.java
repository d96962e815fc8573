package dev.blazesync.engine.seal;

import static dev.blazesync.engine.seal.Party.bytes;
import static dev.blazesync.engine.seal.Party.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.SealedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol-sealed.md} says what the code does. */
class SealedDocumentTest {
  private final String document = read();

  @Test
  void batchesLieAsTheTableSays() {
    Map<String, byte[]> fields =
        fields("## 2. Batch", bytes(Party.batch(text(100)).bytes()), SealedHeader.BYTES);
    SealedHeader header = SealedHeader.read(Party.batch(text(100)).bytes());
    assertThat(fields.get("group")).isEqualTo(Party.GROUP.toBytes());
    assertThat(fields.get("key epoch")).isEqualTo(Party.EPOCH.toBytes());
    assertThat(fields.get("origin")).isEqualTo(Party.ALICE.nodeId().toBytes());
    assertThat(fields.get("lineage")).isEqualTo(number(8, Party.LOG.lineage()));
    assertThat(fields.get("sequence")).isEqualTo(number(8, 258));
    assertThat(fields.get("previous hash")).isEqualTo(Party.AFTER.hash());
    assertThat(fields.get("length of the body")).isEqualTo(number(4, header.length()));
    assertThat(fields.get("salt")).isEqualTo(header.salt());
  }

  @Test
  void objectsLieAsTheTableSays() {
    byte[] sealed =
        bytes(Party.objectSealer(FixedRandom.stuck()).chunk(ByteBuffer.wrap(text(9))).bytes());
    Map<String, byte[]> fields = fields("## 3. Object", sealed, ObjectHeader.BYTES);
    ObjectHeader header = ObjectHeader.read(ByteBuffer.wrap(sealed));
    assertThat(fields.get("kind")).containsExactly(1);
    assertThat(fields.get("group")).isEqualTo(Party.GROUP.toBytes());
    assertThat(fields.get("key epoch")).isEqualTo(Party.EPOCH.toBytes());
    assertThat(fields.get("maker")).isEqualTo(Party.ALICE.nodeId().toBytes());
    assertThat(fields.get("length of the body")).isEqualTo(number(4, header.length()));
    assertThat(fields.get("salt")).isEqualTo(header.salt());
  }

  @Test
  void sizes() {
    NumberFormat format = NumberFormat.getIntegerInstance(Locale.ROOT);
    int inside = ContentKeys.TAG_BYTES + BatchContents.HEAD_BYTES;
    int insideObject = ContentKeys.TAG_BYTES + ObjectSealer.LENGTH_BYTES;
    assertThat(document)
        .contains("| " + SealedHeader.BYTES + " | n | body |")
        .contains("`SealedBatch.MAX_BYTES` = " + format.format(SealedBatch.MAX_BYTES))
        .contains(
            "| " + inside + " | m | payload, at most " + format.format(BatchContents.MAX_PAYLOAD))
        .contains("| " + ObjectHeader.BYTES + " | n | body |")
        .contains("| " + insideObject + " | m | content")
        .contains("at most " + format.format(ObjectSealer.MAX_CONTENT) + " bytes |")
        .contains("segments** of " + format.format(Segments.SEGMENT_BYTES) + " bytes")
        .contains("below " + format.format(Padding.BELOW) + ", as many zeros")
        .contains("a multiple of " + Padding.STEP);
  }

  @Test
  void labels() {
    Matcher rows = Pattern.compile("(?m)^\\| ([A-Z_]+) \\| `([^`]+)` \\|").matcher(document);
    int found = 0;
    while (rows.find()) {
      assertThat(Purpose.valueOf(rows.group(1)).label()).isEqualTo(rows.group(2));
      found++;
    }
    assertThat(found).isEqualTo(8);
  }

  /** Cuts the header by the first table under a heading, whose rows must follow each other. */
  private Map<String, byte[]> fields(String heading, byte[] sealed, int headerBytes) {
    String table = document.substring(document.indexOf(heading));
    Matcher rows = Pattern.compile("(?m)^\\| (\\d+) \\| (\\d+) \\| ([^:;|,]*)").matcher(table);
    Map<String, byte[]> fields = new TreeMap<>();
    int at = 0;
    while (at < headerBytes && rows.find()) {
      assertThat(Integer.parseInt(rows.group(1))).isEqualTo(at);
      int length = Integer.parseInt(rows.group(2));
      fields.put(rows.group(3).strip(), Arrays.copyOfRange(sealed, at, at + length));
      at += length;
    }
    assertThat(at).isEqualTo(headerBytes);
    return fields;
  }

  private static byte[] number(int bytes, long value) {
    byte[] whole = ByteBuffer.allocate(8).putLong(value).array();
    return Arrays.copyOfRange(whole, 8 - bytes, 8);
  }

  private static String read() {
    try {
      Path root = Path.of(System.getProperty("blazesync.root"));
      return Files.readString(root.resolve("docs/protocol-sealed.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
