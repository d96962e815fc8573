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
}
