package dev.blazesync;

import java.net.URI;
import java.util.List;

/** Making groups. */
public final class Groups {
  private Groups() {}

  /**
   * Makes a group and its first join code; asks each hub whether it answers.
   *
   * @param hubs at least one
   * @return the join code: keep it secret, whoever has it can join
   * @throws dev.blazesync.spi.UnavailableException if a hub does not answer
   */
  public static String create(List<URI> hubs) {
    throw new UnsupportedOperationException();
  }
}
