package dev.blazesync.engine.join;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.net.URI;

/**
 * Where a hub is, and by which key it is known there: {@code tcp://host:port?key=FINGERPRINT}.
 *
 * @param bare the address without a key
 * @param key null = it is not said
 */
public record PinnedAddress(URI bare, @Nullable Fingerprint key) {
  private static final String KEY = "key=";

  /**
   * @throws ConfigurationException if what follows the question mark is no key
   */
  public static PinnedAddress of(URI address) {
    String query = address.isOpaque() ? null : address.getQuery();
    if (query == null) {
      return new PinnedAddress(address, null);
    }
    URI bare = URI.create(address.toString().replaceFirst("\\?.*$", ""));
    if (!query.startsWith(KEY)) {
      throw new ConfigurationException(
          "the address " + address + " has '" + query + "' in it: expected key=FINGERPRINT");
    }
    try {
      return new PinnedAddress(bare, Fingerprint.parse(query.substring(KEY.length())));
    } catch (RefusedException e) {
      throw new ConfigurationException(
          "the key in the address " + address + " is none: " + e.getMessage(), e);
    }
  }

  /** {@return the address as people read it: without a key, whatever else it may be} */
  public static URI bare(URI address) {
    try {
      return of(address).bare();
    } catch (ConfigurationException e) {
      return address;
    }
  }

  public PinnedAddress with(Fingerprint other) {
    return new PinnedAddress(bare, other);
  }

  public URI toUri() {
    return key == null ? bare : URI.create(bare + "?" + KEY + key);
  }
}
