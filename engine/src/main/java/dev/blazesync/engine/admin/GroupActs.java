package dev.blazesync.engine.admin;

import dev.blazesync.GroupAdmin.Invite;
import dev.blazesync.Role;
import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DeviceKeyFile;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.membership.Administration;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.InviteKeys;
import dev.blazesync.engine.membership.InviteSeed;
import dev.blazesync.engine.membership.InviteTerms;
import dev.blazesync.engine.membership.Member;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.membership.Standing;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Acts of an admin's database, or of the holder of the recovery key, at the group's first-named
 * relay. Blocks. Every method throws {@link dev.blazesync.spi.UnavailableException} if the relay
 * cannot be reached and {@link RefusedException} if these keys may not do it, or the group would
 * not accept it; then nothing was done.
 */
public final class GroupActs {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final long MILLIS = 1_000;

  private final Plugins plugins;
  private final AdminView view;
  private final @Nullable Path recovery;
  private final LongSupplier wallMillis;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param recovery file with the group's recovery key, which then acts instead of the device; null
   *     = the device acts
   * @param wallMillis the clock, in milliseconds since 1970
   */
  public GroupActs(
      Plugins plugins, AdminView view, @Nullable Path recovery, LongSupplier wallMillis) {
    this.plugins = plugins;
    this.view = view;
    this.recovery = recovery;
    this.wallMillis = wallMillis;
  }

  /** {@return the text of a new join code} */
  public String invite(Invite wanted) {
    long expires = expires(wanted.expires());
    Standing standing = new Standing(wanted.role() == Role.SERVER, wanted.admin());
    try (InviteSeed seed = InviteSeed.generate(random)) {
      InviteTerms terms = new InviteTerms(keys(seed), wanted.uses(), expires, standing);
      return act(
          (desk, admin) -> {
            ChainAtRelay.Done done =
                desk.chain().add(desk.head(), head -> admin.on(head).invite(terms));
            return new JoinCode(
                    view.relays(),
                    view.group(),
                    seed.toBytes(),
                    done.entry().index(),
                    done.entry().id(),
                    expires,
                    wanted.uses(),
                    frontier(done.membership(), desk.held()))
                .encode();
          });
    }
  }

  private static DevicePublicKeys keys(InviteSeed seed) {
    try (InviteKeys keys = seed.keys()) {
      return keys.publicKeys();
    }
  }

  private long expires(@Nullable Duration after) {
    return after == null
        ? 0
        : (wallMillis.getAsLong() + after.toMillis() + MILLIS - 1) / MILLIS * MILLIS;
  }

  /** {@return the longest logs of members, as far as the relay holds them} */
  private static Map<OriginLog, Long> frontier(
      Membership membership, Map<OriginLog, Position> held) {
    return held.entrySet().stream()
        .filter(log -> membership.member(log.getKey().origin()) != null)
        .sorted(
            Map.Entry.<OriginLog, Position>comparingByValue(
                    (a, b) -> Long.compare(b.sequence(), a.sequence()))
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(Limits.FRONTIER_LOGS)
        .collect(Collectors.toMap(Map.Entry::getKey, log -> log.getValue().sequence()));
  }

  /**
   * Removes a device that is not trusted any more: of what it wrote, what this database has counts.
   *
   * @param device its fingerprint
   */
  public void remove(String device) {
    remove(device, false);
  }

  /**
   * Removes a device that was lost or given away, and is no enemy's: all that the relay has of it
   * counts.
   *
   * @param device its fingerprint
   */
  public void retire(String device) {
    remove(device, true);
  }

  private void remove(String device, boolean trusting) {
    NodeId node = node(device);
    act(
        (desk, admin) -> {
          if (desk.head().member(node) == null) {
            throw new RefusedException(
                "device " + device + " is not in the group: see 'blazesync group members'");
          }
          Map<OriginLog, Position> held = new HashMap<>(view.held());
          if (trusting) {
            desk.held().forEach((log, there) -> held.merge(log, there, GroupActs::longer));
          }
          Map<Long, Position> accepted = new HashMap<>();
          held.forEach(
              (log, position) -> {
                if (log.origin().equals(node) && position.sequence() > 0) {
                  accepted.put(log.lineage(), position);
                }
              });
          return desk.chain().add(desk.head(), head -> admin.on(head).remove(node, accepted));
        });
  }

  private static NodeId node(String device) {
    try {
      return Fingerprint.parse(device).id();
    } catch (RefusedException e) {
      throw new ConfigurationException("'" + device + "' is no device: " + e.getMessage(), e);
    }
  }

  private static Position longer(Position a, Position b) {
    return a.sequence() >= b.sequence() ? a : b;
  }

  /**
   * Begins a new epoch, and ends invites that have expired.
   *
   * @param everyInvite whether all open invites end
   */
  public void rotate(boolean everyInvite) {
    act(
        (desk, admin) ->
            desk.chain()
                .add(
                    desk.head(),
                    head -> {
                      Set<Long> ended =
                          everyInvite
                              ? head.openInvites().keySet()
                              : head.expiredInvites(wallMillis.getAsLong());
                      return admin.on(head).rotate(ended);
                    }));
  }

  /** A connection to the relay that decides, and what it has. */
  private record Desk(Relay relay, ChainAtRelay chain, Membership head) {
    Map<OriginLog, Position> held() {
      return relay.holding().head().positions();
    }
  }

  /** Who acts. */
  private record Admin(DeviceKeys keys, SecureRandom random) {
    Administration on(Membership head) {
      return new Administration(head, keys, random);
    }
  }

  private <T> T act(BiFunction<Desk, Admin, T> work) {
    if (view.forked()) {
      throw new RefusedException(
          "two histories of the group's membership were seen ('blazesync status' tells): it is not"
              + " changed until people have found out who deceives; a new group is the way out");
    }
    if (view.relays().isEmpty()) {
      throw new ConfigurationException("this database's group has no hub");
    }
    try (DeviceKeys device = DeviceKeyFile.read(view.keyFile());
        DeviceKeys other = recovery == null ? null : DeviceKeyFile.read(recovery);
        Relay relay = connect(view.relays().get(0), device)) {
      ChainAtRelay chain = new ChainAtRelay(relay, view.group());
      Membership head = chain.read(view.chain());
      return work.apply(
          new Desk(relay, chain, head), new Admin(other == null ? device : other, random));
    }
  }

  private Relay connect(URI address, DeviceKeys device) {
    RelayContext context =
        new RelayContext(
            view.group(),
            device.nodeId(),
            PAGE_BYTES,
            TIMEOUT_MILLIS,
            transcript -> Introduction.prove(device, transcript));
    return plugins.relay(address).create(address, context);
  }

  /** {@return the devices of the group as far as a database knows them, by fingerprint} */
  public static List<Member> members(AdminView view) {
    Membership membership = null;
    for (Entry entry : view.chain()) {
      membership =
          membership == null ? Membership.begin(entry, view.group()) : membership.apply(entry);
    }
    return membership == null ? List.of() : List.copyOf(membership.members().values());
  }
}
