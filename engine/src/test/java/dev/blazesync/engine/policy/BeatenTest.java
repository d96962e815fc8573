package dev.blazesync.engine.policy;

import static dev.blazesync.engine.policy.Fleet.number;
import static dev.blazesync.engine.policy.Fleet.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import org.junit.jupiter.api.Test;

/** What goes to the ledger of conflicts: what was written and is not in what came of it. */
class BeatenTest {
  private static Stamp stamp(long time) {
    return Stamp.of(new HybridTimestamp(time, new OriginLog(new NodeId(0, time), 1)));
  }

  /** {@return what lost of two versions: the first came before, the second too, and neither saw} */
  private static @Nullable Value lost(
      String name, @Nullable Value before, Value earlier, Value later, @Nullable Value delta) {
    ConflictPolicy policy = Plugins.load().policy(name);
    Version common = before == null ? null : policy.edit(null, before, null, stamp(10));
    Version a = policy.edit(common, earlier, delta, stamp(20));
    Version b = policy.edit(common, later, delta, stamp(30));
    Version merged = policy.merge(a, b);
    Version beaten = policy.beaten(a, b, merged);
    assertThat(policy.beaten(b, a, policy.merge(b, a))).isEqualTo(beaten);
    return beaten == null ? null : beaten.value();
  }

  @Test
  void whoeverChoosesHasALoser() {
    assertThat(lost("last-writer-wins", number(1), number(2), number(3), null))
        .isEqualTo(number(2));
    assertThat(lost("first-writer-wins", number(1), number(2), number(3), null))
        .isEqualTo(number(3));
    assertThat(lost("max", number(1), number(5), number(3), null)).isEqualTo(number(3));
  }

  @Test
  void arraysThatAreMergedLoseNothing() {
    assertThat(lost("set-union", null, text("[1]"), text("[2,1]"), null)).isNull();
    assertThat(lost("set-union", text("[1]"), text("[1,2]"), text("[3]"), null)).isNull();
  }

  @Test
  void anArrayOrAWholeThatGivesWayIsLost() {
    assertThat(lost("set-union", text("[1]"), text("no array"), text("[1,2]"), null))
        .isEqualTo(text("no array"));
    assertThat(lost("set-union", text("[1]"), text("[1,2]"), text("no array"), null))
        .isEqualTo(text("[1,2]"));
    assertThat(lost("set-union", text("[1]"), text("no array"), text("nor here"), null))
        .isEqualTo(text("no array"));
  }

  @Test
  void incrementsAreAdded() {
    assertThat(lost("counter", number(1), number(3), number(3), number(2))).isNull();
  }

  @Test
  void ofTwoNumbersSetAtOnceOneIsLost() {
    assertThat(lost("counter", null, number(3), number(4), null)).isEqualTo(number(3));
  }

  @Test
  void linesAreKeptAndWholeTextsAreNot() {
    assertThat(lost("text-merge", text("a\nb"), text("a\nb\nc"), text("x\na\nb"), null)).isNull();
    assertThat(lost("text-merge", null, text("mine"), text("yours"), null)).isEqualTo(text("mine"));
    assertThat(lost("text-merge", text("a"), text("a\nb"), number(1), null))
        .isEqualTo(text("a\nb"));
  }

  @Test
  void whatWasFoundAndNotWrittenIsNoLoss() {
    assertThat(lost("text-merge", text("a\nb"), Value.NULL, text("a\nb\nc"), null)).isNull();
  }
}
