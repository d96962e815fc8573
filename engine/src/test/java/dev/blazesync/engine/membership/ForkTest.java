package dev.blazesync.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForkTest {
  private final Group group;
  private final DeviceKeys admin;
  private final Entry one;
  private final Entry two;

  ForkTest() {
    Group.Founded founded = Group.founded(21);
    group = founded.group();
    admin = founded.admin();
    one = group.as(admin).rotate(Set.of());
    two = group.as(group.recovery).rotate(Set.of());
  }

  @Test
  void twoEntriesBehindOneAreProof() {
    Fork fork = Fork.of(one, two);
    assertThat(fork).isEqualTo(Fork.of(two, one)).hasSameHashCodeAs(Fork.of(two, one));
    assertThat(fork.confirmedBy(group.membership)).isTrue();
    assertThat(Fork.decode(fork.encode())).isEqualTo(fork);
    Membership after = group.membership.apply(one);
    assertThatThrownBy(() -> after.apply(two)).isInstanceOf(ProtocolException.class);
    assertThat(fork.confirmedBy(after)).isFalse();
  }

  @Test
  void otherPairsAreNone() {
    assertThat(Fork.of(one, Entry.decode(one.toBytes()))).isNull();
    assertThat(Fork.of(one, group.entries.get(1))).isNull();
    group.take(one);
    Entry next = group.as(admin).rotate(Set.of());
    assertThat(Fork.of(two, next)).isNull();
    Group other = new Group(22, true);
    assertThat(Fork.of(group.entries.get(0), other.entries.get(0))).isNull();
    assertThatThrownBy(() -> new Fork(one, one)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoMayNotSignMakesNoConfirmedFork() {
    DeviceKeys stranger = DeviceKeys.generate(group.random);
    Fork fork = Fork.of(one, group.forge(stranger, two.body()));
    assertThat(fork).isNotNull();
    assertThat(fork.confirmedBy(group.membership)).isFalse();
  }

  @Test
  void aWrongSignatureProvesNothing() {
    byte[] bytes = two.toBytes();
    bytes[bytes.length - 1] ^= 1;
    Entry unsigned = Entry.decode(bytes);
    assertThatThrownBy(() -> Fork.of(one, unsigned)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Fork.of(unsigned, one)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Fork.decode(bytes(one, unsigned)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void bytesAreCanonical() {
    byte[] good = Fork.of(one, two).encode();
    Fork fork = Fork.of(one, two);
    assertThatThrownBy(() -> Fork.decode(bytes(fork.second(), fork.first())))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Fork.decode(bytes(one, one))).isInstanceOf(ProtocolException.class);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Fork.decode(cut)).isInstanceOf(ProtocolException.class);
    }
    assertThatThrownBy(() -> Fork.decode(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(ProtocolException.class);
  }

  private static byte[] bytes(Entry first, Entry second) {
    return new WireWriter().sized(first.toBytes()).sized(second.toBytes()).toBytes();
  }
}
