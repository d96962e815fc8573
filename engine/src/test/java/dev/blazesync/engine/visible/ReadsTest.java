package dev.blazesync.engine.visible;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.visible.Strata.ForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How much is read: in proportion to what changed, however much there is. */
class ReadsTest {
  private static final int CUSTOMER = 0;
  private static final int ORDER = 1;
  private static final int FOLDER = 2;

  private static MemoryRecords records(int size) {
    MemoryRecords records =
        new MemoryRecords(
            Strata.of(
                3,
                List.of(new ForeignKey(ORDER, CUSTOMER), new ForeignKey(FOLDER, FOLDER)),
                Set.of(CUSTOMER, ORDER, FOLDER)));
    List<Node<Id>> nodes = new ArrayList<>();
    for (int key = 0; key < size; key++) {
      nodes.add(customer(key, "c" + key));
      nodes.add(order(key, 0));
      nodes.add(folder(key, key - 1));
    }
    records.change(nodes);
    assertThat(records.visible()).hasSize(3 * size);
    return records;
  }

  private static Node<Id> customer(int key, String email) {
    return Sample.of(new Id(CUSTOMER, key), 1).claim(0, email).node();
  }

  private static Node<Id> order(int key, int customer) {
    Sample order = Sample.of(new Id(ORDER, key), 1).claim(0, "o" + key);
    return order.refersTo(0, new Id(CUSTOMER, customer)).node();
  }

  private static Node<Id> folder(int key, int parent) {
    Sample folder = Sample.of(new Id(FOLDER, key), 1).claim(0, "f" + key);
    return (parent < 0 ? folder : folder.refersTo(0, new Id(FOLDER, parent))).node();
  }

  private static int questions(MemoryRecords records, List<Node<Id>> nodes) {
    records.questions = 0;
    records.announcements = 0;
    records.change(nodes);
    return records.questions;
  }

  @Test
  void newRecordsThatConflictWithNothing() {
    for (int size : List.of(10, 2_000)) {
      MemoryRecords records = records(size);
      List<Node<Id>> nodes = new ArrayList<>();
      for (int index = 0; index < 100; index++) {
        nodes.add(customer(size + index, "c" + (size + index)));
        nodes.add(order(size + index, 3));
        nodes.add(folder(size + index, size + index - 1));
      }
      assertThat(questions(records, nodes))
          .as("node, claim, children and referrers each; for the flips, who was visible")
          .isLessThanOrEqualTo(300 * 5);
      assertThat(records.announcements).isLessThanOrEqualTo(30);
      assertThat(records.visible()).hasSize(3 * size + 300);
    }
  }

  @Test
  void aLeafBelowALongChain() {
    for (int size : List.of(10, 2_000)) {
      MemoryRecords records = records(size);
      assertThat(questions(records, List.of(folder(size, size - 1)))).isLessThanOrEqualTo(6);
      records.questions = 0;
      records.kill(new Id(FOLDER, size));
      assertThat(records.questions).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void aParentThatStaysVisibleLeavesItsChildrenUnread() {
    MemoryRecords records = records(2_000);
    assertThat(questions(records, List.of(customer(0, "new")))).isLessThanOrEqualTo(8);
  }

  @Test
  void aNodeThatIsAsBefore() {
    MemoryRecords records = records(10);
    assertThat(questions(records, List.of(customer(0, "c0")))).isEqualTo(1);
  }

  @Test
  void oneConflictReadsItsOwnNeighbourhood() {
    MemoryRecords records = records(2_000);
    assertThat(questions(records, List.of(customer(2_000, "c7")))).isLessThanOrEqualTo(8);
    assertThat(records.verdicts.get(new Id(CUSTOMER, 2_000)).visible()).isFalse();
  }

  @Test
  void aDeadParentReadsItsChildrenInBatches() {
    MemoryRecords records = records(2_000);
    records.questions = 0;
    records.announcements = 0;
    assertThat(records.kill(new Id(CUSTOMER, 0)).vanished()).hasSize(2_001);
    assertThat(records.questions).isLessThanOrEqualTo(2_000 * 5 + 10);
    assertThat(records.announcements).isLessThanOrEqualTo(20);
  }
}
