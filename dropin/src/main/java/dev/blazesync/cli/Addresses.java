package dev.blazesync.cli;

import dev.blazesync.spi.ConfigurationException;
import java.net.URI;
import java.util.List;

/** Addresses a person typed. */
final class Addresses {
  private static final int MAX_PORT = 65_535;

  private Addresses() {}

  /**
   * Catches what no relay could ever use; whether somebody knows its kind, the engine says.
   *
   * @return the same
   * @throws ConfigurationException if one has no scheme, or a port out of range
   */
  static List<URI> checked(String option, List<URI> addresses) {
    for (URI address : addresses) {
      if (address.getScheme() == null) {
        throw new ConfigurationException(
            option + " " + shown(address) + ": expected an address such as tcp://host:7411");
      }
      if (address.getPort() > MAX_PORT) {
        throw new ConfigurationException(
            option + " " + shown(address) + ": expected a port of at most " + MAX_PORT);
      }
    }
    return addresses;
  }

  /** {@return a hub's address without its key and token} */
  static URI bare(URI address) {
    return URI.create(address.toString().replaceFirst("\\?.*$", ""));
  }

  /** {@return the key in a hub's address} */
  static String key(URI address) {
    String query = address.getQuery();
    return query == null ? "" : query.replaceFirst("^key=", "").replaceFirst("&.*$", "");
  }

  /** {@return an address that may be anything, but for a token in it} */
  private static String shown(URI address) {
    return address.toString().replaceAll("(?i)token=.*", "token=...");
  }
}
