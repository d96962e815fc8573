package dev.blazesync.engine.join;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a hub is, by which key it is known there, and what it lets devices in by: {@code
 * tcp://host:port?key=FINGERPRINT&token=TOKEN}. The token is a secret: {@link #toUri} alone has it,
 * for join codes and relays; {@link #toString}, {@link #bare} and messages never show it.
 *
 * @param bare the address without key and token
 * @param key null = it is not said
 * @param token null = none
 */
public record PinnedAddress(URI bare, @Nullable Fingerprint key, @Nullable AccessToken token) {
  private static final String KEY = "key=";
  private static final String TOKEN = "token=";

  /** An address without a token. */
  public PinnedAddress(URI bare, @Nullable Fingerprint key) {
    this(bare, key, null);
  }

  /**
   * @throws ConfigurationException if what follows the question mark is no key or token
   */
  public static PinnedAddress of(URI address) {
    String query = address.isOpaque() ? null : address.getQuery();
    String before = query == null ? address.toString() : withoutQuery(address);
    if (mayHoldToken(before)) {
      throw new ConfigurationException(
          "an address with a token is tcp://host:port?key=FINGERPRINT&token=TOKEN");
    }
    if (query == null) {
      return new PinnedAddress(address, null);
    }
    URI bare;
    try {
      bare = URI.create(before);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("an address names no host before its question mark", e);
    }
    Fingerprint key = null;
    AccessToken token = null;
    for (String part : query.split("&", -1)) {
      if (part.startsWith(KEY) && key == null) {
        key = key(bare, part.substring(KEY.length()));
      } else if (part.startsWith(TOKEN) && token == null) {
        token = token(bare, part.substring(TOKEN.length()));
      } else {
        throw new ConfigurationException(
            "the address "
                + bare
                + " is not followed by what it may be: expected ?key=FINGERPRINT, or"
                + " ?key=FINGERPRINT&token=TOKEN, each once");
      }
    }
    return new PinnedAddress(bare, key, token);
  }

  /** In whatever case and escape. */
  private static boolean mayHoldToken(String text) {
    try {
      String plain = new URI(text).getSchemeSpecificPart();
      return plain.toLowerCase(Locale.ROOT).contains(TOKEN);
    } catch (URISyntaxException e) {
      // no address by itself, but with what follows: nothing is known of it
      return true;
    }
  }

  private static String withoutQuery(URI address) {
    return address.toString().replaceFirst("\\?.*$", "");
  }

  private static Fingerprint key(URI bare, String text) {
    try {
      return Fingerprint.parse(text);
    } catch (RefusedException e) {
      throw new ConfigurationException(
          "the key in the address " + bare + " is none: " + e.getMessage(), e);
    }
  }

  private static AccessToken token(URI bare, String text) {
    try {
      return AccessToken.parse(text);
    } catch (RefusedException e) {
      throw new ConfigurationException(
          "the token in the address " + bare + " is none: " + e.getMessage(), e);
    }
  }

  /**
   * {@return the address as people read it: without key and token; one that cannot be read as it
   * is, but for a token}
   */
  public static URI bare(URI address) {
    try {
      return of(address).bare();
    } catch (ConfigurationException e) {
      return unread(address);
    }
  }

  /** As it is, but for a token; nothing of it if one may be hidden there. */
  private static URI unread(URI address) {
    URI nothing = URI.create(TOKEN + "-");
    String shown = address.toString().replaceAll("(?i)token=[^&#]*", nothing.toString());
    try {
      return mayHoldToken(shown.replace(nothing.toString(), "")) ? nothing : new URI(shown);
    } catch (URISyntaxException e) {
      // it was an address by virtue of what is left out
      return nothing;
    }
  }

  public PinnedAddress with(Fingerprint other) {
    return new PinnedAddress(bare, other, token);
  }

  /** {@return all of it, the token too: not for people} */
  public URI toUri() {
    String query = key == null ? "" : KEY + key;
    if (token != null) {
      query += (query.isEmpty() ? "" : "&") + TOKEN + token.text();
    }
    return query.isEmpty() ? bare : URI.create(bare + "?" + query);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return new PinnedAddress(bare, key).toUri().toString();
  }
}
