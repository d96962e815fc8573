package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static dev.blazesync.engine.evil.Lab.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.SealedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A device that was removed writes on, and a hub helps it. */
class RemovedWriterTest {
  private final Lab lab = new Lab(51);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();
  private final Honest c = lab.honest();
  private final Mallory mallory = lab.mallory();

  RemovedWriterTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    c.start().sync();
    lab.exchange(a, b, c);
  }

  /** These devices are given batches beside those of the log. */
  private void smuggle(List<SealedBatch> batches, Honest... to) {
    List<NodeId> nodes = List.of(to).stream().map(Honest::node).toList();
    lab.hub.pages =
        (node, truth) -> {
          if (!nodes.contains(node)) {
            return truth;
          }
          List<SealedBatch> more = new ArrayList<>(truth.batches());
          more.addAll(batches);
          return new Page(more, truth.hasMore(), truth.cursor());
        };
  }

  @Test
  void whatItWritesAfterwardsIsNotTakenByWhoKnows() {
    lab.hub.push(mallory.write(mallory.insert(2, 2, 2)));
    lab.exchange(a, b, c);
    Position cut = mallory.at();
    lab.remove(mallory.node(), Map.of(7L, cut));
    lab.exchange(a, b, c);
    SealedBatch late = mallory.write(mallory.insert(3, 3, 3));
    SealedBatch other = mallory.again(8).write(mallory.insert(4, 4, 4));
    smuggle(List.of(late, other), a, b, c);
    lab.exchange(a, b, c);
    assertAlike(a, b, c);
    assertThat(b.note(2)).isNotNull();
    assertThat(b.note(3)).isNull();
    assertThat(b.note(4)).isNull();
    assertTold(b, "does not count");
  }

  @Test
  void whatItDatesBackIsNotTakenByWhoKnows() {
    lab.hub.push(mallory.write(mallory.insert(2, 2, 2)));
    lab.exchange(a, b, c);
    var early = mallory.now();
    lab.remove(mallory.node(), Map.of(7L, mallory.at()));
    lab.millis += 3_600_000;
    lab.exchange(a, b, c);
    smuggle(List.of(mallory.write(mallory.insert(3, 3, 3, early))), a, b, c);
    lab.exchange(a, b, c);
    assertThat(c.note(3)).isNull();
    assertAlike(a, b, c);
  }

  @Test
  void whatOneHadMergedBeforeItKnewBecomesEverybodys() {
    lab.hub.push(mallory.write(mallory.insert(2, 2, 2)));
    lab.exchange(a, b, c);
    Position cut = mallory.at();
    SealedBatch late = mallory.write(mallory.insert(3, 3, 3), mallory.update(2, "a", number(9)));
    smuggle(List.of(late), b);
    lab.exchange(b);
    assertThat(b.note(3)).isNotNull();
    lab.hub.repent();
    lab.remove(mallory.node(), Map.of(7L, cut));
    lab.exchange(a, b, c);
    assertAlike(a, b, c);
    assertThat(a.note(3)).isNotNull();
  }

  @Test
  void aCutOffInTheMiddleOfAPayloadIsLearnt() {
    List<SealedBatch> parts =
        mallory.fragments(3, mallory.insert(2, 2, 2), mallory.insert(3, 3, 3));
    lab.hub.push(parts.get(0), parts.get(1));
    lab.exchange(a, c);
    smuggle(List.of(parts.get(2)), b);
    lab.exchange(b);
    assertThat(b.note(3)).isNotNull();
    lab.hub.repent();
    lab.remove(mallory.node(), Map.of(7L, position(parts.get(1))));
    lab.exchange(a, b, c);
    assertThat(b.replica().roster().length()).isEqualTo(lab.membership().length());
    assertAlike(a, b, c);
  }

  static Position position(SealedBatch batch) {
    return new Position(
        batch.sequence(), dev.blazesync.engine.seal.SealedHeader.hash(batch.bytes()));
  }

  @Test
  void aCutOffInTheMiddleOfACutLeavesEverybodyAlike() {
    SealedBatch first = mallory.part(false, mallory.insert(2, 2, 2));
    SealedBatch second = mallory.part(true, mallory.insert(3, 3, 3));
    lab.hub.push(first);
    lab.exchange(a, c);
    smuggle(List.of(second), b);
    lab.exchange(b);
    assertThat(b.note(2)).isNotNull();
    lab.hub.repent();
    lab.remove(mallory.node(), Map.of(7L, position(first)));
    lab.exchange(a, b, c);
    assertAlike(a, b, c);
  }

  @Test
  void anotherHistoryBelowTheCutOffIsNotMergedByWhoKnows() {
    Mallory liar = mallory.fork();
    lab.hub.push(
        mallory.write(mallory.insert(2, 2, 2)),
        mallory.write(mallory.insert(3, 3, 3)),
        mallory.write(mallory.insert(4, 4, 4)));
    Honest late = lab.honest();
    late.start();
    lab.hub.pages =
        (to, truth) -> to.equals(late.node()) ? new Page(List.of(), false, null) : truth;
    lab.exchange(a, b, c, late);
    lab.remove(mallory.node(), Map.of(7L, mallory.at()));
    lab.exchange(a, b, c, late);
    assertThat(late.replica().roster().length()).isEqualTo(lab.membership().length());
    SealedBatch forged = liar.write(liar.insert(9, 9, 9));
    lab.hub.pages =
        (to, truth) -> to.equals(late.node()) ? new Page(List.of(forged), false, null) : truth;
    lab.exchange(late);
    lab.hub.repent();
    lab.exchange(a, b, c, late);
    assertThat(late.note(9)).isNull();
    assertAlike(a, b, c, late);
  }

  @Test
  void anotherHistoryBelowTheCutOffThatWasMergedBeforeEndsAlike() {
    lab.hub.push(mallory.write(mallory.insert(2, 2, 2)));
    lab.exchange(a, b, c);
    Mallory liar = mallory.fork();
    lab.hub.push(mallory.write(mallory.insert(3, 3, 3)), mallory.write(mallory.insert(4, 4, 4)));
    SealedBatch forged = liar.write(liar.insert(9, 9, 9));
    lab.hub.pages =
        (to, truth) -> to.equals(b.node()) ? new Page(List.of(forged), false, null) : truth;
    lab.exchange(a, b, c);
    assertThat(b.note(9)).isNotNull();
    lab.hub.repent();
    lab.remove(mallory.node(), Map.of(7L, mallory.at()));
    lab.exchange(a, b, c);
    assertTold(b, "two histories");
    assertAlike(a, b, c);
  }

  @Test
  void aSnapshotThatHoldsMoreThanTheCutOffLeavesNewcomersAlike() {
    lab.hub.push(mallory.write(mallory.insert(2, 2, 2)));
    lab.exchange(a, b, c);
    Position cut = mallory.at();
    SealedBatch late = mallory.write(mallory.insert(3, 3, 3));
    smuggle(List.of(late), b);
    lab.exchange(b);
    lab.hub.repent();
    b.replica().snapshots().begin(lab.millis);
    for (var object = b.replica().snapshots().next(lab.millis);
        object != null;
        object = b.replica().snapshots().next(lab.millis)) {
      lab.hub.put(object.name(), object.bytes());
    }
    // b is lost for ever
    lab.remove(mallory.node(), Map.of(7L, cut));
    Honest newcomer = lab.honest();
    newcomer.start();
    lab.exchange(a, c, newcomer);
    assertAlike(a, c, newcomer);
  }
}
