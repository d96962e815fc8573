package dev.blazesync;

import dev.blazesync.engine.admin.GroupMaking;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.Nullable;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Making groups. */
public final class Groups {
  private Groups() {}

  /**
   * Makes a group and its first join code; asks each hub whether it answers. The code has the hubs'
   * keys in it: a hub whose address says no key is believed the one it shows now.
   *
   * @param hubs at least one, as {@link Hub#addresses} gave them, with {@code &token=TEXT} behind
   *     it where a hub needs an access token: the code has it in it then
   * @return the join code: keep it secret, whoever has it can join
   * @throws dev.blazesync.spi.UnavailableException if a hub does not answer
   * @throws dev.blazesync.spi.RefusedException if a hub has another key than its address says, or
   *     does not accept its token
   */
  public static String create(List<URI> hubs) {
    return create(hubs, Role.CLIENT, null, hub -> {});
  }

  /**
   * The same.
   *
   * @param first what the writes of the first device count
   * @param recovery a file that is made for the group's recovery key: it acts as an admin on the
   *     day when every admin's device is lost. Keep it away from all devices; null = the group has
   *     none
   * @param believed hears the whole address of each hub whose key was not said, for a person to
   *     compare the key with what the hub tells; an access token is still in it, so do not show all
   *     of it
   */
  public static String create(
      List<URI> hubs, Role first, @Nullable Path recovery, Consumer<URI> believed) {
    return new GroupMaking(Plugins.load()).create(hubs, first, recovery, believed);
  }
}
