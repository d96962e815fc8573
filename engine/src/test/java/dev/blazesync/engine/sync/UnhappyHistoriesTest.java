package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static dev.blazesync.engine.sync.Device.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.sync.RelayRequest.Pull;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Histories found by running real databases into trouble: each once ended in a loss or a stop. */
class UnhappyHistoriesTest {
  private static final ColumnSchema ADDED = ColumnSchema.of("c", ValueKind.INT64, true);
  private static final TableSchema PHOTO =
      TableSchema.of(
          "photo",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("title", ValueKind.TEXT, true),
              ColumnSchema.of("pixels", ValueKind.BYTES, true)),
          KeySchema.primary(0));
  private static final int TOO_LARGE = 17 << 20;

  private final MemoryHub hub = new MemoryHub(() -> Device.time(12, 0));
  private final Device a = new Device(hub, 1, NOTE).at(8, 0);
  private final Device b = new Device(hub, 2, NOTE).at(8, 0);

  private void twoMembers() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    a.sync();
  }

  private static void exchange(Device... devices) {
    for (int round = 0; round < 2; round++) {
      for (Device device : devices) {
        device.sync();
      }
    }
  }

  @Test
  void anEditOfAnAddedColumnBeforeTheEngineLookedBeatsItsDefaultElsewhere() {
    twoMembers();
    a.stop();
    b.stop();
    a.store().application().addColumn("note", ADDED, number(7));
    b.store().application().addColumn("note", ADDED, number(7));
    a.at(9, 0).write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(5))));
    a.start();
    b.start();
    exchange(a, b);
    assertThat(a.note(1)).isEqualTo(b.note(1)).endsWith(number(5));
  }

  @Test
  void aRowInsertedAfterItsTableWasRebuiltTravels() {
    twoMembers();
    a.stop();
    a.store().application().rebuildTable("note");
    a.at(9, 0).insert(2, 2, 2).start();
    b.at(9, 0);
    exchange(a, b);
    assertThat(b.note(2)).isEqualTo(List.of(number(2), number(2), number(2)));
  }

  @Test
  void whatWasCarriedIsMergedThoughTheMigrationFilledManyRows() {
    twoMembers();
    a.write(
        writer -> {
          for (long id = 2; id <= 3_000; id++) {
            writer.insert("note", number(id), number(0), number(0));
          }
        });
    a.at(9, 0);
    b.at(9, 1);
    exchange(a, b);
    a.store().application().addColumn("note", ADDED, Value.NULL);
    a.work();
    a.at(9, 1).write(writer -> writer.update("note", List.of(number(1)), Map.of("c", number(5))));
    exchange(a, b);
    b.at(9, 2).store().application().addColumn("note", ADDED, Value.NULL);
    b.write(
        writer -> {
          for (long id = 1; id <= 3_000; id++) {
            writer.update("note", List.of(number(id)), Map.of("c", number(9)));
          }
        });
    exchange(b, a);
    assertThat(b.note(1)).isEqualTo(a.note(1)).endsWith(number(5));
    assertThat(b.replica().snapshots().complete()).isTrue();
  }

  @Test
  void allParkedRecordsComeBackHoweverManyTheyAre() {
    twoMembers();
    AtomicBoolean strict = new AtomicBoolean(true);
    b.store().application().addCheck("note", "few", row -> !strict.get());
    a.at(9, 0)
        .write(
            writer -> {
              for (long id = 2; id <= 1_000; id++) {
                writer.insert("note", number(id), number(0), number(0));
              }
            });
    b.at(9, 0);
    exchange(a, b);
    assertThat(b.replica().parked()).isEqualTo(999);
    strict.set(false);
    b.at(9, 1).update(1, "a", 2);
    exchange(b, a);
    assertThat(b.replica().parked()).isZero();
    assertThat(b.note(1_000)).isEqualTo(a.note(1_000)).isNotNull();
  }

  @Test
  void aRowThatIsTooLargeHoldsNobodyUpAndTravelsOnceItIsSmaller() {
    Device one = new Device(hub, 3, PHOTO).at(8, 0);
    Device two = new Device(hub, 4, PHOTO).at(8, 0);
    one.write(writer -> writer.insert("photo", number(1), text("old"), pixels(TOO_LARGE)));
    one.write(writer -> writer.insert("photo", number(2), text("fits"), pixels(1)));
    one.start().sync();
    two.start().sync();
    two.at(9, 0);
    one.at(9, 0).write(writer -> writer.insert("photo", number(3), text("new"), pixels(TOO_LARGE)));
    exchange(one, two);
    assertThat(two.store().application().rows("photo")).hasSize(1);
    assertThat(one.replica().parked()).isEqualTo(2);
    for (long id : new long[] {1, 3}) {
      one.at(10, (int) id)
          .write(
              writer -> writer.update("photo", List.of(number(id)), Map.of("pixels", pixels(2))));
    }
    two.at(10, 4);
    exchange(one, two);
    assertThat(two.store().application().row("photo", number(1)))
        .isEqualTo(ValueRow.of(number(1), text("old"), pixels(2)));
    assertThat(two.store().application().row("photo", number(3)))
        .isEqualTo(ValueRow.of(number(3), text("new"), pixels(2)));
    assertThat(one.replica().parked()).isZero();
  }

  @Test
  void aTableWithAnotherKeyHereIsCarriedAndStopsNothing() {
    TableSchema wider = TableSchema.of("photo", PHOTO.columns(), KeySchema.primary(0, 1));
    Device one = new Device(hub, 3, PHOTO, NOTE).at(8, 0);
    Device two = new Device(hub, 4, wider, NOTE).at(8, 0);
    one.write(writer -> writer.insert("photo", number(1), text("x"), pixels(1)));
    one.insert(1, 1, 1).start().sync();
    two.start();
    exchange(two, one);
    assertThat(two.note(1)).isEqualTo(one.note(1)).isNotNull();
    assertThat(two.replica().snapshots().complete()).isFalse();
  }

  @Test
  void newsThatArriveWhileAPullIsUnderWayAreNotForgotten() {
    twoMembers();
    Relay relay =
        hub.relay(
            new RelayContext(
                b.replica().group(),
                b.replica().node(),
                1 << 20,
                1_000,
                transcript -> new byte[0]));
    b.core().more(0);
    RelayRequest pull = nextPull(relay);
    var answer = pull.call(relay);
    a.update(1, "a", 9).sync();
    b.core().more(0);
    b.core().answered(0, answer);
    assertThat(nextPull(relay)).isInstanceOf(Pull.class);
  }

  /** Answers whatever else is asked before. */
  private RelayRequest nextPull(Relay relay) {
    for (int steps = 0; steps < 4; steps++) {
      RelayRequest request = b.core().step(Device.time(8, 0)).get(0).request();
      if (request instanceof Pull) {
        return request;
      }
      b.core().answered(0, request.call(relay));
      if (request instanceof RelayRequest.AskHolding) {
        b.core().more(0);
      }
    }
    throw new AssertionError("nothing is pulled");
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }

  private static Value pixels(int bytes) {
    return new Value.Bytes(new byte[bytes]);
  }
}
