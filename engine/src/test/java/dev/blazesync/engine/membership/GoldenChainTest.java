package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A chain that version 1 has and keeps, an entry of every kind: {@code membership/chain-1.hex}, an
 * empty line behind each entry. A file that no longer matches means that devices in the field can't
 * read each other's membership: make a new version instead, and leave this one as it is.
 *
 * <p>The founder's seed is {@code 00 01 02 ... 1f}; all other randomness is that of {@link
 * SeededRandom} with seed 2026, in the order of {@link #chain}.
 */
class GoldenChainTest {
  private final List<byte[]> golden = golden();

  @Test
  void itIsWhatThisProgramMakes() {
    List<String> made =
        chain().entries.stream().map(e -> HexFormat.of().formatHex(e.toBytes())).toList();
    assertThat(made).isEqualTo(golden.stream().map(HexFormat.of()::formatHex).toList());
  }

  @Test
  void itIsWhatThisProgramReads() {
    Membership membership = Membership.begin(Entry.decode(golden.get(0)));
    for (byte[] bytes : golden.subList(1, golden.size())) {
      membership = membership.apply(Entry.decode(bytes));
    }
    assertThat(membership.members()).hasSize(2);
    assertThat(membership.removed()).hasSize(1);
    assertThat(membership.openInvites()).hasSize(1);
    assertThat(membership.epochs()).hasSize(3);
    assertThat(membership.founder()).isNotNull();
  }

  /**
   * An entry of every kind: genesis, add, invite, add, rotate, invite, add, remove, invite, found.
   */
  static Group chain() {
    Group group = new Group(2026, true, founding());
    DeviceKeys founder = group.join(group.founding);
    DeviceKeys client = group.join(group.invite(founder, Group.CLIENT, 2));
    group.take(group.as(founder).rotate(Set.of(2L)));
    group.add(founder, Group.SERVER);
    byte[] hash = new byte[Position.HASH_BYTES];
    Arrays.fill(hash, (byte) 0xcc);
    NodeId removed = client.nodeId();
    group.remove(group.recovery, removed, Map.of(-1L, new Position(300, hash)));
    group.invite(founder, Group.ADMIN, 1);
    group.take(Founding.found(group.membership, founder, -2));
    return group;
  }

  static InviteSeed founding() {
    byte[] seed = new byte[InviteSeed.BYTES];
    for (int index = 0; index < seed.length; index++) {
      seed[index] = (byte) index;
    }
    return InviteSeed.of(seed);
  }

  private static List<byte[]> golden() {
    try (InputStream in = GoldenChainTest.class.getResourceAsStream("/membership/chain-1.hex")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<byte[]> entries = new ArrayList<>();
      for (String entry : text.strip().split("\\R\\R")) {
        entries.add(HexFormat.of().parseHex(entry.replaceAll("\\s", "")));
      }
      return entries;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
