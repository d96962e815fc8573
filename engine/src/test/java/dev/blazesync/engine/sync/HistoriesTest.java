package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.Existing;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Histories that a sync must get right, each told from the first edit to what is seen. */
class HistoriesTest {
  private long hubMillis = Device.time(8, 0);
  private final MemoryHub hub = new MemoryHub(() -> hubMillis);
  private final Device a = new Device(hub, 1, NOTE).at(8, 0);
  private final Device b = new Device(hub, 2, NOTE).at(8, 0);
  private final Device c = new Device(hub, 3, NOTE).at(8, 0);

  private static List<Value> row(long... cells) {
    return java.util.Arrays.stream(cells).mapToObj(Device::number).toList();
  }

  private void at(int hour, int minute, Device... devices) {
    hubMillis = Device.time(hour, minute);
    for (Device device : devices) {
      device.at(hour, minute);
    }
  }

  /** A founded the group with note 1 = (1, 1, 1), B joined. */
  private void twoMembers() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    a.sync();
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
  }

  private void exchange(Device... devices) {
    for (int round = 0; round < 2; round++) {
      for (Device device : devices) {
        device.sync();
      }
    }
  }

  @Test
  void anEditMadeOfflineAtTenLosesToOneOfElevenThoughItIsDrainedAtTwelve() {
    twoMembers();
    a.stop();
    a.at(10, 0).update(1, "a", 10);
    b.at(11, 0).update(1, "a", 11);
    a.at(12, 0).update(1, "b", 12);
    at(12, 1, a, b);
    a.start();
    exchange(b, a, b);
    assertThat(a.note(1)).isEqualTo(row(1, 11, 12));
    assertThat(b.note(1)).isEqualTo(row(1, 11, 12));
  }

  @Test
  void theLaterWallTimeWinsWhicheverArrivesFirst() {
    twoMembers();
    a.at(9, 0).update(1, "a", 9);
    b.at(10, 0).update(1, "a", 10);
    at(10, 1, a, b);
    exchange(b, a);
    assertThat(a.note(1)).isEqualTo(row(1, 10, 1));
    b.at(11, 0).update(1, "a", 11);
    a.at(12, 0).update(1, "a", 12);
    at(12, 1, a, b);
    exchange(b, a);
    assertThat(b.note(1)).isEqualTo(row(1, 12, 1));
    assertThat(a.note(1)).isEqualTo(row(1, 12, 1));
  }

  @Test
  void editsOfDifferentColumnsAreBothKept() {
    twoMembers();
    a.at(9, 0).update(1, "a", 5);
    b.at(9, 1).update(1, "b", 6);
    at(9, 2, a, b);
    exchange(a, b);
    assertThat(a.note(1)).isEqualTo(row(1, 5, 6));
    assertThat(b.note(1)).isEqualTo(row(1, 5, 6));
  }

  @Test
  void replaceThenDeleteBetweenTwoDrainsTravelsAsADelete() {
    twoMembers();
    at(9, 0, a, b);
    a.write(
        writer -> {
          writer.replace("note", number(1), number(7), number(7));
          writer.delete("note", number(1));
        });
    exchange(a, b);
    assertThat(b.note(1)).isNull();
  }

  @Test
  void replaceIsAnUpdateToTheOthers() {
    twoMembers();
    at(9, 0, a, b);
    b.update(1, "b", 6);
    at(9, 1, a, b);
    a.write(writer -> writer.replace("note", number(1), number(7), number(1)));
    exchange(a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 7, 1));
    assertThat(a.note(1)).isEqualTo(row(1, 7, 1));
  }

  @Test
  void aDeleteBeatsAnEditThatDidNotKnowOfItInBothOrders() {
    for (boolean deleteFirst : new boolean[] {true, false}) {
      MemoryHub fresh = new MemoryHub(() -> hubMillis);
      Device one = new Device(fresh, 1, NOTE).at(8, 0).insert(1, 1, 1).start().sync();
      Device two = new Device(fresh, 2, NOTE).at(8, 0).start().sync();
      one.at(9, 0).delete(1);
      two.at(10, 0).update(1, "a", 2);
      at(10, 1, one, two);
      exchange(deleteFirst ? new Device[] {one, two} : new Device[] {two, one});
      assertThat(one.note(1)).isNull();
      assertThat(two.note(1)).isNull();
    }
  }

  @Test
  void aRowInsertedAgainAfterItsDeleteIsAliveEverywhere() {
    twoMembers();
    at(9, 0, a, b);
    a.delete(1);
    exchange(a, b);
    at(9, 1, a, b);
    b.insert(1, 4, 4);
    exchange(b, a);
    assertThat(a.note(1)).isEqualTo(row(1, 4, 4));
  }

  @Test
  void aRowInsertedAndDeletedAroundASnapshotLeavesNoGhost() {
    a.start().sync();
    a.at(9, 0).insert(5, 5, 5);
    // a second hub has no snapshot: making one drains the insert
    a.replica().snapshots().begin(Device.time(9, 0));
    while (a.replica().snapshots().next(Device.time(9, 0)) != null) {}
    a.at(9, 1).delete(5);
    at(9, 2, a, b);
    a.sync();
    b.start().sync();
    assertThat(b.note(5)).isNull();
  }

  @Test
  void anEditMadeOfflineBeforeANewcomerJoinsShowsThereToo() {
    a.insert(1, 1, 1).start().sync();
    c.start().sync();
    c.at(9, 0).update(1, "a", 3);
    at(10, 0, a, b, c);
    b.start().sync();
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    exchange(c, b);
    assertThat(b.note(1)).isEqualTo(row(1, 3, 1));
    a.sync();
    assertThat(a.note(1)).isEqualTo(row(1, 3, 1));
  }

  @Test
  void anEditedSettingSurvivesThatBothDevicesMadeTheRow() {
    a.insert(1, 0, 0).start().sync();
    a.at(9, 0).update(1, "a", 42);
    a.sync();
    at(10, 0, a, b);
    b.insert(1, 0, 0).start().sync();
    exchange(a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 42, 0));
    assertThat(a.note(1)).isEqualTo(row(1, 42, 0));
  }

  @Test
  void rowsOfANewcomerGiveWayAreKeptAsideOrTravel() {
    a.insert(1, 1, 1).start().sync();
    b.insert(1, 9, 9).insert(2, 2, 2).start().sync();
    exchange(a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    assertThat(b.losers()).containsExactly(ValueRow.of(row(1, 9, 9)));
    assertThat(a.note(2)).isEqualTo(row(2, 2, 2));
  }

  @Test
  void aNewcomerThatReplacesHasOnlyTheGroupsRows() {
    a.insert(1, 1, 1).start().sync();
    b.insert(1, 9, 9).insert(2, 2, 2).start(Existing.REPLACE).sync();
    exchange(a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    assertThat(b.note(2)).isNull();
    assertThat(a.note(2)).isNull();
    assertThat(b.losers())
        .containsExactlyInAnyOrder(ValueRow.of(row(1, 9, 9)), ValueRow.of(row(2, 2, 2)));
  }

  @Test
  void whatHappenedToARowBeforeItsDatabaseJoinedIsNothingToTheGroup() {
    a.insert(1, 1, 1).start().sync();
    b.insert(1, 1, 1).insert(2, 2, 2).start();
    b.at(9, 0).delete(1).update(2, "a", 3);
    at(9, 1, a, b);
    b.sync();
    exchange(a, b);
    assertThat(a.note(1)).isEqualTo(row(1, 1, 1));
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    assertThat(a.note(2)).isEqualTo(row(2, 3, 2));
  }

  @Test
  void anEditAfterOneFromAFastClockStillWinsOnceThatClockIsCorrected() {
    twoMembers();
    c.start().sync();
    // both clocks are an hour ahead: they understand each other, but no hub takes it yet
    hubMillis = Device.time(10, 0);
    a.at(10, 0).update(1, "a", 60);
    a.sync();
    c.at(10, 0).sync();
    assertThat(c.note(1)).isEqualTo(row(1, 60, 1));
    hubMillis = Device.time(9, 0);
    c.at(9, 1).update(1, "a", 61);
    c.sync();
    at(10, 0, a, b, c);
    exchange(a, b, c);
    assertThat(a.note(1)).isEqualTo(row(1, 61, 1));
    assertThat(b.note(1)).isEqualTo(row(1, 61, 1));
  }

  @Test
  void aNodeFarAheadPushesNothingAndSaysSo() {
    twoMembers();
    a.at(9, 30).update(1, "a", 60);
    hubMillis = Device.time(8, 30);
    b.at(8, 30);
    a.sync();
    b.sync();
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    assertThat(a.notices()).anyMatch(notice -> notice.contains("60 minutes ahead"));
    at(8, 31, a, b);
    exchange(a, b);
    assertThat(b.notices()).anyMatch(notice -> notice.contains("wait for it"));
    at(9, 26, a, b);
    exchange(a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 60, 1));
  }

  @Test
  void aBatchFromTheFutureWaitsAndDoesNotMoveTheClock() {
    twoMembers();
    hubMillis = Device.time(9, 0);
    a.at(9, 0).update(1, "a", 60);
    a.sync();
    hubMillis = Device.time(8, 0);
    b.at(8, 1).sync();
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    assertThat(b.core().nextWakeMillis()).isLessThanOrEqualTo(Device.time(8, 55) + 1);
    b.at(8, 2).update(1, "b", 2);
    b.at(8, 56);
    exchange(b);
    assertThat(b.note(1)).isEqualTo(row(1, 60, 2));
  }

  @Test
  void aRealEditBeatsWhatAMigrationFilledInLater() {
    twoMembers();
    ColumnSchema added = ColumnSchema.of("c", ValueKind.INT64, true);
    a.store().application().addColumn("note", added, Value.NULL);
    a.at(9, 0).work();
    a.at(9, 1).write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(5))));
    at(10, 0, a, b);
    a.sync();
    b.store().application().addColumn("note", added, number(0));
    b.write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(1))));
    exchange(b, a);
    assertThat(a.note(1)).isEqualTo(row(1, 1, 1, 5));
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1, 5));
  }

  @Test
  void aMigrationsFillIsNotAnEditThoughTheEngineCrashedBeforeItSawACut() {
    twoMembers();
    ColumnSchema added = ColumnSchema.of("c", ValueKind.INT64, true);
    b.stop();
    b.store().application().addColumn("note", added, Value.NULL);
    b.at(10, 0).write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(1))));
    // opens, takes in the schema, and is gone before it drains
    b.start().stop();
    a.store().application().addColumn("note", added, Value.NULL);
    a.at(9, 0).work();
    a.at(9, 1).write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(5))));
    at(10, 1, a, b);
    b.start();
    exchange(b, a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1, 5));
    assertThat(a.note(1)).isEqualTo(row(1, 1, 1, 5));
  }

  @Test
  void aColumnThisNodeLacksIsCarriedAndAppliedWhenItIsAdded() {
    twoMembers();
    ColumnSchema added = ColumnSchema.of("c", ValueKind.INT64, true);
    a.store().application().addColumn("note", added, Value.NULL);
    a.at(9, 0).work();
    a.at(9, 1).write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(5))));
    at(10, 0, a, b);
    exchange(a, b);
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1));
    b.store().application().addColumn("note", added, Value.NULL);
    b.sync();
    assertThat(b.note(1)).isEqualTo(row(1, 1, 1, 5));
  }

  @Test
  void aTableThisNodeLacksIsCarriedAndAppliedWhenItIsMade() {
    twoMembers();
    TableSchema extra =
        TableSchema.of(
            "extra",
            List.of(
                ColumnSchema.of("id", ValueKind.INT64, false),
                ColumnSchema.of("v", ValueKind.INT64, true)),
            KeySchema.primary(0));
    a.store().application().createTable(extra);
    a.at(9, 0).write(writer -> writer.insert("extra", number(1), number(2))).sync();
    at(10, 0, a, b);
    exchange(a, b);
    assertThat(b.replica().snapshots().complete()).isFalse();
    b.store().application().createTable(extra);
    b.sync();
    assertThat(b.store().application().row("extra", number(1))).isEqualTo(ValueRow.of(row(1, 2)));
    assertThat(b.replica().snapshots().complete()).isTrue();
  }

  @Test
  void aTransactionOfThreeRowsIsNeverHalfThere() {
    twoMembers();
    at(9, 0, a, b);
    a.write(
        writer -> {
          for (int id = 10; id < 13; id++) {
            writer.insert("note", number(id), number(1), number(1));
          }
        });
    a.sync();
    b.sync();
    assertThat(b.note(10)).isNotNull();
    assertThat(b.note(11)).isNotNull();
    assertThat(b.note(12)).isNotNull();
  }

  @Test
  void aBacklogDrainedInSeveralPiecesKeepsTheTimesItWasCapturedAt() {
    twoMembers();
    int rows = 1_000;
    at(8, 10, a, b);
    a.write(
        writer -> {
          for (int id = 100; id < 100 + rows; id++) {
            writer.insert("note", number(id), number(0), number(0));
          }
        });
    exchange(a, b);
    a.stop();
    // the newest edit has the lowest key, so that it is drained first
    for (int id = 100 + rows - 1; id >= 100; id--) {
      a.at(9, (100 + rows - 1 - id) / 20).update(id, "a", 9);
    }
    for (int id = 100; id < 100 + rows; id += 100) {
      b.at(9, 30).update(id, "a", 930);
    }
    at(12, 0, a, b);
    a.start();
    exchange(a, b);
    for (int id = 100; id < 100 + rows; id += 100) {
      boolean laterAtA = (100 + rows - 1 - id) / 20 > 30;
      long expected = laterAtA ? 9 : 930;
      assertThat(a.note(id)).isEqualTo(row(id, expected, 0));
      assertThat(b.note(id)).isEqualTo(row(id, expected, 0));
    }
  }

  @Test
  void aRestoredDatabaseGetsItsLostEditsBackAndGoesOnUnderANewLineage() {
    twoMembers();
    at(9, 0, a, b);
    Device restored = a.copy();
    a.update(1, "a", 2);
    a.sync();
    at(9, 1, a, b);
    restored.at(9, 1).start();
    restored.update(1, "b", 3);
    exchange(restored, b);
    assertThat(restored.note(1)).isEqualTo(row(1, 2, 3));
    assertThat(b.note(1)).isEqualTo(row(1, 2, 3));
    assertThat(restored.notices()).anyMatch(notice -> notice.contains("restored or copied"));
  }

  @Test
  void twoCopiesOfOneDatabaseAtOnceLoseNothing() {
    twoMembers();
    at(9, 0, a, b);
    Device copy = a.copy();
    copy.at(9, 0).start().sync();
    a.update(1, "a", 2);
    copy.insert(2, 20, 20);
    // both number what they have before either hears of the other
    a.sync();
    copy.sync();
    a.update(1, "a", 3);
    copy.update(1, "b", 4);
    exchange(copy, a, b);
    for (Device device : List.of(a, b, copy)) {
      assertThat(device.note(1)).isEqualTo(row(1, 3, 4));
      assertThat(device.note(2)).isEqualTo(row(2, 20, 20));
      assertThat(device.core().synced()).isTrue();
    }
    // whoever's batch comes second to the hub
    assertThat(Stream.of(a, copy).flatMap(device -> device.notices().stream()))
        .anyMatch(notice -> notice.contains("restored or copied"));
  }

  @Test
  void aBackupRestoredWithUnsentEditsOfItsOwnSendsThemUnderItsNewLineage() {
    twoMembers();
    at(9, 0, a, b);
    Device restored = a.copy();
    a.update(1, "a", 2);
    a.sync();
    restored.at(9, 1).start();
    restored.update(1, "b", 3).work();
    restored.at(9, 2).update(1, "b", 5);
    at(9, 3, b, restored);
    exchange(restored, b);
    assertThat(restored.note(1)).isEqualTo(row(1, 2, 5));
    assertThat(b.note(1)).isEqualTo(row(1, 2, 5));
  }

  @Test
  void whatIsSentAgainDoesNotBeatWhatHasBeatenIt() {
    twoMembers();
    int hour = 9;
    for (Device first : List.of(a, b)) {
      Device second = first == a ? b : a;
      at(hour, 5, first, second);
      first.update(1, "a", hour);
      exchange(first, second);
      // a clock that is behind: one tick later than what it has seen
      second.at(hour, 4).update(1, "a", hour + 100);
      exchange(second, first);
      assertThat(first.note(1)).isEqualTo(row(1, hour + 100, 1));
      first.replica().reissue(first.replica().own(), 0, Device.time(hour, 6));
      at(hour, 7, first, second);
      exchange(first, second, first);
      assertThat(first.note(1)).isEqualTo(row(1, hour + 100, 1));
      assertThat(second.note(1)).isEqualTo(row(1, hour + 100, 1));
      hour++;
    }
  }
}
