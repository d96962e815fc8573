package dev.blazesync.engine.membership;

import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519KeyPair;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.X25519KeyPair;
import java.util.Arrays;

/**
 * The keys that an invite's seed yields. The public halves stand in the chain; the private ones
 * never leave the device that has the code. Any thread may use them until they are closed.
 */
public final class InviteKeys implements AutoCloseable {
  private final Ed25519KeyPair signing;
  private final X25519KeyPair agreement;
  private final DevicePublicKeys publicKeys;

  /** Takes over what it is given. */
  InviteKeys(Ed25519KeyPair signing, X25519KeyPair agreement) {
    this.signing = signing;
    this.agreement = agreement;
    byte[] both = Arrays.copyOf(signing.publicKey().toBytes(), DevicePublicKeys.BYTES);
    System.arraycopy(
        agreement.publicKey(), 0, both, Ed25519PublicKey.BYTES, X25519KeyPair.PUBLIC_KEY_BYTES);
    this.publicKeys = DevicePublicKeys.of(both);
  }

  public DevicePublicKeys publicKeys() {
    return publicKeys;
  }

  X25519KeyPair agreement() {
    return agreement;
  }

  Author author() {
    return new Author(Author.Kind.INVITE, signing.publicKey());
  }

  /** {@return the signature of an entry's bytes} */
  byte[] sign(byte[] content) {
    return signing.sign(Purpose.MEMBERSHIP_SIGNATURE.prefixed(content));
  }

  /** Wipes the private halves. */
  @Override
  public void close() {
    signing.close();
    agreement.close();
  }

  @Override
  public String toString() {
    return "InviteKeys[...]";
  }
}
