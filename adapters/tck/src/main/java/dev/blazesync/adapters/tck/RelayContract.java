package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Every rule of a relay. The author of a relay extends it in the relay's tests and says how a place
 * is made and what valid batches look like.
 */
public abstract class RelayContract {
  private @Nullable RelayUnderTest place;
  private final List<Relay> opened = new ArrayList<>();

  /** For subclasses: one per relay. */
  protected RelayContract() {}

  /** {@return a place that holds nothing and that nobody else uses} */
  protected abstract RelayUnderTest createPlace();

  @BeforeEach
  final void openPlace() {
    place = createPlace();
  }

  @AfterEach
  final void closePlace() {
    opened.forEach(Relay::close);
    if (place != null) {
      place.close();
    }
  }

  private RelayUnderTest place() {
    return Objects.requireNonNull(place);
  }

  /** Opens one more relay, for one more node. */
  private Relay connect(GroupId group) {
    Relay relay = place().connect(group);
    opened.add(relay);
    return relay;
  }

  /** Puts an object as it has to be. {@return its bytes} */
  private ByteBuffer put(Relay relay, GroupId group, String name, int bytes) {
    ByteBuffer object = place().object(group, name, bytes);
    relay.putObject(name, object.duplicate());
    return object;
  }

  private static List<SealedBatch> batches(BatchLog log, int count) {
    List<SealedBatch> batches = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      batches.add(log.next(300 + 10 * index, false));
    }
    return batches;
  }

  private static void pushAll(Relay relay, List<SealedBatch> batches) {
    PushResult result = relay.push(batches);
    assertThat(result.refusal()).isNull();
    assertThat(result.accepted()).isEqualTo(batches.size());
  }

  private static Position position(SealedBatch batch) {
    return new Position(batch.sequence(), sha256(batch.bytes()));
  }

  private static byte[] sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static VersionVector upTo(SealedBatch... batches) {
    Map<OriginLog, Position> positions = new HashMap<>();
    for (SealedBatch batch : batches) {
      positions.put(batch.log(), position(batch));
    }
    return new VersionVector(positions);
  }

  /** Pulls until there is no more. {@return what came, by log and number, in order of arrival} */
  private static List<SealedBatch> pullAll(Relay relay, VersionVector have, int maxBytes) {
    List<SealedBatch> pulled = new ArrayList<>();
    Map<OriginLog, Position> positions = new HashMap<>(have.positions());
    ByteBuffer cursor = null;
    for (int page = 0; page < 1_000; page++) {
      Page next = relay.pull(new VersionVector(positions), cursor, maxBytes);
      for (SealedBatch batch : next.batches()) {
        pulled.add(batch);
        Position held = positions.getOrDefault(batch.log(), Position.START);
        if (batch.sequence() == held.sequence() + 1) {
          positions.put(batch.log(), position(batch));
        }
      }
      if (!next.hasMore()) {
        return pulled;
      }
      cursor = next.cursor();
    }
    throw new AssertionError("1,000 pages, and still more to come");
  }

  /** Each batch once, in order of arrival; repeats have to be the same bytes. */
  private static List<SealedBatch> distinct(List<SealedBatch> batches) {
    Map<String, SealedBatch> seen = new LinkedHashMap<>();
    for (SealedBatch batch : batches) {
      SealedBatch before = seen.putIfAbsent(batch.log() + "#" + batch.sequence(), batch);
      if (before != null) {
        assertThat(batch.bytes()).isEqualTo(before.bytes());
      }
    }
    return List.copyOf(seen.values());
  }

  private static void assertHolds(Relay relay, List<SealedBatch> expected) {
    assertThat(distinct(pullAll(relay, VersionVector.EMPTY, 1 << 16)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @DisplayName("relay.R01 a place without batches holds nothing and gives nothing")
  final void emptyPlacesHoldNothing() {
    Relay relay = connect(place().newGroup());
    Holding holding = relay.holding();
    assertThat(holding.head()).isEqualTo(VersionVector.EMPTY);
    assertThat(holding.floor()).isEqualTo(VersionVector.EMPTY);
    assertThat(holding.objects()).isEmpty();
    Page page = relay.pull(VersionVector.EMPTY, null, 1 << 16);
    assertThat(page.batches()).isEmpty();
    assertThat(page.hasMore()).isFalse();
  }

  @Test
  @DisplayName("relay.R02 what was pushed is held: the head is the newest batch and its hash")
  final void pushedBatchesAreHeld() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    List<SealedBatch> one = batches(place().newLog(group), 3);
    List<SealedBatch> two = batches(place().newLog(group), 1);
    pushAll(relay, one);
    pushAll(relay, two);
    assertThat(relay.holding().head()).isEqualTo(upTo(one.get(2), two.get(0)));
    assertThat(connect(group).holding().head()).isEqualTo(upTo(one.get(2), two.get(0)));
  }

  @Test
  @DisplayName("relay.R03 batches come back byte for byte, with the same header fields")
  final void batchesComeBackUnchanged() {
    GroupId group = place().newGroup();
    BatchLog log = place().newLog(group);
    List<SealedBatch> pushed =
        List.of(
            log.next(SealedBatch.MAX_BYTES, false), log.next(1_000, true), log.next(300, false));
    pushAll(connect(group), pushed);
    List<SealedBatch> pulled = distinct(pullAll(connect(group), VersionVector.EMPTY, 1 << 20));
    assertThat(pulled).containsExactlyElementsOf(pushed);
  }

  @Test
  @DisplayName("relay.R04 of one log, batches come in sequence")
  final void logsComeInSequence() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    BatchLog one = place().newLog(group);
    BatchLog two = place().newLog(group);
    for (int round = 0; round < 5; round++) {
      pushAll(relay, batches(one, 2));
      pushAll(relay, batches(two, 1));
    }
    for (int maxBytes : new int[] {1, 1_000, 1 << 20}) {
      List<SealedBatch> pulled = distinct(pullAll(connect(group), VersionVector.EMPTY, maxBytes));
      assertThat(pulled)
          .filteredOn(batch -> batch.log().equals(one.log()))
          .extracting(SealedBatch::sequence)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
      assertThat(pulled)
          .filteredOn(batch -> batch.log().equals(two.log()))
          .extracting(SealedBatch::sequence)
          .containsExactly(1L, 2L, 3L, 4L, 5L);
    }
  }

  @Test
  @DisplayName("relay.R05 pull gives, page by page, at least everything beyond what the caller has")
  final void pullGivesWhatIsMissing() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    List<SealedBatch> one = batches(place().newLog(group), 6);
    List<SealedBatch> two = batches(place().newLog(group), 3);
    pushAll(relay, one);
    pushAll(relay, two);
    assertThat(pullAll(relay, upTo(one.get(3)), 700))
        .contains(one.get(4), one.get(5), two.get(0), two.get(1), two.get(2));
    assertThat(pullAll(relay, upTo(one.get(5), two.get(1)), 700)).contains(two.get(2));
    pullAll(relay, upTo(one.get(5), two.get(2)), 700);
  }

  @Test
  @DisplayName(
      "relay.R06 a page has at most maxBytes of batches, but at least one while more is left")
  final void pagesAreBounded() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    pushAll(relay, batches(place().newLog(group), 8));
    Page tiny = relay.pull(VersionVector.EMPTY, null, 1);
    assertThat(tiny.batches()).hasSize(1);
    assertThat(tiny.hasMore()).isTrue();
    Page some = relay.pull(VersionVector.EMPTY, null, 1_500);
    assertThat(some.batches()).isNotEmpty();
    if (some.batches().size() > 1) {
      assertThat(some.batches().stream().mapToInt(SealedBatch::length).sum())
          .isLessThanOrEqualTo(1_500);
    }
    assertThat(some.hasMore()).isTrue();
  }

  @Test
  @DisplayName("relay.R07 pushing what is there already succeeds and changes nothing")
  final void pushingAgainIsFine() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    BatchLog log = place().newLog(group);
    List<SealedBatch> pushed = batches(log, 3);
    pushAll(relay, pushed);
    pushAll(relay, pushed);
    pushAll(relay, pushed.subList(1, 2));
    List<SealedBatch> more = new ArrayList<>(pushed);
    more.addAll(batches(log, 2));
    pushAll(connect(group), more);
    assertHolds(relay, more);
  }

  @Test
  @DisplayName("relay.R08 behind a gap nothing is accepted; the refusal tells what is held")
  final void gapsAreRefused() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    List<SealedBatch> log = batches(place().newLog(group), 5);
    pushAll(relay, log.subList(0, 1));
    PushResult result = relay.push(List.of(log.get(1), log.get(3), log.get(4)));
    assertThat(result.accepted()).isEqualTo(1);
    PushResult.Refused refused = Objects.requireNonNull(result.refusal());
    assertThat(refused.reason()).isEqualTo(PushResult.Reason.GAP);
    assertThat(refused.expected()).isEqualTo(position(log.get(1)));
    assertHolds(relay, log.subList(0, 2));
    pushAll(relay, log.subList(2, 5));
    assertHolds(relay, log);
  }

  @Test
  @DisplayName("relay.R09 a second batch of one number is refused as FORK; the first one stays")
  final void forksAreRefused() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    BatchLog log = place().newLog(group);
    SealedBatch first = log.next(400, false);
    SealedBatch second = log.next(400, false);
    SealedBatch other = log.fork();
    pushAll(relay, List.of(first, second));
    PushResult result = relay.push(List.of(other));
    assertThat(result.accepted()).isZero();
    assertThat(Objects.requireNonNull(result.refusal()).reason()).isEqualTo(PushResult.Reason.FORK);
    assertThat(Objects.requireNonNull(result.refusal()).expected()).isEqualTo(position(second));
    assertHolds(relay, List.of(first, second));
  }

  @Test
  @DisplayName("relay.R10 nodes forward each other's batches: who pushes need not be who wrote")
  final void anyoneForwards() {
    GroupId group = place().newGroup();
    List<SealedBatch> one = batches(place().newLog(group), 2);
    List<SealedBatch> two = batches(place().newLog(group), 2);
    List<SealedBatch> mixed = List.of(two.get(0), one.get(0), one.get(1), two.get(1));
    pushAll(connect(group), mixed);
    assertHolds(connect(group), mixed);
  }

  @Test
  @DisplayName("relay.R11 groups are apart")
  final void groupsAreApart() {
    GroupId mine = place().newGroup();
    GroupId theirs = place().newGroup();
    List<SealedBatch> pushed = batches(place().newLog(mine), 2);
    Relay relay = connect(mine);
    pushAll(relay, pushed);
    put(relay, mine, "snapshot-mine", 1);
    Relay other = connect(theirs);
    assertThat(other.holding().head()).isEqualTo(VersionVector.EMPTY);
    assertThat(other.holding().objects()).isEmpty();
    assertThat(other.getObject("snapshot-mine", 0, 10)).isNull();
    assertHolds(other, List.of());
    assertHolds(relay, pushed);
  }

  @Test
  @DisplayName("relay.R12 what push accepted is durable")
  final void acceptedIsDurable() {
    GroupId group = place().newGroup();
    List<SealedBatch> log = batches(place().newLog(group), 3);
    Relay relay = connect(group);
    pushAll(relay, log);
    ByteBuffer object = put(relay, group, "key-1", 3);
    place().restart();
    Relay after = connect(group);
    assertThat(after.holding().head()).isEqualTo(upTo(log.get(2)));
    assertHolds(after, log);
    assertThat(after.getObject("key-1", 0, 1 << 20)).isEqualTo(object);
  }

  @Test
  @DisplayName(
      "relay.R13 a cursor is only a hint: without it, or with an old one, nothing is missed")
  final void cursorsAreHints() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    BatchLog log = place().newLog(group);
    BatchLog late = place().newLog(group);
    List<SealedBatch> batches = batches(log, 6);
    pushAll(relay, batches.subList(0, 4));
    ByteBuffer old = relay.pull(VersionVector.EMPTY, null, 700).cursor();
    ByteBuffer end = relay.pull(VersionVector.EMPTY, null, 1 << 20).cursor();
    List<SealedBatch> more = batches(late, 2);
    pushAll(relay, batches.subList(4, 6));
    pushAll(relay, more);
    for (ByteBuffer cursor : new ByteBuffer[] {null, old, end}) {
      List<SealedBatch> pulled = new ArrayList<>();
      VersionVector have = VersionVector.EMPTY;
      Page page = relay.pull(have, cursor, 1 << 20);
      pulled.addAll(page.batches());
      pulled.addAll(pullAll(relay, have, 1 << 20));
      assertThat(pulled).containsAll(batches).containsAll(more);
    }
    Relay another = connect(group);
    assertThat(pullFrom(another, old)).containsAll(batches).containsAll(more);
  }

  /** A cursor of one relay, given to another, and then forgotten. */
  private static List<SealedBatch> pullFrom(Relay relay, @Nullable ByteBuffer cursor) {
    List<SealedBatch> pulled =
        new ArrayList<>(relay.pull(VersionVector.EMPTY, cursor, 1 << 20).batches());
    pulled.addAll(pullAll(relay, VersionVector.EMPTY, 1 << 20));
    return pulled;
  }

  @Test
  @DisplayName("relay.R14 objects are kept whole and read in pieces; null where there is none")
  final void objectsAreKept() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    ByteBuffer bytes = put(relay, group, "chunk-0.a_b", 100_000);
    int length = bytes.remaining();
    Relay reader = connect(group);
    ByteBuffer whole = ByteBuffer.allocate(length);
    ByteBuffer piece = Objects.requireNonNull(reader.getObject("chunk-0.a_b", 0, 30_000));
    while (piece.hasRemaining()) {
      assertThat(piece.remaining()).isEqualTo(Math.min(30_000, whole.remaining()));
      whole.put(piece);
      piece = Objects.requireNonNull(reader.getObject("chunk-0.a_b", whole.position(), 30_000));
    }
    assertThat(whole.flip()).isEqualTo(bytes);
    assertThat(Objects.requireNonNull(reader.getObject("chunk-0.a_b", length - 1, 10)).remaining())
        .isOne();
    assertThat(reader.getObject("chunk-1", 0, 10)).isNull();
  }

  @Test
  @DisplayName(
      "relay.R20 objects asked for together come in order, up to the first that is not there")
  final void objectsAskedForTogether() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    List<ByteBuffer> put = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int index = 0; index < 31; index++) {
      names.add("small-" + index);
      put.add(put(relay, group, names.get(index), 10 + 100 * index));
    }
    Relay reader = connect(group);
    assertThat(reader.getObjects(names, 1 << 18)).isEqualTo(put);
    names.add("small-none");
    assertThat(reader.getObjects(names, 1 << 18)).isEqualTo(put);
    names.add(3, "small-neither");
    names.remove(30);
    assertThat(reader.getObjects(names, 1 << 18)).isEqualTo(put.subList(0, 3));
    assertThat(reader.getObjects(names.subList(3, 6), 1 << 18)).isEmpty();
    assertThat(reader.getObjects(List.of(), 1 << 18)).isEmpty();
    ByteBuffer start = put.get(2).duplicate().limit(5);
    assertThat(reader.getObjects(List.of("small-2"), 5)).containsExactly(start);
  }

  @Test
  @DisplayName("relay.R15 an object that is there is left alone, whatever is put")
  final void objectsDoNotChange() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    ByteBuffer first = put(relay, group, "name", 2);
    ByteBuffer second = put(relay, group, "name", 3);
    ByteBuffer third = put(connect(group), group, "name", 1);
    assertThat(first).isNotEqualTo(second).isNotEqualTo(third);
    assertThat(relay.getObject("name", 0, 1 << 20)).isEqualTo(first);
  }

  @Test
  @DisplayName(
      "relay.R16 holding lists the objects named snapshot-..., the newest first, no others")
  final void manifestsAreListed() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    for (String name : List.of("snapshot-b", "chunk-1", "snapshot-a", "snapshot-b")) {
      put(relay, group, name, 1);
    }
    assertThat(connect(group).holding().objects()).containsExactly("snapshot-a", "snapshot-b");
  }

  @Test
  @DisplayName("relay.R17 onMore wakes others after a push, until it is closed; or it returns null")
  final void pushesWakeOthers() throws Exception {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    BatchLog log = place().newLog(group);
    Semaphore woken = new Semaphore(0);
    Relay waiting = connect(group);
    AutoCloseable registration = waiting.onMore(woken::release);
    Assumptions.assumeTrue(registration != null, "this relay is polled");
    try (AutoCloseable open = Objects.requireNonNull(registration)) {
      assertThat(open).isNotNull();
      for (int round = 0; round < 3; round++) {
        woken.drainPermits();
        pushAll(relay, batches(log, 1));
        assertThat(woken.tryAcquire(place().wakePatienceMillis(), TimeUnit.MILLISECONDS)).isTrue();
      }
    }
    assertHolds(waiting, distinct(pullAll(relay, VersionVector.EMPTY, 1 << 20)));
  }

  @Test
  @DisplayName("relay.R18 a caller's buffers are neither moved nor kept")
  final void buffersStayTheCallers() {
    GroupId group = place().newGroup();
    Relay relay = connect(group);
    ByteBuffer bytes = place().object(group, "slice", 2);
    int end = 1 + bytes.remaining();
    ByteBuffer object = ByteBuffer.allocate(end + 1).put((byte) 9).put(bytes.duplicate());
    relay.putObject("slice", object.position(1).limit(end));
    assertThat(object.position()).isEqualTo(1);
    assertThat(object.limit()).isEqualTo(end);
    object.put(1, (byte) ~object.get(1));
    assertThat(relay.getObject("slice", 0, 1 << 20)).isEqualTo(bytes);
    SealedBatch batch = place().newLog(group).next(300, false);
    int length = batch.length();
    pushAll(relay, List.of(batch));
    assertThat(batch.length()).isEqualTo(length);
    SealedBatch pulled = pullAll(relay, VersionVector.EMPTY, 1 << 16).get(0);
    pulled.bytes().get();
    assertThat(pulled.length()).isEqualTo(length);
  }

  @Test
  @DisplayName("relay.R19 several relays to one place, and closing one twice, disturb nobody")
  final void relaysAreIndependent() {
    GroupId group = place().newGroup();
    Relay one = connect(group);
    Relay two = connect(group);
    BatchLog log = place().newLog(group);
    List<SealedBatch> batches = batches(log, 4);
    pushAll(one, batches.subList(0, 2));
    pushAll(two, batches.subList(0, 3));
    one.close();
    one.close();
    pushAll(two, batches.subList(3, 4));
    assertHolds(two, batches);
    assertHolds(connect(group), batches);
  }
}
