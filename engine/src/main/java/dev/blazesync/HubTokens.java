package dev.blazesync;

import dev.blazesync.engine.hub.IssuedToken;
import dev.blazesync.engine.hub.TokenStore;
import dev.blazesync.engine.hub.TokenTerms;
import dev.blazesync.engine.join.AccessToken;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.UnavailableException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Access tokens of a hub: a hub that other machines reach lets in whoever shows one. They are in
 * the hub's folder; what is done here holds at once, whether the hub runs or not (a running one
 * ends the connections of a revoked token within seconds). Thread-safe.
 *
 * <p>All of it throws {@link UnavailableException} when the folder cannot be used and {@link
 * dev.blazesync.spi.DamagedException} when the tokens' file is damaged.
 */
public final class HubTokens {
  private HubTokens() {}

  /**
   * What a token allows.
   *
   * @param life after which it is good for nothing, more than 0; null = it stays good
   * @param quotaBytes how much may be stored with it; 0 = any number
   * @param maxDevices how many devices may come with it; 0 = any number
   */
  public record Terms(@Nullable Duration life, long quotaBytes, int maxDevices) {
    /** Without bounds. */
    public static final Terms FREE = new Terms(null, 0, 0);

    public Terms {
      if (quotaBytes < 0 || maxDevices < 0 || (life != null && life.toMillis() <= 0)) {
        throw new ConfigurationException(
            "an access token has a life above 0, and a quota and a number of devices of at least 0");
      }
    }
  }

  /**
   * A new token.
   *
   * @param id what people call it; no secret
   * @param text the token itself, a secret: it goes into the hub's address, {@code &token=TEXT}
   */
  public record Created(String id, String text) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "access token " + id;
    }
  }

  /** What a token is good for. */
  public enum State {
    USABLE,
    EXPIRED,
    REVOKED
  }

  /**
   * A token as the hub knows it, which is without its secret.
   *
   * @param expires null = it stays good
   * @param revoked null = it was not
   * @param quotaBytes 0 = any number
   * @param usedBytes stored with it; a running hub counts within seconds
   * @param maxDevices 0 = any number
   * @param devices ids of the nodes that came with it, oldest first
   */
  public record Token(
      String id,
      State state,
      Instant created,
      @Nullable Instant expires,
      @Nullable Instant revoked,
      long quotaBytes,
      long usedBytes,
      int maxDevices,
      List<String> devices) {
    public Token {
      devices = List.copyOf(devices);
    }
  }

  /**
   * Makes a token; the folder too, if it is not there yet.
   *
   * @param data the hub's folder
   * @return it: the hub keeps nothing that the text could be told from again
   * @throws dev.blazesync.spi.RefusedException if the hub has as many as it keeps
   */
  public static Created create(Path data, Terms terms) {
    long now = System.currentTimeMillis();
    try (TokenStore store = TokenStore.open(data)) {
      AccessToken token = store.create(terms(terms, now), now, new SecureRandom());
      return new Created(AccessToken.id(AccessToken.hash(token.secret())), token.text());
    }
  }

  private static TokenTerms terms(Terms terms, long nowMillis) {
    Duration life = terms.life();
    long most = Duration.ofMillis(IssuedToken.NEVER - 1 - nowMillis).toMillis();
    return new TokenTerms(
        life == null ? IssuedToken.NEVER : nowMillis + Math.min(most, life.toMillis()),
        terms.quotaBytes() == 0 ? Long.MAX_VALUE : terms.quotaBytes(),
        terms.maxDevices() == 0 ? Integer.MAX_VALUE : terms.maxDevices());
  }

  /** {@return all tokens, expired and revoked ones too, oldest first} */
  public static List<Token> list(Path data) {
    if (!TokenStore.exists(data)) {
      return List.of();
    }
    long now = System.currentTimeMillis();
    try (TokenStore store = TokenStore.open(data)) {
      return store.list().stream().map(token -> token(token, now)).toList();
    }
  }

  private static Token token(IssuedToken token, long nowMillis) {
    TokenTerms terms = token.terms();
    return new Token(
        token.id(),
        State.valueOf(token.state(nowMillis).name()),
        Instant.ofEpochMilli(token.createdMillis()),
        time(terms.expiresMillis()),
        time(token.revokedMillis()),
        terms.quotaBytes() == Long.MAX_VALUE ? 0 : terms.quotaBytes(),
        token.usedBytes(),
        terms.maxDevices() == Integer.MAX_VALUE ? 0 : terms.maxDevices(),
        token.devices());
  }

  private static @Nullable Instant time(long millis) {
    return millis == IssuedToken.NEVER ? null : Instant.ofEpochMilli(millis);
  }

  /**
   * Ends a token for good.
   *
   * @throws dev.blazesync.spi.RefusedException if the hub has none of that id
   */
  public static void revoke(Path data, String id) {
    if (!TokenStore.exists(data)) {
      throw new UnavailableException(
          "there are no access tokens in " + data + ": check that it is the hub's folder");
    }
    try (TokenStore store = TokenStore.open(data)) {
      store.revoke(AccessToken.plainId(id), System.currentTimeMillis());
    }
  }
}
