package dev.blazesync.engine.evil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.log.Heads;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A group with its hubs and its clock; the first device is its admin and founds its data. */
final class Lab {
  /** A table of one integer key and two values. */
  static final TableSchema NOTE =
      TableSchema.of(
          "note",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("a", ValueKind.INT64, true),
              ColumnSchema.of("b", ValueKind.INT64, true)),
          KeySchema.primary(0));

  final Group group;
  final DeviceKeys admin;
  final List<EvilHub> hubs = new ArrayList<>();
  final EvilHub hub;
  final List<TableSchema> tables;
  long millis = 1_700_000_000_000L;
  private long dice;

  Lab(long seed) {
    this(seed, 1, NOTE);
  }

  Lab(long seed, int hubCount, TableSchema... tables) {
    Group.Founded founded = Group.founded(seed);
    this.group = founded.group();
    this.admin = founded.admin();
    this.dice = seed * 1_000;
    this.tables = List.of(tables);
    for (int index = 0; index < hubCount; index++) {
      hubs.add(new EvilHub(id(), () -> millis));
    }
    this.hub = hubs.get(0);
    hub.accepted = this::accepted;
    group.entries.forEach(this::publish);
  }

  /** A device has added an entry at the hub that decides. */
  private void accepted(Entry entry) {
    if (entry.index() == group.entries.size()) {
      group.take(entry);
    }
  }

  static Value number(long value) {
    return new Value.Int64(value);
  }

  GroupId id() {
    return group.membership.group();
  }

  Membership membership() {
    return group.membership;
  }

  /** Puts an entry on every hub. */
  Entry publish(Entry entry) {
    hubs.forEach(each -> each.put(entry));
    return entry;
  }

  /** {@return keys of another device, which is in the group} */
  DeviceKeys member() {
    return member(Group.CLIENT);
  }

  DeviceKeys member(dev.blazesync.engine.membership.Standing standing) {
    int known = group.entries.size();
    DeviceKeys keys = group.add(admin, standing);
    List.copyOf(group.entries.subList(known, group.entries.size())).forEach(this::publish);
    return keys;
  }

  Honest admin() {
    return honest(admin);
  }

  Honest honest() {
    return honest(member());
  }

  Honest honest(DeviceKeys keys) {
    return new Honest(this, keys, new SeededRandom(++dice), hubs, tables);
  }

  Mallory mallory() {
    return new Mallory(this, member(), 7);
  }

  /** The admin removes a device; every hub hears of it. */
  Entry remove(NodeId device, Map<Long, Position> accepted) {
    return publish(group.remove(admin, device, accepted));
  }

  String uri(EvilHub which) {
    return "memory:hub" + hubs.indexOf(which);
  }

  /** A code that names the group and its hubs; devices are let in beforehand. */
  JoinCode code(List<EvilHub> which) {
    return new JoinCode(
        which.stream().map(this::uri).map(URI::create).toList(),
        id(),
        new byte[JoinCode.SEED_BYTES],
        0,
        group.entries.get(0).id(),
        0,
        1,
        Map.of());
  }

  /** Each exchanges with its hubs, some rounds. */
  void exchange(Honest... nodes) {
    for (int round = 0; round < 3; round++) {
      millis += 61_000;
      for (Honest node : nodes) {
        node.sync();
      }
    }
  }

  /** {@return the batches of a hub that hold operations, and not statements of heads} */
  List<SealedBatch> changes(EvilHub which) {
    EpochKeys keys = group.secrets(admin);
    BatchOpener opener =
        new BatchOpener(id(), epoch -> keys.find(EntryId.of(epoch.toBytes())), membership()::keys);
    return which.batches().stream()
        .filter(
            batch ->
                !(opener.open(batch.bytes()) instanceof Opened<?, BatchContents> opened)
                    || !Heads.is(bytes(opened.content().payload())))
        .toList();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static void assertAlike(Honest... nodes) {
    Map<String, String> first = nodes[0].contents();
    for (Honest node : nodes) {
      Map<String, String> other = node.contents();
      Set<String> names = new TreeSet<>(first.keySet());
      names.addAll(other.keySet());
      for (String name : names) {
        assertThat(other.get(name)).as("%s of %s", name, node.node()).isEqualTo(first.get(name));
      }
    }
  }

  static void assertTold(Honest node, String part) {
    assertThat(node.told()).anyMatch(told -> told.contains(part));
  }
}
