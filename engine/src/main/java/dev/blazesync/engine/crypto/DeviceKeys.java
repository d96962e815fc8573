package dev.blazesync.engine.crypto;

import dev.blazesync.spi.NodeId;
import java.security.SecureRandom;

/**
 * What makes a device the one it is: a key to sign with, a key to agree on secrets with, and a
 * secret that only goes into salts. Made once, kept in a {@link DeviceKeyFile}. Any thread may use
 * it until it is closed.
 */
public final class DeviceKeys implements AutoCloseable {
  private final Ed25519KeyPair signing;
  private final X25519KeyPair agreement;
  private final Secret sealing;
  private final DevicePublicKeys publicKeys;

  /** Takes over what it is given. */
  DeviceKeys(Ed25519KeyPair signing, X25519KeyPair agreement, Secret sealing) {
    this.signing = signing;
    this.agreement = agreement;
    this.sealing = sealing;
    this.publicKeys = new DevicePublicKeys(signing.publicKey(), agreement.publicKey());
  }

  /** {@return the keys of a new device} */
  public static DeviceKeys generate(SecureRandom random) {
    return new DeviceKeys(
        Ed25519KeyPair.generate(random), X25519KeyPair.generate(random), Secret.random(random));
  }

  public DevicePublicKeys publicKeys() {
    return publicKeys;
  }

  public NodeId nodeId() {
    return publicKeys.nodeId();
  }

  /** {@return the static key of this device's channels, to which secrets are wrapped too} */
  public X25519KeyPair agreement() {
    return agreement;
  }

  /** {@return the secret under the salts of batches} */
  public Secret sealing() {
    return sealing;
  }

  Ed25519KeyPair signing() {
    return signing;
  }

  /**
   * {@return the signature over the purpose's label, a NUL and the parts}
   *
   * @param parts put one behind the other; lengths that vary must be in them
   */
  public byte[] sign(Purpose purpose, byte[]... parts) {
    return signing.sign(purpose.prefixed(parts));
  }

  /** Wipes the private halves. */
  @Override
  public void close() {
    signing.close();
    agreement.close();
    sealing.close();
  }

  @Override
  public String toString() {
    return "keys of device " + nodeId();
  }
}
