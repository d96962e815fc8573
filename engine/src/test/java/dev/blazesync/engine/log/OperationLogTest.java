package dev.blazesync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.books.OriginBook.Origin;
import dev.blazesync.engine.log.Numbering.CutPart;
import dev.blazesync.engine.log.OperationLog.Appended;
import dev.blazesync.engine.log.OperationLog.Logged;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.VersionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OperationLogTest {
  private static final Group.Founded FOUNDED = Group.founded(1);
  private static final GroupId GROUP = FOUNDED.group().membership.group();
  private static final OriginLog X = new OriginLog(FOUNDED.admin().nodeId(), 1);
  private static final OriginLog Y = new OriginLog(FOUNDED.admin().nodeId(), 2);

  private final LogBooks books = new LogBooks();
  private OperationLog log = new OperationLog(books.books.origins());

  /** A chain of batches with one operation each. */
  private static List<SealedBatch> chain(OriginLog origin, int length, String content) {
    List<SealedBatch> batches = new ArrayList<>();
    Position position = Position.START;
    for (int number = 0; number < length; number++) {
      Operation operation =
          Operation.plain(
              new OperationShape("t", List.of("id"), List.of("v")),
              Operation.Kind.UPDATE,
              new RecordId.Shared("t", List.of(new Value.Int64(number))),
              new HybridTimestamp(100 + number, origin),
              List.of(new Value.Text(content)));
      SealedBatch batch =
          Numbering.seal(
                  FOUNDED.group().sealer(FOUNDED.admin()),
                  origin,
                  position,
                  List.of(operation),
                  CutPart.of(1, true))
              .get(0)
              .batch();
      position = new Position(batch.sequence(), SealedHeader.hash(batch.bytes()));
      batches.add(batch);
    }
    return batches;
  }

  private Appended append(SealedBatch batch) {
    return append(List.of(batch)).get(0);
  }

  private List<Appended> append(List<SealedBatch> batches) {
    return books.in(tx -> log.append(tx, batches.stream().map(Numbered::closed).toList(), false));
  }

  private List<Logged> beyond(VersionVector head, long after, int maxBytes) {
    return books.in(tx -> log.beyond(tx, head, after, maxBytes));
  }

  private VersionVector upTo(OriginLog origin, long sequence) {
    return new VersionVector(Map.of(origin, new Position(sequence, new byte[Position.HASH_BYTES])));
  }

  @Test
  void onlyTheNextOfAChainIsAppended() {
    List<SealedBatch> chain = chain(X, 3, "one");
    List<SealedBatch> other = chain(X, 3, "other");
    assertThat(append(chain.get(1))).isEqualTo(Appended.GAP);
    assertThat(append(chain.get(0))).isEqualTo(Appended.NEW);
    assertThat(append(chain.get(0))).isEqualTo(Appended.KNOWN);
    assertThat(append(chain.get(2))).isEqualTo(Appended.GAP);
    assertThat(append(other.get(1))).isEqualTo(Appended.FORK);
    assertThat(append(chain.get(1))).isEqualTo(Appended.NEW);
    assertThat(log.end()).isEqualTo(2);
  }

  @Test
  void manyAtOnceAreAppendedAsOneByOne() {
    List<SealedBatch> x = chain(X, 4, "x");
    List<SealedBatch> y = chain(Y, 2, "y");
    List<SealedBatch> other = chain(X, 4, "other");
    assertThat(
            append(
                List.of(x.get(0), y.get(0), x.get(1), x.get(1), other.get(2), y.get(1), x.get(3))))
        .containsExactly(
            Appended.NEW,
            Appended.NEW,
            Appended.NEW,
            Appended.KNOWN,
            Appended.FORK,
            Appended.NEW,
            Appended.GAP);
    assertThat(beyond(VersionVector.EMPTY, 0, Integer.MAX_VALUE).stream().map(Logged::batch))
        .containsExactly(x.get(0), y.get(0), x.get(1), y.get(1));
    assertThat(books.books.origins().held(X)).isEqualTo(Numbered.closed(x.get(1)).position());
    books.reload();
    assertThat(books.books.origins().held(Y)).isEqualTo(Numbered.closed(y.get(1)).position());
  }

  @Test
  void ownBatchesAreInTheDataAlready() {
    List<Numbered> own = chain(X, 2, "x").stream().map(Numbered::closed).toList();
    books.in(tx -> log.append(tx, own, true));
    append(chain(Y, 2, "y"));
    assertThat(Objects.requireNonNull(books.books.origins().find(X)).merged()).isEqualTo(2);
    assertThat(Objects.requireNonNull(books.books.origins().find(Y)).merged()).isZero();
  }

  @Test
  void anEnvelopeThatLiesIsRefused() {
    SealedBatch batch = chain(X, 1, "one").get(0);
    SealedBatch lie = new SealedBatch(GROUP, Y, batch.sequence(), false, batch.bytes());
    assertThatThrownBy(() -> append(lie)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void itServesWhatAnotherLacksInLogOrder() {
    List<SealedBatch> x = chain(X, 3, "x");
    List<SealedBatch> y = chain(Y, 2, "y");
    List.of(x.get(0), y.get(0), x.get(1), y.get(1), x.get(2)).forEach(this::append);
    assertThat(beyond(upTo(X, 1), 0, Integer.MAX_VALUE).stream().map(Logged::position))
        .containsExactly(2L, 3L, 4L, 5L);
    assertThat(beyond(upTo(X, 1), 3, Integer.MAX_VALUE).stream().map(Logged::position))
        .containsExactly(4L, 5L);
    assertThat(beyond(VersionVector.EMPTY, 0, 1)).hasSize(1);
    assertThat(books.<Long>in(tx -> log.firstBeyond(tx, upTo(X, 3)))).isEqualTo(1);
    assertThat(books.<Long>in(tx -> log.firstBeyond(tx, books.books.origins().vector())))
        .isEqualTo(5);
    Origin origin = Objects.requireNonNull(books.books.origins().find(Y));
    assertThat(books.<SealedBatch>in(tx -> log.read(tx, origin, 2))).isEqualTo(y.get(1));
  }

  @Test
  void theEndIsFoundWhenItIsReadAgain() {
    for (int length = 0; length <= 40; length++) {
      LogBooks fresh = new LogBooks();
      OperationLog written = new OperationLog(fresh.books.origins());
      chain(X, length, "x")
          .forEach(
              batch -> fresh.in(tx -> written.append(tx, List.of(Numbered.closed(batch)), false)));
      fresh.reload();
      OperationLog read = new OperationLog(fresh.books.origins());
      fresh.in(
          tx -> {
            read.load(tx);
            return true;
          });
      assertThat(read.end()).isEqualTo(length);
    }
  }
}
