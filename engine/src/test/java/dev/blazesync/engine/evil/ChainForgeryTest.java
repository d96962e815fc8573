package dev.blazesync.engine.evil;

import static dev.blazesync.engine.evil.Lab.assertAlike;
import static dev.blazesync.engine.evil.Lab.assertTold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.membership.Author;
import dev.blazesync.engine.membership.Body;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Enrolment;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.Octets;
import dev.blazesync.engine.membership.Rotation;
import dev.blazesync.engine.membership.SeededRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries of the membership that nobody had a right to make, or that are shown wrongly. */
class ChainForgeryTest {
  private final Lab lab = new Lab(4);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();
  private final DeviceKeys client = lab.member();

  ChainForgeryTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
  }

  /** A hub shows this as the next entry to everybody; nobody takes it, and all go on. */
  private void assertRefused(Entry forged) {
    int length = b.replica().roster().length();
    lab.hub.objects =
        (to, name, truth) ->
            name.equals(ChainObject.name(length)) ? ByteBuffer.wrap(forged.toBytes()) : truth;
    lab.exchange(b);
    assertThat(b.replica().roster().length()).isEqualTo(length);
    assertTold(b, "the membership does not accept");
    lab.hub.repent();
    a.insert(lab.millis, 1, 1);
    b.insert(-lab.millis, 1, 1);
    lab.exchange(a, b, a);
    assertAlike(a, b);
  }

  private List<Body> bodies() {
    InviteSeed seed = InviteSeed.generate(new SeededRandom(77));
    Body invite = lab.group.as(lab.admin).invite(Group.terms(seed, Group.ADMIN, 5)).body();
    Body rotate = lab.group.as(lab.admin).rotate(Set.of()).body();
    Body remove = lab.group.as(lab.admin).remove(b.node(), Map.of()).body();
    DeviceKeys device = DeviceKeys.generate(new SeededRandom(78));
    Group other = new Group(5, true);
    Body add = Enrolment.join(other.membership, other.founding, device, other.random).body();
    return List.of(invite, rotate, remove, add);
  }

  @Test
  void nobodyButAnAdminMakesEntries() {
    for (Body body : bodies()) {
      for (Author.Kind kind : Author.Kind.values()) {
        assertRefused(lab.group.forge(kind, client, body));
      }
    }
  }

  @Test
  void anAdminThatWasRemovedMakesNone() {
    DeviceKeys former = lab.member(Group.ADMIN);
    lab.remove(former.nodeId(), Map.of());
    lab.exchange(a, b);
    for (Body body : bodies()) {
      assertRefused(lab.group.forge(former, body));
    }
  }

  @Test
  void anInviteLetsInNoMoreThanItsUses() {
    InviteSeed seed = lab.group.invite(lab.admin, Group.CLIENT, 1);
    int opened = lab.group.entries.size();
    Entry spare =
        Enrolment.join(
            lab.membership(), seed, DeviceKeys.generate(new SeededRandom(5)), lab.group.random);
    lab.group.join(seed);
    lab.group.entries.subList(opened - 1, opened + 1).forEach(lab::publish);
    lab.exchange(a, b);
    InviteSeed next = lab.group.invite(lab.admin, Group.CLIENT, 1);
    lab.publish(lab.group.entries.get(opened + 1));
    lab.exchange(a, b);
    int length = b.replica().roster().length();
    lab.hub.objects =
        (to, name, truth) ->
            name.equals(ChainObject.name(length)) ? ByteBuffer.wrap(spare.toBytes()) : truth;
    lab.exchange(b);
    assertThat(b.replica().roster().length()).isEqualTo(length);
    assertTold(b, "two histories");
    assertThat(lab.membership().openInvites()).hasSize(1);
    next.close();
  }

  @Test
  void entriesOutOfOrderAreNotTaken() {
    Entry first = lab.group.rotate(lab.admin);
    Entry second = lab.group.rotate(lab.admin);
    assertRefused(second);
    lab.publish(first);
    lab.publish(second);
    lab.exchange(a, b);
    assertThat(b.replica().roster().length()).isEqualTo(lab.membership().length());
  }

  @Test
  void entriesWithheldFromOneHarmNobody() {
    int length = lab.membership().length();
    lab.publish(lab.group.rotate(lab.admin));
    lab.hub.objects =
        (to, name, truth) ->
            to.equals(b.node()) && ChainObject.index(name) >= length ? null : truth;
    lab.exchange(a);
    a.insert(2, 2, 2);
    b.insert(3, 3, 3);
    lab.exchange(a, b, a);
    assertThat(a.note(3)).isNotNull();
    assertThat(b.note(2)).isNull();
    lab.hub.repent();
    lab.exchange(a, b);
    assertAlike(a, b);
  }

  private void evilAdmin(UnaryOperator<Rotation> change) {
    DeviceKeys admin = lab.member(Group.ADMIN);
    lab.exchange(a, b);
    Body.Rotate good = (Body.Rotate) lab.group.as(admin).rotate(Set.of()).body();
    Body.Rotate bad = new Body.Rotate(good.ended(), change.apply(good.rotation()));
    Entry forged = lab.group.forge(admin, bad);
    lab.group.take(forged);
    lab.publish(forged);
    lab.exchange(a, b);
    for (Honest node : List.of(a, b)) {
      assertThat(node.replica().roster().length()).isEqualTo(lab.membership().length());
    }
  }

  private static Octets rubbish(int length) {
    byte[] bytes = new byte[length];
    new SeededRandom(length).nextBytes(bytes);
    return Octets.of(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anEpochThatDoesNotOpenIsToldAndNothingIsSealedUnderAnother(int form) {
    evilAdmin(
        good ->
            switch (form) {
              case 0 ->
                  new Rotation(
                      good.commitment(),
                      good.earlier(),
                      good.wraps().stream().map(w -> rubbish(w.length())).toList());
              case 1 -> new Rotation(rubbish(32), good.earlier(), good.wraps());
              default -> new Rotation(good.commitment(), rubbish(48), good.wraps());
            });
    int sealed = lab.hub.batches().size();
    b.insert(2, 2, 2);
    lab.exchange(b);
    assertTold(b, "does not open");
    assertThat(lab.hub.batches()).hasSize(sealed);
    assertThat(b.note(2)).isNotNull();
  }

  @Test
  void whoGotARubbishWrapIsToldAndTheOthersGoOn() {
    List<Integer> places = new ArrayList<>();
    evilAdmin(
        good -> {
          List<Octets> wraps = new ArrayList<>(good.wraps());
          int place = new ArrayList<>(lab.membership().members().keySet()).indexOf(b.node());
          places.add(place);
          wraps.set(place, rubbish(Rotation.WRAP_BYTES));
          return new Rotation(good.commitment(), good.earlier(), wraps);
        });
    Honest c = lab.honest();
    c.start();
    a.insert(2, 2, 2);
    lab.exchange(a, c, a, c);
    assertAlike(a, c);
    b.sync();
    assertTold(b, "does not open");
    assertThat(places).hasSize(1);
  }
}
