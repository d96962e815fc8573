package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.Ed25519KeyPair;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.X25519KeyPair;
import java.security.SecureRandom;

/**
 * The secret of a join code: whoever has it can join while its invite is open, and read what was
 * written until the group's next epoch. Never stored. Any thread may use it until it is closed.
 */
public final class InviteSeed implements AutoCloseable {
  /** Length of a seed. */
  public static final int BYTES = Secret.BYTES;

  private final Secret seed;

  private InviteSeed(Secret seed) {
    this.seed = seed;
  }

  /** {@return a new seed} */
  public static InviteSeed generate(SecureRandom random) {
    return new InviteSeed(Secret.random(random));
  }

  /**
   * @param bytes exactly {@value #BYTES} bytes, from a join code; copied
   * @throws IllegalArgumentException on another length
   */
  public static InviteSeed of(byte[] bytes) {
    return new InviteSeed(Secret.of(bytes));
  }

  /** {@return a copy for a join code, which the caller wipes} */
  public byte[] toBytes() {
    return seed.toBytes();
  }

  /** {@return the same keys each time; the caller closes them} */
  public InviteKeys keys() {
    return new InviteKeys(
        Ed25519KeyPair.of(seed.derive(Purpose.INVITE_SIGNING)),
        X25519KeyPair.of(seed.derive(Purpose.INVITE_AGREEMENT)));
  }

  /** Wipes the seed. */
  @Override
  public void close() {
    seed.close();
  }

  @Override
  public String toString() {
    return "InviteSeed[...]";
  }
}
