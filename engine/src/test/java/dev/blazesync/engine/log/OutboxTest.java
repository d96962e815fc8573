package dev.blazesync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.log.Outbox.Taken;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final OriginLog OWN = new OriginLog(new NodeId(1, 2), 3);

  private final LogBooks books = new LogBooks();
  private Outbox outbox = new Outbox();

  private static List<Operation> operations(long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(
            id ->
                Operation.plain(
                    new OperationShape("t", List.of("id"), List.of("v")),
                    Operation.Kind.UPDATE,
                    new RecordId.Shared("t", List.of(new Value.Int64(id))),
                    new HybridTimestamp(100 + id, OWN),
                    List.of(new Value.Int64(id))))
        .toList();
  }

  private void add(long from, long to, boolean cut) {
    books.in(
        tx -> {
          outbox.add(tx, operations(from, to), cut);
          return true;
        });
  }

  private Taken take(int most) {
    return books.in(tx -> outbox.take(tx, OWN, most, Limits.CUT_BYTES));
  }

  private void reload() {
    outbox = new Outbox();
    books.in(
        tx -> {
          outbox.load(tx);
          return true;
        });
  }

  @Test
  void wholeCutsAreTakenAndAnOpenOneWaits() {
    add(0, 10, true);
    add(10, 20, false);
    assertThat(take(1_000)).isEqualTo(new Taken(operations(0, 10), true, List.of(1L)));
    assertThat(take(1_000).operations()).isEmpty();
    assertThat(outbox.openCut()).isTrue();
    add(20, 25, true);
    assertThat(take(1_000).operations()).isEqualTo(operations(10, 25));
    assertThat(outbox.operations()).isZero();
  }

  @Test
  void anEmptyDrainEndsTheCutThatIsOpen() {
    add(0, 10, false);
    add(0, 0, true);
    Taken taken = take(1_000);
    assertThat(taken.cut()).isTrue();
    assertThat(taken.operations()).isEqualTo(operations(0, 10));
  }

  @Test
  void aCutThatIsTooLargeIsTakenInParts() {
    add(0, 50, false);
    add(50, 100, false);
    Taken taken = take(60);
    assertThat(taken.cut()).isFalse();
    assertThat(taken.operations()).isEqualTo(operations(0, 100));
  }

  @Test
  void aCutThatJustFitsIsWholeAndCutsThatDoNotFitTogetherStayApart() {
    add(0, 30, false);
    add(30, 95, true);
    add(95, 135, true);
    Taken taken = take(100);
    assertThat(taken.cut()).isTrue();
    assertThat(taken.operations()).isEqualTo(operations(0, 95));
    assertThat(take(100).operations()).isEqualTo(operations(95, 135));
    add(0, 40, true);
    add(40, 110, true);
    assertThat(take(100).operations()).isEqualTo(operations(0, 40));
  }

  private void addTorn(long from, long to, boolean cut) {
    books.in(
        tx -> {
          outbox.add(tx, operations(from, to), cut, true);
          return true;
        });
  }

  @Test
  void piecesOfATornCutAreTakenBeforeItEndsAndNotWithOthers() {
    add(0, 40, true);
    addTorn(40, 60, false);
    addTorn(60, 70, false);
    assertThat(outbox.open()).isEqualTo(30);
    assertThat(take(1_000)).isEqualTo(new Taken(operations(0, 40), true, List.of(1L)));
    assertThat(outbox.enough()).isFalse();
    reload();
    assertThat(outbox.openCut()).isTrue();
    assertThat(outbox.open()).isEqualTo(30);
    Taken pieces = take(1_000);
    assertThat(pieces.operations()).isEqualTo(operations(40, 70));
    assertThat(pieces.cut()).isFalse();
    addTorn(70, 80, true);
    assertThat(outbox.open()).isZero();
    assertThat(take(1_000).cut()).isTrue();
    assertThat(outbox.operations()).isZero();
    assertThat(outbox.openCut()).isFalse();
  }

  @Test
  void whatWasThereBeforeACutWasTornGoesWithItsFirstPiece() {
    add(0, 40, false);
    addTorn(40, 2_000, false);
    assertThat(outbox.enough()).isFalse();
    addTorn(2_000, 2_100, false);
    assertThat(outbox.enough()).isTrue();
    Taken taken = take(3_000);
    assertThat(taken.operations()).isEqualTo(operations(0, 2_000));
    addTorn(2_100, 4_047, false);
    assertThat(outbox.enough()).isFalse();
    addTorn(4_047, 4_048, false);
    assertThat(outbox.enough()).isTrue();
  }

  @Test
  void whatIsReadAgainIsWhatWasThere() {
    add(0, 10, true);
    add(10, 20, false);
    reload();
    assertThat(outbox.operations()).isEqualTo(20);
    assertThat(outbox.openCut()).isTrue();
    add(20, 30, true);
    assertThat(take(1_000).operations()).isEqualTo(operations(0, 30));
  }
}
