package dev.blazesync.engine.policy;

import static dev.blazesync.engine.policy.Fleet.number;
import static dev.blazesync.engine.policy.Fleet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy.Scope;
import dev.blazesync.spi.Value;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people expect of each policy. */
class BuiltInPoliciesTest {
  private static Fleet fleet(String policy, Value first) {
    Fleet fleet = new Fleet(policy, 3);
    fleet.write(0, first);
    fleet.meet();
    return fleet;
  }

  @Test
  void theLastWriterWins() {
    Fleet fleet = fleet("last-writer-wins", text("a"));
    fleet.write(1, text("b"));
    fleet.write(2, text("c"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("c"));
  }

  @Test
  void argumentsAreChecked() {
    Plugins plugins = Plugins.load();
    assertThat(plugins.policy("server-wins:row").scope()).isEqualTo(Scope.RECORD);
    assertThat(plugins.policy("server-wins").wantsAuthority()).isTrue();
    assertThat(plugins.policy("last-writer-wins-row").scope()).isEqualTo(Scope.RECORD);
    assertThatThrownBy(() -> plugins.policy("server-wins:sometimes"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'sometimes'")
        .hasMessageContaining("[row]");
    assertThatThrownBy(() -> plugins.policy("max:7"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("it takes none");
  }

  @Test
  void theFirstOfConcurrentWritersWinsWithWhatFollowsIt() {
    Fleet fleet = fleet("first-writer-wins", text("free"));
    fleet.write(1, text("taken by 1"));
    fleet.write(2, text("taken by 2"));
    fleet.hear(0, 1);
    fleet.write(0, text("1 confirmed"));
    fleet.write(2, text("2 again"));
    fleet.meet();
    assertThat(fleet.shown(2)).isEqualTo(text("1 confirmed"));
    fleet.write(2, text("2, having seen it"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("2, having seen it"));
  }

  @Test
  void aLongRowOfFollowUpsStands() {
    Fleet fleet = fleet("first-writer-wins", number(0));
    for (int turn = 1; turn <= 200; turn++) {
      fleet.hear(turn % 3, (turn + 2) % 3);
      assertThat(fleet.write(turn % 3, number(turn))).isEqualTo(number(turn));
    }
    fleet.meet();
    assertThat(fleet.shown(1)).isEqualTo(number(200));
    assertThat(fleet.version(1).state().value().length).isLessThan(1_000);
  }

  @Test
  void theFirstWriterOfALifeIsNotBeatenByTheDead() {
    Fleet fleet = fleet("first-writer-wins", text("old life"));
    fleet.delete(1);
    fleet.write(1, text("new life"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("new life"));
  }

  @Test
  void aMaximumCannotBeLowered() {
    Fleet fleet = fleet("max", number(7));
    assertThat(fleet.write(1, number(5))).isEqualTo(number(7));
    assertThat(fleet.write(2, new Value.Float64(7.5))).isEqualTo(new Value.Float64(7.5));
    fleet.write(0, new Value.Decimal(new BigDecimal("7.49")));
    fleet.meet();
    assertThat(fleet.shown(1)).isEqualTo(new Value.Float64(7.5));
  }

  @Test
  void aSmallerMaximumThatIsLaterSurvivesADeath() {
    Fleet fleet = new Fleet("max", 3);
    fleet.write(0, number(9));
    fleet.delete(1);
    fleet.write(2, number(3));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(number(3));
  }

  @Test
  void nullLosesAgainstEveryMinimum() {
    Fleet fleet = fleet("min", Value.NULL);
    fleet.write(1, number(4));
    fleet.write(2, number(3));
    fleet.write(2, Value.NULL);
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(number(3));
  }

  @Test
  void hugeAndTinyNumbersAreComparedExactly() {
    Fleet fleet = fleet("max", number(1L << 53));
    fleet.write(1, number((1L << 53) + 1));
    fleet.write(2, new Value.Float64(0x1p53));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(number((1L << 53) + 1));
  }

  @Test
  void incrementsAddUp() {
    Fleet fleet = fleet("counter", number(10));
    fleet.write(0, number(11));
    fleet.write(1, number(12));
    fleet.write(1, number(13));
    fleet.write(2, number(5));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(number(9));
  }

  @Test
  void moneyAddsUpToTheCent() {
    Fleet fleet = fleet("counter", new Value.Decimal(new BigDecimal("0.00")));
    for (int node = 0; node < 3; node++) {
      fleet.write(node, new Value.Decimal(new BigDecimal("0.10")));
    }
    fleet.meet();
    assertThat(fleet.shown(1)).isEqualTo(new Value.Decimal(new BigDecimal("0.30")));
  }

  @Test
  void aCounterEndsAtTheEndsOfItsColumnAndComesBack() {
    Fleet fleet = fleet("counter", number(Long.MAX_VALUE - 1));
    fleet.write(1, number(Long.MAX_VALUE));
    fleet.write(2, number(Long.MAX_VALUE));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(number(Long.MAX_VALUE));
    fleet.write(0, number(Long.MAX_VALUE - 5));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(number(Long.MAX_VALUE - 4));
  }

  @Test
  void aCounterThatIsSetKeepsIncrementsItHadNotSeen() {
    Fleet fleet = fleet("counter", number(10));
    fleet.write(1, number(11));
    fleet.meet();
    fleet.write(2, number(14));
    assertThat(fleet.set(0, number(100))).isEqualTo(number(100));
    fleet.meet();
    assertThat(fleet.shown(1)).isEqualTo(number(103));
  }

  @Test
  void aCounterStartsFromNullAndTextCountsLater() {
    Fleet fleet = fleet("counter", Value.NULL);
    assertThat(fleet.set(1, number(3))).isEqualTo(number(3));
    fleet.meet();
    fleet.write(1, number(4));
    fleet.set(2, text("closed"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("closed"));
    fleet.set(0, number(20));
    fleet.meet();
    assertThat(fleet.shown(1)).isEqualTo(number(20));
  }

  @Test
  void anOldLifeOfACounterDoesNotCount() {
    Fleet fleet = fleet("counter", number(10));
    fleet.write(1, number(15));
    fleet.delete(2);
    fleet.write(2, number(1));
    fleet.write(0, number(12));
    fleet.meet();
    assertThat(fleet.shown(1)).isEqualTo(number(3));
  }

  @Test
  void elementsAreAddedAndRemovedTogether() {
    Fleet fleet = fleet("set-union", text("[\"a\", \"b\"]"));
    fleet.write(1, text("[\"a\",\"b\",\"c\"]"));
    fleet.write(2, text("[\"b\"]"));
    fleet.write(0, text("[\"d\",\"a\",\"b\"]"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("[\"b\",\"c\",\"d\"]"));
  }

  @Test
  void orderAndWhiteSpaceOfASetDoNotMatter() {
    Fleet fleet = fleet("set-union", text("[1,{\"b\":2,\"a\":3}]"));
    assertThat(fleet.write(1, text(" [ {\"a\":3, \"b\":2}, 1 ] ")))
        .isEqualTo(text("[1,{\"a\":3,\"b\":2}]"));
    fleet.write(2, text("[]"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("[]"));
  }

  @Test
  void aSetThatIsEmptiedToNullIsNull() {
    Fleet fleet = fleet("set-union", text("[1]"));
    assertThat(fleet.write(1, Value.NULL)).isEqualTo(Value.NULL);
    fleet.write(2, text("[1,2]"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("[2]"));
  }

  @Test
  void aSetForgetsWhatWasRemovedLongAgo() {
    Fleet fleet = fleet("set-union", text("[0]"));
    for (int turn = 1; turn < 700; turn++) {
      assertThat(fleet.write(turn % 2, text("[" + turn + "]"))).isEqualTo(text("[" + turn + "]"));
      fleet.meet();
    }
    assertThat(fleet.version(0).state().value().length).isLessThan(32_000);
  }

  @Test
  void tooLongArraysAreOneValue() {
    Fleet fleet = fleet("set-union", text("[1]"));
    String many =
        IntStream.range(0, 1_000).boxed().map(String::valueOf).collect(Collectors.joining(","));
    fleet.write(1, text("[ " + many + "]"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("[ " + many + "]"));
    fleet.write(2, text("[1,2]"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("[1,2]"));
  }

  @Test
  void aTextIsEditedAtBothEnds() {
    Fleet fleet = fleet("text-merge", text("one\ntwo\nthree\n"));
    fleet.write(1, text("zero\none\ntwo\nthree\n"));
    fleet.write(2, text("one\ntwo\nthree\nfour\n"));
    fleet.write(0, text("one\n2\nthree\n"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("zero\none\n2\nthree\nfour\n"));
  }

  @Test
  void insertionsAtOnePlaceStayTogether() {
    Fleet fleet = fleet("text-merge", text("begin\nend"));
    fleet.write(1, text("begin\na1\na2\na3\nend"));
    fleet.write(2, text("begin\nb1\nb2\nb3\nend"));
    fleet.meet();
    assertThat(fleet.shown(0))
        .isIn(
            text("begin\na1\na2\na3\nb1\nb2\nb3\nend"), text("begin\nb1\nb2\nb3\na1\na2\na3\nend"));
  }

  @Test
  void textsThatBeginApartAreNotMixed() {
    Fleet fleet = new Fleet("text-merge", 3);
    fleet.write(0, text("a\nb"));
    fleet.write(1, text("c\nd"));
    fleet.meet();
    assertThat(fleet.shown(2)).isEqualTo(text("c\nd"));
  }

  @Test
  void aTextCanBeTypedLineByLine() {
    Fleet fleet = fleet("text-merge", text("first\nlast"));
    StringBuilder middle = new StringBuilder();
    for (int line = 0; line < 250; line++) {
      middle.append("line ").append(line).append('\n');
      Value written = text("first\n" + middle + "last");
      assertThat(fleet.write(line % 3, written)).isEqualTo(written);
      fleet.meet();
    }
    assertThat(fleet.version(0).state().value().length).isLessThan(20_000);
  }

  @Test
  void aHugeTextIsKept() {
    Fleet fleet = fleet("text-merge", text("x"));
    Value huge = text("line\n".repeat(100_000));
    assertThat(fleet.write(1, huge)).isEqualTo(huge);
    fleet.write(2, text("x\ny"));
    fleet.meet();
    assertThat(((Value.Text) fleet.shown(0)).value()).contains("y").hasSize(500_002);
  }

  @Test
  void onlyLinesWrittenAfterADeathAreLeft() {
    Fleet fleet = fleet("text-merge", text("old\nolder"));
    fleet.delete(1);
    fleet.write(2, text("old\nnew\nolder"));
    fleet.meet();
    assertThat(fleet.shown(0)).isEqualTo(text("new"));
  }
}
