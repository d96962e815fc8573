package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.VersionVector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A hub hides from one device that the group's data has begun: the entry that says so, and all
 * behind it. It has to make a second history of the membership for that, which comes out.
 */
class SecondFounderTest {
  private final Lab lab = new Lab(12);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();

  /** What it shows in the place of what it hides. */
  private final Map<String, ByteBuffer> branch = new TreeMap<>();

  /** A device that was let in before the data began. */
  private Honest early() {
    Honest early = lab.honest();
    deceive(early);
    return early;
  }

  /** A device whose code was made before the data began, and that comes in after it. */
  private Honest late() {
    InviteSeed seed = lab.group.invite(lab.admin, Group.CLIENT, 1);
    Entry head = lab.publish(lab.group.entries.get(lab.group.entries.size() - 1));
    Honest late = lab.honest(DeviceKeys.generate(lab.group.random));
    late.code =
        new JoinCode(
            List.of(URI.create(lab.uri(lab.hub))),
            lab.id(),
            seed.toBytes(),
            head.index(),
            head.id(),
            0,
            1,
            Map.of());
    deceive(late);
    return late;
  }

  private void deceive(Honest device) {
    int begins = lab.group.entries.size();
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
    assertThat(a.replica().roster().founder()).isEqualTo(a.replica().own());
    lab.hub.objects =
        (to, name, truth) -> {
          boolean shown = !to.equals(device.node()) || shown(name, begins);
          return shown ? truth : branch.get(name);
        };
    lab.hub.puts =
        (from, name, bytes) -> {
          boolean hidden = from.equals(device.node()) && !shown(name, begins);
          if (hidden) {
            branch.putIfAbsent(name, bytes.duplicate());
          }
          return hidden;
        };
    lab.hub.holdings =
        (to, truth) ->
            to.equals(device.node())
                ? new Holding(VersionVector.EMPTY, VersionVector.EMPTY, List.of(), lab.millis)
                : truth;
    device.insert(1, 9, 9).start();
  }

  private static boolean shown(String name, int entries) {
    return ChainObject.is(name) && ChainObject.index(name) < entries;
  }

  private void assertFoundedApart(Honest device) {
    lab.hub.pushes =
        (from, batches) -> from.equals(device.node()) ? new PushResult(batches.size(), null) : null;
    device.exchangeAtMost(Honest.MOST_REQUESTS);
    assertThat(device.replica().founder()).isTrue();
    assertThat(device.replica().roster().founder()).isEqualTo(device.replica().own());
  }

  /** Two signed entries behind the same one are proof, and nothing goes between the two. */
  private void assertAlarmedWhenTheyMeet(Honest device) {
    lab.hub.repent();
    device.stop().start().insert(2, 9, 9);
    a.insert(3, 1, 1);
    lab.exchange(device, a, b, device);
    assertThat(device.replica().statements().alarms())
        .anyMatch(alarm -> alarm.contains("two histories of the group's membership exist"));
    assertThat(device.note(3)).isNull();
    assertThat(a.note(2)).isNull();
    assertAlike(a, b);
  }

  @Test
  void aDeviceThatWasThereBeforeTheDataBegan() {
    Honest early = early();
    assertFoundedApart(early);
    assertAlarmedWhenTheyMeet(early);
  }

  @Test
  void aDeviceThatComesInOnAnOlderHead() {
    Honest late = late();
    assertFoundedApart(late);
    assertAlarmedWhenTheyMeet(late);
  }

  @Test
  void whatTheOthersStateSaysSoThoughTheHubStillHidesTheirEntries() {
    Honest late = late();
    assertFoundedApart(late);
    lab.hub.holdings = (to, truth) -> truth;
    lab.millis += 61_000;
    late.exchangeAtMost(Honest.MOST_REQUESTS);
    assertTold(late, "two histories");
    assertThat(late.replica().statements().alarms())
        .anyMatch(alarm -> alarm.contains("has seen another membership of the group"));
  }

  @Test
  void theOthersHearItOfItsBatches() {
    Honest early = early();
    assertFoundedApart(early);
    lab.hub.pushes = (from, batches) -> null;
    lab.hub.holdings = (to, truth) -> truth;
    lab.millis += 11 * 60_000;
    early.insert(2, 9, 9).exchangeAtMost(Honest.MOST_REQUESTS);
    a.exchangeAtMost(Honest.MOST_REQUESTS);
    assertThat(a.replica().statements().alarms())
        .anyMatch(alarm -> alarm.contains("has seen another membership of the group"));
  }
}
