package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.join.AccessToken;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Group;
import dev.blazesync.engine.relay.tcp.TcpRelayProvider;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.PushResult.Reason;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in by access tokens, and for how long. */
final class TokensIT {
  private static final GroupId GROUP = TestChain.group(1);
  private static final URI EVERYWHERE = URI.create("tcp://0.0.0.0:0");
  private static final URI HERE = URI.create("tcp://127.0.0.1:0");
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path temporary;
  private HubServer hub;

  @BeforeEach
  void found() {
    TestDevice.found(temporary, 1);
  }

  @AfterEach
  void stop() {
    if (hub != null) {
      hub.close();
    }
  }

  private AccessToken create(TokenTerms terms) {
    try (TokenStore store = TokenStore.open(temporary)) {
      return store.create(terms, System.currentTimeMillis(), RANDOM);
    }
  }

  private void revoke(AccessToken token) {
    try (TokenStore store = TokenStore.open(temporary)) {
      store.revoke(id(token), System.currentTimeMillis());
    }
  }

  private IssuedToken now(AccessToken token) {
    try (TokenStore store = TokenStore.open(temporary)) {
      return store.get(id(token)).orElseThrow();
    }
  }

  private static String id(AccessToken token) {
    return AccessToken.id(AccessToken.hash(token.secret()));
  }

  private HubOptions options(URI listen, boolean open) {
    return new HubOptions(List.of(listen), temporary, open, SqliteHubLog.UNLIMITED);
  }

  /** {@return where this machine reaches it} */
  private URI start(URI listen) {
    hub = HubServer.start(options(listen, false), new HubTimings(5_000, 10_000, 50));
    return URI.create("tcp://127.0.0.1:" + hub.listening().get(0).getPort());
  }

  private Relay relay(URI at, AccessToken token) {
    return relay(at, token, 0);
  }

  private Relay relay(URI at, AccessToken token, int member) {
    return relay(at, token, TestDevice.context(GROUP, TestGroup.of(1).member(member), 20_000));
  }

  private Relay relay(URI at, AccessToken token, RelayContext context) {
    URI whole = new PinnedAddress(at, hub.fingerprint(), token).toUri();
    return new TcpRelayProvider().create(whole, context);
  }

  private static void assertRefused(Relay relay, String... words) {
    assertThatThrownBy(relay::holding)
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll((CharSequence[]) words);
  }

  @Test
  void aListenerForOtherMachinesNeedsAToken() {
    assertThatThrownBy(() -> start(EVERYWHERE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("hub token create", "--open");
    revoke(create(TokenTerms.FREE));
    create(new TokenTerms(1, 1, 1));
    assertThatThrownBy(() -> start(EVERYWHERE)).isInstanceOf(ConfigurationException.class);
    create(TokenTerms.FREE);
    start(EVERYWHERE);
  }

  @Test
  void whoComesFromElsewhereShowsOne() {
    AccessToken token = create(TokenTerms.FREE);
    URI at = start(EVERYWHERE);
    try (Relay without = relay(at, null);
        Relay wrong = relay(at, AccessToken.create(RANDOM));
        Relay right = relay(at, token)) {
      assertRefused(without, "without an access token");
      assertRefused(wrong, "no such access token");
      assertThat(right.push(TestChain.of(GROUP, 1).next(2, 100)))
          .isEqualTo(new PushResult(2, null));
      assertThat(right.pull(VersionVector.EMPTY, null, 1 << 20).batches()).hasSize(2);
    }
  }

  @Test
  void atHomeNoneIsNeededButOneThatIsShownIsLookedAt() {
    URI at = start(HERE);
    try (Relay without = relay(at, null);
        Relay wrong = relay(at, AccessToken.create(RANDOM))) {
      without.holding();
      assertRefused(wrong, "no such access token");
    }
    try (Relay right = relay(at, create(TokenTerms.FREE))) {
      right.holding();
    }
  }

  @Test
  void anOpenListenerAsksForNone() {
    hub = HubServer.start(options(EVERYWHERE, true));
    URI at = URI.create("tcp://127.0.0.1:" + hub.listening().get(0).getPort());
    try (Relay without = relay(at, null)) {
      without.holding();
    }
  }

  @Test
  void tokensThatAreMadeOrEndedWhileTheHubRunsCount() {
    AccessToken first = create(TokenTerms.FREE);
    URI at = start(EVERYWHERE);
    AccessToken second = create(TokenTerms.FREE);
    AtomicInteger woken = new AtomicInteger();
    try (Relay a = relay(at, first);
        Relay b = relay(at, second, 1)) {
      a.onMore(woken::incrementAndGet);
      a.holding();
      b.holding();
      assertThat(hub.status().connections()).isEqualTo(2);
      int before = woken.get();
      revoke(first);
      Awaitility.await().until(() -> hub.status().connections() == 1);
      Awaitility.await().until(() -> woken.get() > before);
      assertRefused(a, "revoked", id(first));
      b.holding();
    }
  }

  @Test
  void anExpiredOneEndsItsConnections() {
    create(TokenTerms.FREE);
    URI at = start(EVERYWHERE);
    AccessToken token =
        create(new TokenTerms(System.currentTimeMillis() + 1_500, Long.MAX_VALUE, 10));
    try (Relay relay = relay(at, token)) {
      relay.holding();
      Awaitility.await().until(() -> hub.status().connections() == 0);
      assertRefused(relay, "expired", id(token));
    }
  }

  @Test
  void itLetsInSoManyDevicesAndWhoOnlyLooksAroundIsNone() {
    AccessToken token = create(new TokenTerms(IssuedToken.NEVER, Long.MAX_VALUE, 2));
    URI at = start(EVERYWHERE);
    for (int i = 0; i < 4; i++) {
      try (Relay looks = relay(at, token, i)) {
        looks.holding();
        assertThat(looks.getObject(ChainObject.name(0), 0, 1)).isNotNull();
      }
    }
    DeviceKeys first = TestGroup.of(1).member(0);
    try (Relay a = relay(at, token, 0);
        Relay b = relay(at, token, 1)) {
      a.pull(VersionVector.EMPTY, null, 1);
      b.pull(VersionVector.EMPTY, null, 1);
      Awaitility.await().until(() -> now(token).devices().size() == 2);
      try (Relay again = relay(at, token, 0);
          Relay third = relay(at, token, 2)) {
        again.holding();
        assertRefused(third, "2 devices", id(token));
      }
    }
    assertThat(now(token).devices()).contains(first.nodeId().toString());
  }

  @Test
  void whoMakesAGroupIsNoneUntilHeDoesMore() {
    AccessToken token = create(new TokenTerms(IssuedToken.NEVER, Long.MAX_VALUE, 1));
    URI at = start(EVERYWHERE);
    TestGroup other = TestGroup.of(2);
    RelayContext founder = TestDevice.context(other.id(), 20_000);
    try (Relay makes = relay(at, token, founder)) {
      other.put(makes);
      Awaitility.await().until(() -> now(token).usedBytes() == other.entryBytes());
      try (Relay member = relay(at, token, 1)) {
        member.pull(VersionVector.EMPTY, null, 1);
        Awaitility.await().until(() -> now(token).devices().size() == 1);
      }
      assertThat(makes.getObject(ChainObject.name(0), 0, 1)).isNotNull();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> makes.pull(VersionVector.EMPTY, null, 1))
                      .isInstanceOf(RefusedException.class)
                      .hasMessageContainingAll("1 devices", id(token)));
    }
  }

  @Test
  void whatIsStoredIsCountedAndStopsAtTheQuota() {
    AccessToken token = create(new TokenTerms(IssuedToken.NEVER, 3_000, 10));
    URI at = start(EVERYWHERE);
    TestChain chain = TestChain.of(GROUP, 1);
    var pushed = chain.next(2, 1_000);
    int bytes = pushed.get(0).length() + pushed.get(1).length();
    ByteBuffer object = TestGroup.of(1).manifest(0, "object", 1_000);
    int all = bytes + object.remaining();
    try (Relay relay = relay(at, token);
        Relay reader = relay(at, token, 1)) {
      assertThat(relay.push(pushed)).isEqualTo(new PushResult(2, null));
      assertThat(relay.push(pushed)).isEqualTo(new PushResult(2, null));
      relay.putObject("object", object);
      Awaitility.await().until(() -> now(token).usedBytes() == all);
      var held = chain.position();
      PushResult refused = relay.push(chain.next(1, 10));
      assertThat(refused).isEqualTo(new PushResult(0, new PushResult.Refused(Reason.QUOTA, held)));
      ByteBuffer other = TestGroup.of(1).manifest(0, "other", 10);
      assertThatThrownBy(() -> relay.putObject("other", other))
          .isInstanceOf(UnavailableException.class);
      assertThat(reader.pull(VersionVector.EMPTY, null, 1 << 20).batches()).isEqualTo(pushed);
    }
    int entries = putEntries(at, token, Group.founded(7));
    hub.close();
    start(EVERYWHERE);
    assertThat(now(token).usedBytes()).isEqualTo(all + entries);
  }

  /** {@return bytes of the entries, all of which are kept} */
  private int putEntries(URI at, AccessToken token, Group.Founded founded) {
    Group group = founded.group();
    RelayContext context = TestDevice.context(group.membership.group(), founded.admin(), 20_000);
    int bytes = 0;
    try (Relay relay = relay(at, token, context)) {
      TestGroup.put(group, relay);
      for (Entry entry : group.entries) {
        assertThat(relay.getObject(ChainObject.name(entry.index()), 0, 1)).isNotNull();
        bytes += entry.toBytes().length;
      }
    }
    return bytes;
  }

  @Test
  void whatWasCountedLastIsWrittenWhenTheHubEnds() {
    AccessToken token = create(TokenTerms.FREE);
    URI at = start(EVERYWHERE);
    var batch = TestChain.of(GROUP, 1).next(1, 500);
    try (Relay relay = relay(at, token)) {
      relay.push(batch);
      hub.close();
    }
    assertThat(now(token).usedBytes()).isEqualTo(batch.get(0).length());
  }

  @Test
  void requestsMayFollowATokenWithoutWaiting() throws IOException {
    AccessToken token = create(TokenTerms.FREE);
    URI at = start(EVERYWHERE);
    try (RawPeer peer = new RawPeer(at)) {
      peer.introduce(GROUP, token.secret());
      for (int request = 1; request <= 20; request++) {
        peer.send(new Message.GetObject(request, "none", 0, 1));
      }
      assertThat(peer.receive()).isEqualTo(new Message.Welcome());
      for (int request = 1; request <= 20; request++) {
        assertThat(peer.receive()).isEqualTo(new Message.ObjectPart(request, null));
      }
    }
  }

  @Test
  void bytesThatAreNoTokenAreRefusedSealed() throws IOException {
    URI at = start(HERE);
    for (int length : List.of(1, 32, 64)) {
      try (RawPeer peer = new RawPeer(at)) {
        peer.introduce(GROUP, new byte[length]);
        assertThat(peer.receive())
            .isInstanceOfSatisfying(
                Message.Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOKEN));
        assertThat(peer.receive()).isNull();
      }
    }
    try (RawPeer peer = new RawPeer(at)) {
      peer.introduce(GROUP, new byte[65]);
      assertThat(peer.receive())
          .isInstanceOfSatisfying(
              Message.Failure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HANDSHAKE));
    }
  }
}
