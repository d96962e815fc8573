package dev.blazesync.engine.hub;

import dev.blazesync.engine.crypto.DeviceKeyFile;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.crypto.X25519KeyPair;
import dev.blazesync.spi.DamagedException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The key by which devices know a hub: the X25519 key of a {@link DeviceKeyFile} in its folder. Any
 * thread may use it until it is closed.
 */
final class HubKey implements AutoCloseable {
  private static final String NAME = "hub.key";

  private final DeviceKeys keys;

  private HubKey(DeviceKeys keys) {
    this.keys = keys;
  }

  /**
   * {@return the key in the folder; a new one if there is none}
   *
   * @throws DamagedException if the file is damaged: a new key would be another hub
   * @throws dev.blazesync.spi.ConfigurationException if others may read it
   * @throws dev.blazesync.spi.UnavailableException if it cannot be made
   */
  static HubKey open(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      return new HubKey(DeviceKeyFile.readOrCreate(file, new SecureRandom()));
    } catch (DamagedException e) {
      throw new DamagedException(
          "the hub's key file "
              + file
              + " is damaged or no key file: restore it from a backup; if there is none, move it"
              + " away: the hub then gets another key, and every device has to be told its new"
              + " address",
          e);
    }
  }

  X25519KeyPair pair() {
    return keys.agreement();
  }

  Fingerprint fingerprint() {
    return Fingerprint.ofHub(keys.agreement().publicKey());
  }

  @Override
  public void close() {
    keys.close();
  }
}
