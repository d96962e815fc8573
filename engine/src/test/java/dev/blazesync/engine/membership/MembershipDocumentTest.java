package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol-membership.md} says what the code does. */
class MembershipDocumentTest {
  private final String document = read();

  @Test
  void limits() throws ReflectiveOperationException {
    Set<String> listed = new TreeSet<>();
    for (MatchResult row : matches("(?m)^\\| `([A-Z_]+)` \\| (\\d+) \\|")) {
      listed.add(row.group(1));
      Number value = (Number) Limits.class.getField(row.group(1)).get(null);
      assertThat(value.longValue()).as(row.group(1)).isEqualTo(Long.parseLong(row.group(2)));
    }
    assertThat(listed).hasSize(6);
    for (MatchResult named : matches("`([A-Z]{2,}[A-Z_]*)`")) {
      assertThat(listed).contains(named.group(1));
    }
  }

  @Test
  void labels() {
    for (Purpose purpose :
        List.of(
            Purpose.MEMBERSHIP_ENTRY,
            Purpose.GROUP_ID,
            Purpose.MEMBERSHIP_SIGNATURE,
            Purpose.MEMBERSHIP_POSSESSION,
            Purpose.EPOCH_WRAP,
            Purpose.EPOCH_COMMITMENT,
            Purpose.EARLIER_EPOCH,
            Purpose.INVITE_SIGNING,
            Purpose.INVITE_AGREEMENT)) {
      assertThat(document).contains("`" + purpose.label() + "`");
    }
    assertThat(matches("`blazesync/")).hasSize(9);
  }

  @Test
  void numbers() {
    for (Author.Kind kind : Author.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      assertThat(document).contains(" " + kind.number() + " " + name);
    }
    for (Entry entry : GoldenChainTest.chain().entries) {
      Body body = entry.body();
      String name = body.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      assertThat(document).contains("| " + body.kind() + " | " + name + " |");
    }
    assertThat(Rotation.WRAP_BYTES).isEqualTo(80);
    assertThat(Rotation.EARLIER_BYTES).isEqualTo(48);
    assertThat(DevicePublicKeys.BYTES).isEqualTo(64);
    assertThat(Entry.MIN_BYTES).isEqualTo(111 + 64);
  }

  @Test
  void examples() {
    Membership first = Membership.begin(GoldenChainTest.chain().entries.get(0));
    try (InviteSeed seed = GoldenChainTest.founding();
        InviteKeys keys = seed.keys();
        EpochKeys epochs = EpochKeys.open(first, keys)) {
      String known = HexFormat.of().formatHex(keys.publicKeys().toBytes());
      assertThat(document)
          .contains("`" + known.substring(0, 64) + "`")
          .contains("`" + known.substring(64) + "`")
          .contains("`" + HexFormat.of().formatHex(epochs.current().toBytes()) + "`")
          .contains("`" + first.group() + "`");
    }
  }

  private List<MatchResult> matches(String pattern) {
    return Pattern.compile(pattern).matcher(document).results().toList();
  }

  private static String read() {
    try {
      return Files.readString(
          Path.of(System.getProperty("blazesync.root"), "docs/protocol-membership.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
