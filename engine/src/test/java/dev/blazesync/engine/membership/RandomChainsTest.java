package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Acts at random, by whoever may: what must hold of every chain holds of these. */
class RandomChainsTest {
  private static final int ACTS = 40;

  private final Map<NodeId, DeviceKeys> devices = new TreeMap<>();
  private final List<DeviceKeys> gone = new ArrayList<>();
  private final Map<Long, InviteSeed> seeds = new HashMap<>();
  private final List<Secret> secrets = new ArrayList<>();
  private @Nullable OriginLog founder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyActKeepsWhatMustHold(long seed) {
    Random dice = new Random(seed);
    Group group = new Group(seed, seed % 3 != 0);
    seeds.put(0L, group.founding);
    wrapsOpenForNobodyWhoIsOut(group);
    for (int act = 0; act < ACTS; act++) {
      int epochs = group.membership.epochs().size();
      act(group, dice);
      if (group.membership.epochs().size() > epochs) {
        wrapsOpenForNobodyWhoIsOut(group);
      }
      invariants(group);
    }
    everyoneReadsEveryEpoch(group);
    replayed(group);
  }

  private void act(Group group, Random dice) {
    DeviceKeys author = author(group, dice);
    int choice = author == null ? 0 : dice.nextInt(9);
    if (choice == 8) {
      found(group, dice);
    } else if (choice <= 2 && !group.membership.openInvites().isEmpty()) {
      long invite = pick(group.membership.openInvites().keySet(), dice);
      DeviceKeys device = group.join(seeds.get(invite));
      devices.put(device.nodeId(), device);
    } else if (author != null && choice <= 5) {
      Standing standing = new Standing(dice.nextBoolean(), dice.nextInt(3) == 0);
      InviteSeed seed = group.invite(author, standing, 1 + dice.nextInt(3));
      seeds.put((long) group.membership.length() - 1, seed);
    } else if (author != null && choice == 6) {
      Set<Long> open = group.membership.openInvites().keySet();
      Set<Long> ended = open.isEmpty() || dice.nextBoolean() ? Set.of() : Set.of(pick(open, dice));
      group.take(group.as(author).rotate(ended));
    } else if (author != null) {
      remove(group, author, dice);
    }
  }

  /** By any device that is there; only the first is. */
  private void found(Group group, Random dice) {
    if (devices.isEmpty()) {
      return;
    }
    DeviceKeys device = List.copyOf(devices.values()).get(dice.nextInt(devices.size()));
    long lineage = dice.nextLong();
    if (founder == null) {
      group.take(Founding.found(group.membership, device, lineage));
      founder = new OriginLog(device.nodeId(), lineage);
    } else {
      assertThatThrownBy(() -> Founding.found(group.membership, device, lineage))
          .isInstanceOf(RefusedException.class);
    }
  }

  private void remove(Group group, DeviceKeys author, Random dice) {
    List<NodeId> others = new ArrayList<>(devices.keySet());
    others.remove(author.nodeId());
    if (!others.isEmpty()) {
      NodeId device = others.get(dice.nextInt(others.size()));
      Position last = new Position(1 + dice.nextInt(500), new byte[32]);
      group.remove(author, device, Map.of(dice.nextLong(), last));
      gone.add(devices.remove(device));
    }
  }

  private DeviceKeys author(Group group, Random dice) {
    List<DeviceKeys> may = new ArrayList<>();
    for (DeviceKeys device : devices.values()) {
      if (group.membership.may(device.nodeId(), Act.INVITE)) {
        may.add(device);
      }
    }
    if (group.membership.recovery() != null && (may.isEmpty() || dice.nextInt(6) == 0)) {
      return devices.isEmpty() && dice.nextBoolean() ? null : group.recovery;
    }
    return may.isEmpty() ? null : may.get(dice.nextInt(may.size()));
  }

  private void invariants(Group group) {
    Membership membership = group.membership;
    assertThat(membership.members().keySet()).isEqualTo(devices.keySet());
    assertThat(membership.removed()).hasSize(gone.size());
    assertThat(membership.founder()).isEqualTo(founder);
    boolean begun = !devices.isEmpty() || !gone.isEmpty();
    assertThat(
            !begun
                || membership.recovery() != null
                || membership.members().values().stream().anyMatch(m -> m.standing().admin()))
        .as("somebody can act")
        .isTrue();
    assertThat(membership.roll().wraps.keySet())
        .containsExactlyInAnyOrderElementsOf(membership.roll().recipients(null, i -> true));
    assertThat(membership.length()).isEqualTo(group.entries.size());
    for (DeviceKeys device : gone) {
      assertThat(membership.accepts(device.nodeId(), 0, Long.MAX_VALUE)).isFalse();
      assertThatThrownBy(() -> EpochKeys.open(membership, device))
          .isInstanceOf(RefusedException.class);
    }
    seeds.forEach(
        (index, seed) -> {
          if (!membership.openInvites().containsKey(index)) {
            try (InviteKeys keys = seed.keys()) {
              assertThatThrownBy(() -> EpochKeys.open(membership, keys))
                  .isInstanceOf(RefusedException.class);
            }
          }
        });
  }

  /** Not through the membership, which would refuse, but wrap by wrap with the keys themselves. */
  private void wrapsOpenForNobodyWhoIsOut(Group group) {
    Entry newest = group.entries.get(group.entries.size() - 1);
    for (Octets wrap : newest.body().rotation().wraps()) {
      for (DeviceKeys device : gone) {
        assertThatThrownBy(
                () ->
                    Wrapping.unwrap(
                        group.membership.epoch(),
                        wrap,
                        device.publicKeys(),
                        device.agreement(),
                        "one who is out"))
            .isInstanceOf(ProtocolException.class);
      }
    }
    EpochKeys keys = somebody(group);
    assertThat(keys.count()).isEqualTo(secrets.size() + 1);
    for (int number = 0; number < secrets.size(); number++) {
      assertThat(keys.secret(number)).isEqualTo(secrets.get(number));
    }
    assertThat(secrets).doesNotContain(keys.current());
    secrets.add(keys.current());
  }

  private EpochKeys somebody(Group group) {
    if (devices.isEmpty() && group.membership.recovery() == null) {
      try (InviteKeys keys = group.founding.keys()) {
        return EpochKeys.open(group.membership, keys);
      }
    }
    return EpochKeys.open(
        group.membership, devices.isEmpty() ? group.recovery : devices.values().iterator().next());
  }

  private void everyoneReadsEveryEpoch(Group group) {
    List<EpochKeys> all = new ArrayList<>();
    devices.values().forEach(device -> all.add(EpochKeys.open(group.membership, device)));
    for (long index : group.membership.openInvites().keySet()) {
      try (InviteKeys keys = seeds.get(index).keys()) {
        all.add(EpochKeys.open(group.membership, keys));
      }
    }
    if (group.membership.recovery() != null) {
      all.add(EpochKeys.open(group.membership, group.recovery));
    }
    for (EpochKeys keys : all) {
      assertThat(keys.count()).isEqualTo(secrets.size());
      for (int number = 0; number < keys.count(); number++) {
        assertThat(keys.secret(number)).isEqualTo(secrets.get(number));
      }
    }
  }

  private static void replayed(Group group) {
    Membership again = Membership.begin(Entry.decode(group.entries.get(0).toBytes()));
    for (Entry entry : group.entries.subList(1, group.entries.size())) {
      again = again.apply(Entry.decode(entry.toBytes()));
    }
    assertThat(again.head()).isEqualTo(group.membership.head());
    assertThat(again.members()).isEqualTo(group.membership.members());
    assertThat(again.removed()).isEqualTo(group.membership.removed());
    assertThat(again.openInvites()).isEqualTo(group.membership.openInvites());
    assertThat(again.epochs()).isEqualTo(group.membership.epochs());
    assertThat(again.founder()).isEqualTo(group.membership.founder());
  }

  private static long pick(Set<Long> from, Random dice) {
    return List.copyOf(from).get(dice.nextInt(from.size()));
  }
}
