package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/protocol.md says in numbers and examples is what the program does. */
class ProtocolDocumentTest {
  private static final Pattern LIMIT =
      Pattern.compile("^\\| `([A-Z_]+)` \\| (\\d+) \\|", Pattern.MULTILINE);

  private final String document = read();

  @Test
  void limits() throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    Matcher rows = LIMIT.matcher(document);
    while (rows.find()) {
      names.add(rows.group(1));
      Number value = (Number) Limits.class.getField(rows.group(1)).get(null);
      assertThat(value.longValue()).as(rows.group(1)).isEqualTo(Long.parseLong(rows.group(2)));
    }
    assertThat(names).hasSize(27).doesNotHaveDuplicates();
  }

  @Test
  void examples() {
    OriginLog writer = new OriginLog(new NodeId(0, 1), 1);
    Operation operation =
        Operation.plain(
            new OperationShape("note", List.of("id"), List.of("body")),
            Operation.Kind.INSERT,
            new RecordId.Shared("note", List.of(new Value.Int64(1))),
            new HybridTimestamp(1000, writer),
            List.of(new Value.Text("hi")));
    Matcher payload = Pattern.compile("^`(03 01 \\|[^`]+)`", Pattern.MULTILINE).matcher(document);
    assertThat(payload.find()).isTrue();
    assertThat(HexFormat.of().withUpperCase().formatHex(PayloadCodec.encode(List.of(operation))))
        .isEqualTo(payload.group(1).replaceAll("[ |]", ""));
    assertThat(decimal("-1.00")).isEqualTo("0504019C");
    assertThat(decimal("1E+3")).isEqualTo("05050101");
    Matcher code = Pattern.compile("^blz1-.*$", Pattern.MULTILINE).matcher(document);
    assertThat(code.find()).isTrue();
    assertThat(JoinCode.parse(code.group())).isEqualTo(joinCode());
  }

  private static JoinCode joinCode() {
    byte[] seed = new byte[JoinCode.SEED_BYTES];
    for (int index = 0; index < seed.length; index++) {
      seed[index] = (byte) index;
    }
    return new JoinCode(
        List.of(URI.create("tcp://hub.example.org:7411")),
        GroupId.of(HexFormat.of().parseHex("aa".repeat(32))),
        seed,
        3,
        EntryId.of(HexFormat.of().parseHex("bb".repeat(32))),
        Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
        2,
        Map.of(new OriginLog(new NodeId(0, 1), 1), 258L));
  }

  private static String decimal(String text) {
    return HexFormat.of()
        .withUpperCase()
        .formatHex(ValueCodec.encode(new Value.Decimal(new BigDecimal(text))));
  }

  private static String read() {
    try {
      return Files.readString(Path.of(System.getProperty("blazesync.root"), "docs/protocol.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
