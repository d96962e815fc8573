package dev.blazesync.spi;

import java.net.URI;
import java.util.Set;

/** Opens relays of one sort. */
public interface RelayProvider extends Provider {
  /** {@return URI schemes, lower case: {@code tcp}} */
  Set<String> schemes();

  /**
   * Cheap: connects at the first call, not here.
   *
   * @throws ConfigurationException for an address that makes no sense
   */
  Relay create(URI address, RelayContext context);

  /**
   * Adds to an address what has to be known of the other side beforehand, such as its key, by
   * asking the other side itself: for a person who then compares. Blocks; at most the context's
   * timeout.
   *
   * @return what {@link #create} takes; the same if nothing is missing
   * @throws UnavailableException if the other side is not there
   */
  default URI complete(URI address, RelayContext context) {
    return address;
  }
}
