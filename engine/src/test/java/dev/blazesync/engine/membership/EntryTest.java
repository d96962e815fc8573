package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.Hostile;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One entry of every kind, whole and mistreated. */
class EntryTest {
  private static final int MUTANTS = 1000;

  /** An entry and the membership it stands behind; none before the first. */
  private record Link(Membership before, Entry entry) {}

  @Test
  void everyEntryIsItsBytes() {
    for (Link link : chain(31)) {
      Entry entry = link.entry();
      Entry again = Entry.decode(entry.toBytes());
      assertThat(again).isEqualTo(entry).hasSameHashCodeAs(entry);
      assertThat(again.body()).isEqualTo(entry.body());
      assertThat(again.author()).isEqualTo(entry.author());
      assertThat(again.index()).isEqualTo(entry.index());
      assertThat(again.previous()).isEqualTo(entry.previous());
      assertThat(again.group()).isEqualTo(entry.group());
      assertThat(again.id()).isEqualTo(entry.id());
      assertThat(again.signed()).isTrue();
    }
  }

  @Test
  void anEntryWithAnyBitFlippedIsRefused() {
    for (Link link : chain(32)) {
      byte[] good = link.entry().toBytes();
      for (int bit = 0; bit < good.length * 8; bit++) {
        byte[] flipped = good.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> apply(link.before(), Entry.decode(flipped)))
            .as("bit %s of %s", bit, link.entry())
            .isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void hostileBytesEndInAValueOrAProtocolException() {
    Hostile hostile = new Hostile(EntryTest::recode);
    Random random = new Random(33);
    for (Link link : chain(33)) {
      byte[] good = link.entry().toBytes();
      hostile.attack(good, 33);
      for (int run = 0; run < MUTANTS; run++) {
        hostile.accepts(mutant(good, random));
      }
    }
  }

  /** Numbers and lengths rather than keys and signatures: most of an entry is those. */
  private static byte[] mutant(byte[] good, Random random) {
    byte[] bytes = Arrays.copyOf(good, good.length + random.nextInt(3) - 1);
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes; change++) {
      int at = random.nextBoolean() ? random.nextInt(bytes.length) : random.nextInt(5, 79);
      bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
    }
    return bytes;
  }

  /** Writes what was understood, so that bytes which are not canonical show. */
  private static byte[] recode(byte[] bytes) {
    Entry entry = Entry.decode(bytes);
    GroupId named = entry.index() == 0 ? Entry.Place.FIRST.group() : entry.group();
    Entry.Place place = new Entry.Place(named, entry.index(), entry.previous());
    byte[] signature = Arrays.copyOfRange(bytes, bytes.length - 64, bytes.length);
    return Entry.sign(place, entry.author(), entry.body(), message -> signature).toBytes();
  }

  @Test
  void sizesAreBounded() {
    for (int length : new int[] {0, 1, Entry.MIN_BYTES - 1, Limits.ENTRY_BYTES + 1}) {
      assertThatThrownBy(() -> Entry.decode(new byte[length]))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("cannot have " + length + " bytes");
    }
    assertThatThrownBy(() -> Entry.decode(new byte[Entry.MIN_BYTES]))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("BLZE");
  }

  @Test
  void aNewerVersionIsNamed() {
    byte[] bytes = chain(35).get(0).entry().toBytes();
    bytes[4] = 2;
    assertThatThrownBy(() -> Entry.decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("version is 2")
        .hasMessageContaining("update BlazeSync");
  }

  private static void apply(Membership before, Entry entry) {
    if (before == null) {
      Membership.begin(entry);
    } else {
      before.apply(entry);
    }
  }

  private static List<Link> chain(long seed) {
    Group.Founded founded = Group.founded(seed);
    Group group = founded.group();
    DeviceKeys client = group.add(founded.admin(), Group.CLIENT);
    group.invite(founded.admin(), Group.SERVER, 300);
    group.take(group.as(founded.admin()).rotate(Set.of(4L)));
    Position last = new Position(300, new byte[32]);
    group.remove(founded.admin(), client.nodeId(), Map.of(1L, last, -1L, last));
    group.take(Founding.found(group.membership, founded.admin(), -3));
    List<Link> links = new ArrayList<>();
    Membership before = null;
    Set<Integer> kinds = new HashSet<>();
    for (Entry entry : group.entries) {
      if (kinds.add(entry.body().kind())) {
        links.add(new Link(before, entry));
      }
      before = before == null ? Membership.begin(entry) : before.apply(entry);
    }
    assertThat(links).hasSize(6);
    return links;
  }
}
