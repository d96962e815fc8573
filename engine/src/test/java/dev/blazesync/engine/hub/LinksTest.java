package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.hub.channel.FrameDecoder;
import dev.blazesync.engine.hub.channel.FrameEncoder;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.MemoryBudget;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.hub.channel.MessageDecoder;
import dev.blazesync.engine.hub.channel.MessageEncoder;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.PushResult.Refused;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Devices, each with some connections to one hub, whose ends leave out of a batch what they
 * remember of the one before. Bytes arrive in pieces, connections break anywhere, answers are lost,
 * and the hub refuses what it likes. Whatever arrives has to be what was sealed.
 */
final class LinksTest {
  private static final GroupId GROUP = TestChain.group(1);
  private static final int DEVICES = 3;
  private static final int LINKS_OF_A_DEVICE = 2;
  private static final int STEPS = 900;

  private final MemoryHubLog hub = new MemoryHubLog(() -> 1_790_000_000_000L);
  private final Map<OriginLog, Map<Long, ByteBuffer>> sealed = new HashMap<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private Random dice = new Random(0);
  private long requests;
  private int broken;
  private int refused;

  LinksTest() {
    TestGroup.of(1).put(hub);
    for (int number = 0; number < DEVICES; number++) {
      devices.add(new Device(number));
    }
  }

  @AfterEach
  void end() {
    List.copyOf(links).forEach(Link::close);
    hub.close();
  }

  /** What a device has made and heard of, and what it knows the hub to have. */
  private static final class Device {
    /** One log after the other, as of a device that was restored. */
    final List<TestChain> chains = new ArrayList<>();

    final Map<OriginLog, List<SealedBatch>> held = new TreeMap<>();
    final Map<OriginLog, Integer> atHub = new TreeMap<>();

    Device(int number) {
      chains.add(TestChain.of(GROUP, number));
      chains.add(
          new TestChain(
              TestGroup.of(1).sealer(number),
              new OriginLog(TestGroup.of(1).member(number).nodeId(), 77)));
    }

    VersionVector have() {
      Map<OriginLog, Position> positions = new TreeMap<>();
      held.forEach(
          (log, batches) ->
              positions.put(log, TestChain.position(batches.get(batches.size() - 1))));
      return new VersionVector(positions);
    }
  }

  /** One connection, from its first byte to its last. */
  private final class Link {
    final Device device;
    final EmbeddedChannel node = channel();
    final EmbeddedChannel server = channel();
    final ByteBuf toHub = Unpooled.buffer();
    final ByteBuf toNode = Unpooled.buffer();
    final Map<Long, List<SealedBatch>> pushed = new HashMap<>();

    Link(Device device) {
      this.device = device;
      links.add(this);
    }

    private EmbeddedChannel channel() {
      return new EmbeddedChannel(
          new FrameDecoder(HubLimits.FRAME_BYTES),
          new FrameEncoder(),
          new MessageDecoder(HubLimits.MESSAGE_BYTES, new MemoryBudget(HubLimits.MESSAGE_BYTES)),
          new MessageEncoder());
    }

    void close() {
      node.finishAndReleaseAll();
      server.finishAndReleaseAll();
      toHub.release();
      toNode.release();
      links.remove(this);
    }

    void send(EmbeddedChannel from, ByteBuf way, Message message) {
      from.writeOutbound(message);
      for (ByteBuf frame = from.readOutbound(); frame != null; frame = from.readOutbound()) {
        way.writeBytes(frame);
        frame.release();
      }
    }

    void push(int most) {
      List<SealedBatch> batches = new ArrayList<>();
      device.held.forEach(
          (log, all) -> {
            int from = device.atHub.getOrDefault(log, 0);
            batches.addAll(all.subList(from, Math.min(all.size(), from + 1 + most / 2)));
          });
      if (dice.nextBoolean()) {
        // in the order of no log, each log's batches one after the other
        batches.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
      }
      List<SealedBatch> some = batches.subList(0, Math.min(most, batches.size()));
      pushed.put(++requests, some);
      send(node, toHub, new Message.Push(requests, TestChain.bytes(some)));
    }

    void pull(int maxBytes) {
      send(node, toHub, new Message.Pull(++requests, device.have(), null, maxBytes));
    }

    void other() {
      String name = "snapshot-" + dice.nextInt(9);
      Message message =
          switch (dice.nextInt(4)) {
            case 0 -> new Message.AskHolding(++requests);
            case 1 -> new Message.GetObject(++requests, "membership-0", 0, 70_000);
            case 2 -> new Message.GetObject(++requests, name, 0, 70_000);
            default ->
                new Message.PutObject(
                    ++requests, name, TestGroup.of(1).manifest(1, name, 1 + dice.nextInt(99_000)));
          };
      send(node, toHub, message);
    }

    /** Some bytes arrive at each end. */
    void carry(int most) {
      arrive(toHub, server, most);
      for (Message m = server.readInbound(); m != null; m = server.readInbound()) {
        send(server, toNode, answer(m));
        if (dice.nextInt(5) == 0) {
          send(server, toNode, new Message.More());
        }
      }
      arrive(toNode, node, most);
      for (Message m = node.readInbound(); m != null; m = node.readInbound()) {
        heard(m);
      }
    }

    private void arrive(ByteBuf way, EmbeddedChannel at, int most) {
      int bytes = Math.min(way.readableBytes(), most);
      if (bytes > 0) {
        at.writeInbound(way.readBytes(bytes));
        way.discardReadBytes();
      }
    }

    private void heard(Message message) {
      if (message instanceof Message.Pushed answer) {
        List<SealedBatch> sent = pushed.remove(answer.request());
        for (SealedBatch batch : sent.subList(0, answer.result().accepted())) {
          device.atHub.merge(batch.log(), (int) batch.sequence(), Math::max);
        }
        Refused no = answer.result().refusal();
        if (no != null) {
          assertThat(no.reason()).isIn(Reason.RETRY_LATER, Reason.GAP);
        }
      } else if (message instanceof Message.Pulled page) {
        for (ByteBuffer bytes : page.sealed()) {
          assertGenuine(bytes);
          keep(SealedHeader.parse(bytes));
        }
      }
    }

    private void keep(SealedBatch batch) {
      List<SealedBatch> log = device.held.computeIfAbsent(batch.log(), l -> new ArrayList<>());
      if (batch.sequence() == log.size() + 1) {
        log.add(batch);
      }
    }

    boolean silent() {
      return !toHub.isReadable() && !toNode.isReadable();
    }
  }

  private Message answer(Message question) {
    long request = question.request();
    if (question instanceof Message.Push push) {
      push.sealed().forEach(this::assertGenuine);
      int taken = push.sealed().size();
      boolean full = taken > 0 && dice.nextInt(4) == 0;
      if (full) {
        refused++;
        taken = dice.nextInt(taken);
      }
      PushResult result = Answers.await(hub.push(GROUP, push.sealed().subList(0, taken))).result();
      boolean all = full && result.refusal() == null;
      Refused later = new Refused(Reason.RETRY_LATER, Position.START);
      return new Message.Pushed(request, all ? new PushResult(result.accepted(), later) : result);
    }
    if (question instanceof Message.Pull pull) {
      Page page = hub.pull(GROUP, pull.have(), pull.cursor(), pull.maxBytes());
      return new Message.Pulled(
          request, TestChain.bytes(page.batches()), page.hasMore(), page.cursor());
    }
    if (question instanceof Message.PutObject put) {
      Answers.await(hub.putObject(GROUP, put.name(), put.bytes()));
      return new Message.ObjectKept(request);
    }
    if (question instanceof Message.GetObject get) {
      return new Message.ObjectPart(
          request, hub.getObject(GROUP, get.name(), get.offset(), get.maxBytes()));
    }
    return new Message.HoldingIs(request, hub.holding(GROUP));
  }

  private void assertGenuine(ByteBuffer bytes) {
    SealedBatch batch = SealedHeader.parse(bytes);
    assertThat(bytes).isEqualTo(sealed.get(batch.log()).get(batch.sequence()));
  }

  private void write(Device device) {
    TestChain chain = device.chains.get(dice.nextInt(device.chains.size()));
    int most = dice.nextInt(8) == 0 ? 3 * HubLimits.SMALL_BATCH_BYTES : 200;
    SealedBatch batch = chain.next(1 + dice.nextInt(most));
    device.held.computeIfAbsent(batch.log(), log -> new ArrayList<>()).add(batch);
    sealed
        .computeIfAbsent(batch.log(), log -> new HashMap<>())
        .put(batch.sequence(), batch.bytes());
  }

  private void step() {
    Link link = links.get(dice.nextInt(links.size()));
    switch (dice.nextInt(12)) {
      case 0, 1 -> write(link.device);
      case 2, 3 -> link.push(1 + dice.nextInt(6));
      case 4 -> link.pull(1 + dice.nextInt(9_000));
      case 5 -> link.other();
      case 6 -> {
        if (dice.nextInt(3) == 0) {
          again(link);
        }
      }
      default -> link.carry(1 + dice.nextInt(dice.nextBoolean() ? 60 : 9_000));
    }
  }

  /** It breaks where it is: what is on its way, in either direction, is lost. */
  private Link again(Link link) {
    broken++;
    link.close();
    return new Link(link.device);
  }

  private void settle(BooleanSupplier done) {
    dice = new Random(1);
    for (int round = 0; round < 400 && !done.getAsBoolean(); round++) {
      for (Link link : List.copyOf(links)) {
        link.push(50);
        link.pull(1 << 20);
        for (int turn = 0; turn < 50 && !link.silent(); turn++) {
          link.carry(1 << 20);
        }
      }
    }
  }

  private boolean settled() {
    return devices.stream().allMatch(device -> device.have().equals(hub.holding(GROUP).head()))
        && sealed.entrySet().stream()
            .allMatch(
                log -> hub.holding(GROUP).head().sequence(log.getKey()) == log.getValue().size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverHappensBatchesArriveAsTheyWereSealed(long seed) {
    dice = new Random(seed);
    for (int link = 0; link < LINKS_OF_A_DEVICE; link++) {
      devices.forEach(Link::new);
    }
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    assertThat(broken).isPositive();
    assertThat(refused).isPositive();
    settle(this::settled);
    assertThat(settled()).isTrue();
  }

  /** A connection may break behind every byte of two pushes; then it all comes again. */
  @Test
  void aConnectionThatBreaksBehindAnyByteOfABatchLosesNothing() {
    Device device = devices.get(0);
    Link link = new Link(device);
    dice = new Random(3);
    for (int bytes = 0; bytes < 800; bytes += 7) {
      write(device);
      write(device);
      int before = device.held.values().stream().mapToInt(List::size).sum();
      link.push(1);
      link.push(2);
      link.carry(bytes);
      link = again(link);
      for (int turn = 0; turn < 40 && !atHub(device, before); turn++) {
        link.push(9);
        link.carry(1 << 20);
      }
      assertThat(atHub(device, before)).as("cut behind %s bytes", bytes).isTrue();
    }
  }

  private static boolean atHub(Device device, int count) {
    return device.atHub.values().stream().mapToInt(Integer::intValue).sum() == count;
  }

  /** Both ends go on from what was refused, and from what was sent again before the answer came. */
  @Test
  void whatTheHubRefusesIsSentAgainOnTheSameConnection() {
    Device device = devices.get(0);
    Link link = new Link(device);
    for (int round = 0; round < 60; round++) {
      write(device);
      link.push(1 + round % 3);
      link.push(1 + round % 3);
      if (round % 4 == 3) {
        link.carry(1 << 20);
      }
    }
    settle(() -> atHub(device, 60));
    assertThat(atHub(device, 60)).isTrue();
    assertThat(links).containsExactly(link);
    assertThat(refused).isPositive();
  }
}
