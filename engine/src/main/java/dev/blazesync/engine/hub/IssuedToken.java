package dev.blazesync.engine.hub;

import java.util.List;

/**
 * An access token as its hub knows it; the secret is not in it.
 *
 * @param id what people call it
 * @param revokedMillis when it was revoked; {@link #NEVER} = it was not
 * @param usedBytes of batches and objects stored by who came with it
 * @param devices ids of the nodes that came with it, oldest first
 */
public record IssuedToken(
    String id,
    TokenTerms terms,
    long createdMillis,
    long revokedMillis,
    long usedBytes,
    List<String> devices) {
  /** A time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  /** What a token is good for. */
  public enum State {
    USABLE,
    EXPIRED,
    REVOKED
  }

  public IssuedToken {
    devices = List.copyOf(devices);
  }

  public State state(long nowMillis) {
    if (revokedMillis != NEVER) {
      return State.REVOKED;
    }
    return terms.expiresMillis() <= nowMillis ? State.EXPIRED : State.USABLE;
  }
}
