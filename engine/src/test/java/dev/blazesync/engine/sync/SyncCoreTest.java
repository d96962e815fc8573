package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Existing;
import dev.blazesync.engine.codec.SnapshotManifest;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What once was wrong with a core, and faults at every single call. */
class SyncCoreTest {
  private static final TableSchema SEAT =
      TableSchema.of(
          "seat",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("place", ValueKind.INT64, false)),
          KeySchema.primary(0),
          KeySchema.unique(1));

  private long hubMillis = Device.time(8, 0);
  private final MemoryHub hub = new MemoryHub(() -> hubMillis);

  private Device device(long seed, TableSchema... tables) {
    return new Device(hub, seed, tables).at(8, 0);
  }

  private static void seat(Device device, long id, long place) {
    device.write(writer -> writer.insert("seat", number(id), number(place)));
  }

  private static List<Value> row(long... cells) {
    return java.util.Arrays.stream(cells).mapToObj(Device::number).toList();
  }

  /** {@return the manifest of a snapshot that is made now} */
  private static SnapshotManifest snapshot(Device device) {
    Replica replica = device.replica();
    replica.snapshots().begin(Device.time(9, 0));
    ByteBuffer last = ByteBuffer.allocate(0);
    String name = "";
    for (var object = replica.snapshots().next(0);
        object != null;
        object = replica.snapshots().next(0)) {
      last = object.bytes();
      name = object.name();
    }
    return java.util.Objects.requireNonNull(replica.snapshots().load(name, last));
  }

  @Test
  void aLoadEndsThoughARecordStaysParked() {
    Device a = device(1, SEAT);
    seat(a, 1, 50);
    a.start().sync();
    Device b = device(2, SEAT);
    seat(b, 2, 50);
    b.start().sync();
    assertThat(b.replica().ready()).isTrue();
    assertThat(b.replica().parked()).isEqualTo(1);
  }

  @Test
  void aSnapshotDoesNotClaimBatchesThatAreHeldAndNotMerged() {
    Device a = device(1, NOTE).insert(1, 1, 1).start().sync();
    Device b = device(2, NOTE).start().sync();
    long merged = b.replica().vector().sequence(a.replica().own());
    hubMillis = Device.time(9, 0);
    a.at(9, 0).update(1, "a", 60).sync();
    hubMillis = Device.time(8, 0);
    b.at(8, 1).sync();
    assertThat(b.replica().vector().sequence(a.replica().own())).isGreaterThan(merged);
    assertThat(b.replica().mergeWaiting()).isTrue();
    assertThat(snapshot(b).vector().sequence(a.replica().own())).isEqualTo(merged);
  }

  @Test
  void aNodeThatWasOnceBusyAndIsOfflineIsNotSteppedWithoutPause() {
    Device a = device(1, NOTE).insert(1, 1, 1).start().sync();
    a.failAfter(1, Fault.BUSY).update(1, "a", 2);
    long now = Device.time(8, 1);
    a.core().failed(0, new dev.blazesync.spi.UnavailableException("offline"), now);
    a.core().localChange();
    a.core().step(now);
    assertThat(a.core().eager(now)).isFalse();
    now = a.core().nextWakeMillis();
    while (a.core().eager(now)) {
      a.core().step(now);
    }
    a.core().step(now);
    assertThat(a.core().nextWakeMillis()).isGreaterThan(now);
  }

  @Test
  void aPullThatIsDueIsNotForgottenWhenThereIsNothingToPush() {
    Device a = device(1, NOTE).insert(1, 1, 1).start().sync();
    Device b = device(2, NOTE).start().sync();
    for (int value = 2; value < 12; value++) {
      a.update(1, "a", value).sync();
    }
    b.pagesOf(1).sync();
    assertThat(b.note(1)).isEqualTo(row(1, 11, 1));
  }

  @Test
  void anEmptyDatabaseDoesNotFoundAGroup() {
    Device empty = device(1).start().exchangeOnce().exchangeOnce();
    assertThat(empty.replica().ready()).isFalse();
    Device a = device(2, NOTE).insert(1, 1, 1).start().sync();
    empty.sync();
    assertThat(a.replica().founder()).isTrue();
    assertThat(empty.note(1)).isEqualTo(row(1, 1, 1));
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepANodeFromItsRelay() {
    Device a = device(1, NOTE).insert(1, 1, 1).start().sync();
    Device b = device(2, NOTE).start().at(11, 0);
    b.core().step(Device.time(11, 0));
    b.core().failed(0, new dev.blazesync.spi.UnavailableException("offline"), Device.time(11, 0));
    b.core().step(Device.time(11, 0));
    assertThat(b.core().step(Device.time(8, 0))).isNotEmpty();
    assertThat(a.core().synced()).isTrue();
  }

  @Test
  void aCutAboveTheBoundArrivesWhole() {
    Device a = device(1, NOTE).start().sync();
    Device b = device(2, NOTE).start().sync();
    a.write(
        writer -> {
          for (int id = 0; id < 11_000; id++) {
            writer.insert("note", number(id), number(id), number(0));
          }
        });
    a.sync();
    b.sync();
    assertThat(b.store().application().rows("note"))
        .isEqualTo(a.store().application().rows("note"))
        .hasSize(11_000);
    assertThat(b.core().synced()).isTrue();
  }

  @Test
  void aSnapshotOfManyChunksIsLoadedWhole() {
    Device a = device(1, NOTE);
    a.write(
        writer -> {
          for (int id = 0; id < 60_000; id++) {
            writer.insert("note", number(id), number(id * 7919L), number(-id));
          }
        });
    a.start().sync();
    Device b = device(2).start().sync();
    assertThat(b.store().application().rows("note"))
        .isEqualTo(a.store().application().rows("note"))
        .hasSize(60_000);
  }

  @Test
  void aFaultAtAnyCallOfAJoinLosesNothing() {
    for (Fault fault : Fault.values()) {
      for (Existing existing : Existing.values()) {
        for (int call = 1; call <= 90; call++) {
          MemoryHub fresh = new MemoryHub(() -> hubMillis);
          Device a = new Device(fresh, 1, NOTE).at(8, 0);
          a.insert(1, 1, 1).insert(3, 3, 3).start().delete(3).sync();
          Device b = new Device(fresh, 2, NOTE).at(8, 0);
          b.insert(1, 9, 9).insert(2, 2, 2).insert(3, 4, 4).start(existing);
          b.update(2, "a", 5);
          b.failAfter(call, fault).sync();
          b.update(1, "b", 7).sync();
          a.sync();
          boolean kept = existing == Existing.GROUP;
          for (Device device : List.of(a, b)) {
            String which = fault + " at call " + call + ", " + existing;
            assertThat(device.note(1)).as(which).isEqualTo(row(1, 1, 7));
            assertThat(device.note(2)).as(which).isEqualTo(kept ? row(2, 5, 2) : null);
            assertThat(device.note(3)).as(which).isEqualTo(kept ? row(3, 4, 4) : null);
            assertThat(device.core().synced()).as(which).isTrue();
          }
        }
      }
    }
  }

  @Test
  void aBusyDatabaseDoesNotPutOffGoingOnUnderANewLineage() {
    for (int call = 1; call <= 60; call++) {
      MemoryHub fresh = new MemoryHub(() -> hubMillis);
      MemoryHub other = new MemoryHub(() -> hubMillis);
      Device a = new Device(fresh, 1, NOTE).at(8, 0).insert(1, 1, 1).start().sync();
      a.copyHub(other);
      Device copy = a.copyAt(other).at(8, 1);
      a.at(8, 1).update(1, "a", 2).sync();
      copy.start().update(1, "b", 3).sync();
      Device back = copy.stop().copyAt(fresh).at(8, 2).start();
      back.failAfter(call, Fault.BUSY).sync();
      assertThat(back.replica().own()).as("busy at call %s", call).isNotEqualTo(a.replica().own());
      a.stop();
      Device b = new Device(fresh, 2, NOTE).at(8, 3).start().sync();
      assertThat(b.note(1)).as("busy at call %s", call).isEqualTo(row(1, 2, 3));
    }
  }

  @Test
  void aFaultAtAnyCallOfAnExchangeLosesNothing() {
    for (Fault fault : Fault.values()) {
      for (int call = 1; call <= 120; call++) {
        MemoryHub fresh = new MemoryHub(() -> hubMillis);
        Device a = new Device(fresh, 1, NOTE).at(8, 0).insert(1, 1, 1).start().sync();
        Device b = new Device(fresh, 2, NOTE).at(8, 0).start().sync();
        a.at(8, 1).update(1, "a", 2).insert(2, 2, 2).sync();
        b.at(8, 2).update(1, "b", 3).insert(3, 3, 3);
        b.failAfter(call, fault).sync();
        a.sync();
        for (Device device : List.of(a, b)) {
          assertThat(device.note(1)).as("%s at call %s", fault, call).isEqualTo(row(1, 2, 3));
          assertThat(device.note(2)).as("%s at call %s", fault, call).isEqualTo(row(2, 2, 2));
          assertThat(device.note(3)).as("%s at call %s", fault, call).isEqualTo(row(3, 3, 3));
        }
      }
    }
  }
}
