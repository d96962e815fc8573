package dev.blazesync.engine.visible;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.visible.Strata.ForeignKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Small cases, worked out by hand. */
class VisibleSetTest {
  private static final int PERSON = 0;
  private static final int PET = 1;
  private static final Id ANN = new Id(PERSON, 1);
  private static final Id BOB = new Id(PERSON, 2);
  private static final Id CAT = new Id(PERSON, 3);
  private static final Id REX = new Id(PET, 1);
  private static final Id TOM = new Id(PET, 2);

  /** Pets have persons; both have unique keys. */
  private final MemoryRecords plain = records(new ForeignKey(PET, PERSON));

  /** Persons have a favourite pet, too. */
  private final MemoryRecords ring =
      records(new ForeignKey(PET, PERSON), new ForeignKey(PERSON, PET));

  private static MemoryRecords records(ForeignKey... keys) {
    return new MemoryRecords(Strata.of(2, List.of(keys), Set.of(PERSON, PET)));
  }

  private static Verdict<Id> taken(Id record, int key, String value, Id holder) {
    return new Verdict<>(new Reason.Taken<>(record, new Claim(record.table(), key, value), holder));
  }

  private static Verdict<Id> noParent(Id record, int key, Id parent, boolean alive) {
    Reference<Id> reference = new Reference.ToRecord<>(key, parent.table(), parent, false);
    return new Verdict<>(new Reason.NoParent<>(record, reference, alive ? parent : null));
  }

  @Test
  void twoUniqueKeysWithOppositeClaimsLeaveTheEarlierRecord() {
    plain.change(
        List.of(
            Sample.of(ANN, 9).claim(0, "x").claim(1, "y").node(),
            Sample.of(BOB, 8).claim(0, "x").claim(1, "y").node()));
    assertThat(plain.visible()).containsExactly(BOB);
    assertThat(plain.verdicts).containsEntry(ANN, taken(ANN, 0, "x", BOB));
  }

  @Test
  void equalStampsLeaveTheLesserId() {
    plain.change(
        List.of(Sample.of(BOB, 5).claim(0, "x").node(), Sample.of(ANN, 5).claim(0, "x").node()));
    assertThat(plain.visible()).containsExactly(ANN);
  }

  @Test
  void threeThatContestInARingLeaveTheEarliest() {
    plain.change(
        List.of(
            Sample.of(ANN, 9).claim(0, "x").claim(2, "z").node(),
            Sample.of(BOB, 8).claim(0, "x").claim(1, "y").node(),
            Sample.of(CAT, 7).claim(1, "y").claim(2, "z").node()));
    assertThat(plain.visible()).containsExactly(CAT);
    plain.kill(CAT);
    assertThat(plain.visible()).containsExactly(BOB);
  }

  @Test
  void whatAParkedParentHoldsBackItsChildrenDoNotHold() {
    plain.change(
        List.of(
            Sample.of(ANN, 1).claim(0, "x").node(),
            Sample.of(BOB, 2).claim(0, "x").node(),
            Sample.of(REX, 3).claim(0, "rex").refersTo(0, BOB).node(),
            Sample.of(TOM, 4).claim(0, "rex").refersTo(0, ANN).node()));
    assertThat(plain.visible()).containsExactly(ANN, TOM);
    assertThat(plain.verdicts).containsEntry(REX, noParent(REX, 0, BOB, true));
    Evaluation<Id> evaluation = plain.change(List.of(Sample.of(BOB, 5).claim(0, "y").node()));
    assertThat(evaluation.appeared()).containsExactlyInAnyOrder(BOB, REX);
    assertThat(evaluation.vanished()).containsExactly(TOM);
    assertThat(plain.verdicts).containsEntry(TOM, taken(TOM, 0, "rex", REX));
  }

  @Test
  void valuesAreSwapped() {
    plain.change(
        List.of(Sample.of(ANN, 1).claim(0, "x").node(), Sample.of(BOB, 2).claim(0, "y").node()));
    Evaluation<Id> evaluation =
        plain.change(
            List.of(
                Sample.of(ANN, 3).claim(0, "y").node(), Sample.of(BOB, 3).claim(0, "x").node()));
    assertThat(plain.visible()).containsExactly(ANN, BOB);
    assertThat(evaluation.appeared()).isEmpty();
    assertThat(evaluation.vanished()).isEmpty();
  }

  @Test
  void aRingOfTwoTablesIsVisibleTogetherOrNotAtAll() {
    ring.change(List.of(Sample.of(ANN, 1).refersTo(0, REX).node()));
    assertThat(ring.verdicts).containsEntry(ANN, noParent(ANN, 0, REX, false));
    ring.change(List.of(Sample.of(REX, 2).claim(0, "rex").refersTo(0, ANN).node()));
    assertThat(ring.visible()).containsExactly(ANN, REX);
    ring.change(
        List.of(
            Sample.of(BOB, 3).node(), Sample.of(TOM, 1).claim(0, "rex").refersTo(0, BOB).node()));
    assertThat(ring.visible()).as("TOM ranks 3 by its parent").containsExactly(ANN, BOB, REX);
    ring.change(List.of(Sample.of(BOB, 1).node()));
    assertThat(ring.visible()).containsExactly(BOB, TOM);
    assertThat(ring.verdicts)
        .containsEntry(ANN, taken(REX, 0, "rex", TOM))
        .containsEntry(REX, taken(REX, 0, "rex", TOM));
  }

  @Test
  void aRingThatSharesAValueInsideIsParked() {
    ring.change(
        List.of(
            Sample.of(ANN, 1).claim(0, "x").refersTo(0, REX).node(),
            Sample.of(REX, 1).refersTo(0, BOB).node(),
            Sample.of(BOB, 1).claim(0, "x").refersTo(0, TOM).node(),
            Sample.of(TOM, 1).refersTo(0, ANN).node()));
    assertThat(ring.visible()).isEmpty();
    assertThat(ring.verdicts).containsEntry(TOM, taken(BOB, 0, "x", ANN));
  }

  @Test
  void aDeadParentParksItsChildrenUntilItReturns() {
    Node<Id> ann = Sample.of(ANN, 1).node();
    plain.change(List.of(ann, Sample.of(REX, 2).refersTo(0, ANN).node()));
    Evaluation<Id> evaluation = plain.kill(ANN);
    assertThat(evaluation.vanished()).containsExactlyInAnyOrder(ANN, REX);
    assertThat(evaluation.verdicts()).containsOnly(Map.entry(REX, noParent(REX, 0, ANN, false)));
    assertThat(plain.change(List.of(ann)).appeared()).containsExactlyInAnyOrder(ANN, REX);
  }

  @Test
  void setNullForgetsADeadParentAndNotAParkedOne() {
    plain.change(
        List.of(
            Sample.of(ANN, 1).claim(0, "x").node(),
            Sample.of(BOB, 2).claim(0, "x").node(),
            Sample.of(REX, 3).mayReferTo(0, BOB).node(),
            Sample.of(TOM, 3).mayReferTo(0, CAT).node()));
    assertThat(plain.visible()).containsExactly(ANN, TOM);
    plain.kill(BOB);
    assertThat(plain.visible()).containsExactly(ANN, REX, TOM);
  }

  @Test
  void aReferenceToAUniqueKeyHoldsByWhoeverHasTheValue() {
    Claim email = new Claim(PERSON, 0, "a@b");
    plain.change(
        List.of(
            Sample.of(ANN, 1).claim(0, "a@b").node(),
            Sample.of(BOB, 2).claim(0, "a@b").node(),
            Sample.of(REX, 3).refersTo(0, email).node()));
    assertThat(plain.visible()).containsExactly(ANN, REX);
    assertThat(plain.kill(ANN).appeared()).containsExactly(BOB);
    assertThat(plain.visible()).containsExactly(BOB, REX);
    plain.change(List.of(Sample.of(BOB, 4).claim(0, "b@b").node()));
    assertThat(plain.visible()).containsExactly(BOB);
    assertThat(plain.verdicts)
        .containsEntry(
            REX,
            new Verdict<>(
                new Reason.NoParent<>(REX, new Reference.ToClaim<>(0, email, false), null)));
  }

  @Test
  void whatTurnsOutNotToFitMakesRoom() {
    Map<Id, Node<Id>> nodes = new TreeMap<>();
    nodes.put(ANN, Sample.of(ANN, 1).claim(0, "x").node());
    nodes.put(BOB, Sample.of(BOB, 2).claim(0, "x").node());
    nodes.put(REX, Sample.of(REX, 3).refersTo(0, ANN).node());
    Strata strata = Strata.of(2, List.of(new ForeignKey(PET, PERSON)), Set.of(PERSON));
    Evaluation<Id> first = VisibleSet.evaluate(strata, plain, plain.put(nodes));
    assertThat(first.appeared()).containsExactlyInAnyOrder(ANN, REX);
    plain.alive.put(ANN, nodes.get(ANN).withFits(false));
    Evaluation<Id> second = VisibleSet.withoutUnfit(strata, plain, first, List.of(ANN));
    assertThat(second.appeared()).containsExactly(BOB);
    assertThat(second.vanished()).isEmpty();
    assertThat(second.verdicts())
        .containsEntry(ANN, new Verdict<>(new Reason.Unfit<>(ANN)))
        .containsEntry(REX, noParent(REX, 0, ANN, true));
  }

  @Test
  void whatTurnsOutNotToFitBringsNobodyBackWhoseParentHasJustDied() {
    Strata strata = Strata.of(2, List.of(new ForeignKey(PET, PERSON)), Set.of(PET));
    plain.change(
        List.of(
            Sample.of(ANN, 1).node(), Sample.of(REX, 5).claim(0, "rex").refersTo(0, ANN).node()));
    Map<Id, Node<Id>> nodes = new TreeMap<>();
    nodes.put(ANN, null);
    nodes.put(TOM, Sample.of(TOM, 4).claim(0, "rex").node());
    Evaluation<Id> first = VisibleSet.evaluate(strata, plain, plain.put(nodes));
    plain.alive.put(TOM, nodes.get(TOM).withFits(false));
    Evaluation<Id> second = VisibleSet.withoutUnfit(strata, plain, first, List.of(TOM));
    assertThat(second.appeared()).isEmpty();
    assertThat(second.vanished()).containsExactlyInAnyOrder(ANN, REX);
    assertThat(second.verdicts()).containsEntry(REX, noParent(REX, 0, ANN, false));
  }
}
