package dev.blazesync.engine.hub.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol-channel.md} says what the code does. */
final class ChannelDocumentTest {
  private String document = "";

  @BeforeEach
  void read() throws IOException {
    Path root = Path.of(System.getProperty("blazesync.root", ".."));
    document = Files.readString(root.resolve("docs/protocol-channel.md"));
  }

  private List<String[]> rows(String row) {
    List<String[]> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("(?m)^" + row).matcher(document);
    while (matcher.find()) {
      found.add(new String[] {matcher.group(1), matcher.group(2)});
    }
    return found;
  }

  @Test
  void limitsAreThoseOfTheCode() throws ReflectiveOperationException {
    List<String[]> rows = rows("\\| `([A-Z_]+)` \\| (\\d+) \\|");
    assertThat(rows).hasSizeGreaterThan(25);
    for (String[] row : rows) {
      Field field = HubLimits.class.getField(row[0]);
      assertThat(((Number) field.get(null)).longValue())
          .as(row[0])
          .isEqualTo(Long.parseLong(row[1]));
    }
  }

  @Test
  void everyLimitNamedInTheTextIsInTheTable() {
    Set<String> listed = new TreeSet<>();
    rows("\\| `([A-Z_]+)` \\| (\\d+) \\|").forEach(row -> listed.add(row[0]));
    Matcher named = Pattern.compile("`([A-Z]+_[A-Z_]+)`").matcher(document);
    while (named.find()) {
      assertThat(listed).contains(named.group(1));
    }
  }

  @Test
  void errorsAreThoseOfTheCode() {
    List<String[]> rows = rows("\\| (\\d+) \\| ([A-Z_]+ \\| (?:yes|no)) \\|");
    List<String> expected = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      if (code != ErrorCode.OTHER) {
        expected.add(code.number() + " " + code + " | " + (code.ends() ? "yes" : "no"));
      }
    }
    assertThat(rows.stream().map(row -> row[0] + " " + row[1])).isEqualTo(expected);
  }

  @Test
  void reasonsOfARefusalAreThoseOfTheCode() {
    for (Message message : Messages.all()) {
      if (message instanceof Message.Pushed pushed && pushed.result().refusal() != null) {
        PushResult.Refused refusal = pushed.result().refusal();
        int number = Messages.bytes(message)[3];
        assertThat(document).contains("| " + number + " | " + refusal.reason() + " |");
      }
    }
    assertThat(Reason.values()).hasSize(6);
  }

  @Test
  void everyMessageTypeIsListed() {
    for (Message message : Messages.all()) {
      String type = String.format("| 0x%02x | ", Messages.bytes(message)[0] & 0xff);
      assertThat(document).as(message.getClass().getSimpleName()).contains(type);
    }
  }
}
