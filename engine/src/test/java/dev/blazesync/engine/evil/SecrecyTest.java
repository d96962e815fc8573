package dev.blazesync.engine.evil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.membership.Enrolment;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.engine.membership.EpochKeys;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.membership.InviteKeys;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.SeededRandom;
import dev.blazesync.engine.seal.BatchOpener;
import dev.blazesync.engine.seal.EpochId;
import dev.blazesync.engine.seal.ObjectHeader;
import dev.blazesync.engine.seal.ObjectKind;
import dev.blazesync.engine.seal.ObjectOpener;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SealedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What those who have no right to the group's secret can do with all they ever saw. */
class SecrecyTest {
  private final Lab lab = new Lab(6);
  private final Honest a = lab.admin();
  private final Honest b = lab.honest();

  SecrecyTest() {
    a.insert(1, 1, 1).start().sync();
    b.start().sync();
    lab.exchange(a, b);
  }

  private boolean opens(SealedBatch batch, java.util.function.Function<EpochId, Secret> secrets) {
    try {
      return new BatchOpener(lab.id(), secrets::apply, lab.membership()::keys).open(batch.bytes())
          instanceof Opened;
    } catch (ProtocolException e) {
      return false;
    }
  }

  @Test
  void aRemovedDeviceOpensNothingOfThoseWhoKnow() {
    Honest c = lab.honest();
    c.start().sync();
    InviteSeed code = lab.group.invite(lab.admin, Group.CLIENT, 3);
    lab.publish(lab.group.entries.get(lab.group.entries.size() - 1));
    lab.exchange(a, b, c);
    EpochKeys had = lab.group.secrets(c.keys);
    EpochKeys byCode = EpochKeys.open(lab.membership(), keys(code));
    int before = lab.hub.seenBatches.size();
    int objects = lab.hub.seenObjects.size();
    lab.remove(c.node(), Map.of());
    lab.exchange(a, b);
    for (long id = 10; id < 20; id++) {
      a.insert(id, 1, 1);
      b.update(1, "a", id);
      lab.exchange(a, b);
    }
    lab.publish(lab.group.rotate(lab.admin));
    b.insert(30, 1, 1);
    b.sync();
    lab.exchange(c);
    assertThat(c.removed).isTrue();
    List<SealedBatch> later = lab.hub.seenBatches.subList(before, lab.hub.seenBatches.size());
    assertThat(later).hasSizeGreaterThan(10);
    for (SealedBatch batch : later) {
      EpochId named = SealedHeader.read(batch.bytes()).epoch();
      assertThat(had.find(EntryId.of(named.toBytes()))).isNull();
      assertThat(byCode.find(EntryId.of(named.toBytes()))).isNull();
      for (int number = 0; number < had.count(); number++) {
        Secret secret = had.secret(number);
        assertThat(opens(batch, epoch -> secret)).isFalse();
      }
    }
    assertThatThrownBy(() -> lab.group.secrets(c.keys)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> EpochKeys.open(lab.membership(), keys(code)))
        .isInstanceOf(RefusedException.class);
    for (DeviceKeys device : List.of(c.keys, DeviceKeys.generate(new SeededRandom(1)))) {
      assertThatThrownBy(() -> Enrolment.join(lab.membership(), code, device, lab.group.random))
          .isInstanceOf(RefusedException.class);
    }
    assertThat(lab.hub.seenObjects.size()).isGreaterThan(objects);
  }

  private static InviteKeys keys(InviteSeed seed) {
    return seed.keys();
  }

  /** {@return every run of 32 bytes in what the hub saw, each once} */
  private List<byte[]> strings() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    List<ByteBuffer> seen = new ArrayList<>(lab.hub.seenObjects.values());
    lab.hub.seenBatches.forEach(batch -> seen.add(batch.bytes()));
    for (ByteBuffer bytes : seen) {
      for (int at = bytes.position(); at + Secret.BYTES <= bytes.limit(); at++) {
        byte[] string = new byte[Secret.BYTES];
        bytes.get(at, string);
        all.putIfAbsent(HexFormat.of().formatHex(string), string);
      }
    }
    return new ArrayList<>(all.values());
  }

  @Test
  void aHubOpensNothingAndLetsNobodyInWithAllItSaw() {
    lab.group.invite(lab.admin, Group.CLIENT, 3);
    lab.publish(lab.group.entries.get(lab.group.entries.size() - 1));
    a.insert(2, 2, 2);
    lab.exchange(a, b);
    SealedBatch batch = lab.hub.seenBatches.get(0);
    List<byte[]> strings = strings();
    assertThat(strings.size()).isGreaterThan(1_000);
    for (byte[] string : strings) {
      try (Secret secret = Secret.of(string);
          InviteSeed seed = InviteSeed.of(string);
          InviteKeys keys = seed.keys()) {
        assertThat(opens(batch, epoch -> secret)).isFalse();
        assertThat(lab.membership().openInvite(keys.publicKeys())).isNull();
        objectsStayShut(secret);
        known(string);
      }
    }
  }

  private void objectsStayShut(Secret secret) {
    ObjectOpener opener = new ObjectOpener(lab.id(), epoch -> secret, lab.membership()::keys);
    String name =
        lab.hub.seenObjects.keySet().stream()
            .filter(each -> each.startsWith("snapshot-"))
            .findFirst()
            .orElseThrow();
    ByteBuffer bytes = lab.hub.seenObjects.get(name);
    try {
      assertThat(opener.open(ObjectKind.MANIFEST, name, bytes) instanceof Opened)
          .as("%s", ObjectHeader.read(bytes))
          .isFalse();
    } catch (ProtocolException e) {
      assertThat(e).hasMessageContaining("though signed");
    }
  }

  /** The string is no private key of anybody in the chain. */
  private void known(byte[] string) {
    try (Secret secret = Secret.of(string);
        var signing = dev.blazesync.engine.crypto.Ed25519KeyPair.of(secret);
        Secret again = Secret.of(string);
        var agreement = dev.blazesync.engine.crypto.X25519KeyPair.of(again)) {
      lab.membership()
          .members()
          .values()
          .forEach(
              member -> {
                assertThat(member.keys().verification()).isNotEqualTo(signing.publicKey());
                assertThat(member.keys().agreement()).isNotEqualTo(agreement.publicKey());
              });
    }
  }
}
