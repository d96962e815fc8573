package dev.blazesync;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.admin.AdminView;
import dev.blazesync.engine.admin.GroupActs;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.node.Asking;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Who belongs to a database's group, and changing that. The database's device has to be an admin of
 * the group, as the first one is, unless {@link #with} names the recovery key.
 *
 * <p>An act is done when the group's first hub has accepted it: it has to be there. Other devices
 * learn of it when they next hear of a hub. Works while an engine runs, and while none does. Every
 * act throws {@link dev.blazesync.spi.ConfigurationException} if the database is in no group,
 * {@link dev.blazesync.spi.RefusedException} if this device may not do it or the group would not
 * accept it, and {@link dev.blazesync.spi.UnavailableException} if the hub cannot be reached; then
 * nothing was done. Any thread may use it.
 */
public final class GroupAdmin {
  private final Target target;
  private final @Nullable Path recovery;

  private GroupAdmin(Target target, @Nullable Path recovery) {
    this.target = target;
    this.recovery = recovery;
  }

  /** {@return who acts for the group of a database} */
  public static GroupAdmin of(Target target) {
    return new GroupAdmin(target, null);
  }

  /** {@return the same, acting with the group's recovery key} */
  public GroupAdmin with(Path recoveryKey) {
    return new GroupAdmin(target, recoveryKey);
  }

  /**
   * What a join code lets in.
   *
   * @param expires after which it is not taken any more, at least a second; null = never
   * @param uses how many devices it lets in, 1 to 1000
   * @param role what their writes count
   * @param admin whether they may act as this device does
   */
  public record Invite(@Nullable Duration expires, int uses, Role role, boolean admin) {
    /** One device, a client, within an hour. */
    public static final Invite ONE = new Invite(Duration.ofHours(1), 1, Role.CLIENT, false);

    public Invite {
      if (expires != null && (expires.toSeconds() < 1 || expires.toDays() > 36_500)) {
        throw new ConfigurationException(
            "a join code expires after 1 second to 36500 days, not " + expires);
      }
      if (uses < 1 || uses > Limits.INVITE_USES) {
        throw new ConfigurationException(
            "a join code lets in 1 to " + Limits.INVITE_USES + " devices, not " + uses);
      }
    }
  }

  /**
   * A device of the group.
   *
   * @param device its fingerprint, as {@code status} shows it on the device
   * @param self whether it is the one of this database
   */
  public record Device(String device, Role role, boolean admin, boolean self) {}

  /** {@return the devices of the group as far as this database has heard} */
  public List<Device> members() {
    AdminView view = view();
    return GroupActs.members(view).stream()
        .map(
            member ->
                new Device(
                    new Fingerprint(member.node()).toString(),
                    member.standing().server() ? Role.SERVER : Role.CLIENT,
                    member.standing().admin(),
                    member.node().equals(view.node())))
        .toList();
  }

  /** {@return a join code: keep it secret, whoever has it can join} */
  public String invite(Invite wanted) {
    return acts().invite(wanted);
  }

  /**
   * Removes a device that is not trusted any more. What this database has of its writes counts, and
   * nothing else; it can read nothing that is written by devices which know of this. All open join
   * codes end.
   *
   * @param device its fingerprint
   * @throws dev.blazesync.spi.ConfigurationException if that is no fingerprint
   */
  public void remove(String device) {
    acts().remove(device);
  }

  /**
   * Removes a device that was lost or given away and is no enemy's: all that the hub has of its
   * writes counts. Else as {@link #remove}.
   */
  public void retire(String device) {
    acts().retire(device);
  }

  /**
   * Begins a new epoch: what is sealed from here on is under another secret. Join codes that have
   * expired end.
   *
   * @param everyInvite whether all open join codes end
   */
  public void rotate(boolean everyInvite) {
    acts().rotate(everyInvite);
  }

  private GroupActs acts() {
    return new GroupActs(Plugins.load(), view(), recovery, System::currentTimeMillis);
  }

  private AdminView view() {
    return Asking.admin(Plugins.load(), target);
  }
}
