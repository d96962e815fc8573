package dev.blazesync.engine.noise;

import dev.blazesync.engine.crypto.Hkdf;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a handshake remembers (section 5.2): a hash of all that passed, a chaining key made of all
 * secrets, and the key of the moment. For one thread.
 */
final class SymmetricState implements AutoCloseable {
  private static final byte[] NONE = new byte[0];

  private byte[] hash;
  private byte[] chainingKey;
  private CipherState cipher = new CipherState(null, CipherState.NO_REKEY);

  SymmetricState(String protocolName) {
    byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
    hash = name.length <= Sha256.BYTES ? Arrays.copyOf(name, Sha256.BYTES) : Sha256.of(name);
    chainingKey = hash.clone();
  }

  byte[] hash() {
    return hash.clone();
  }

  boolean hasKey() {
    return cipher.hasKey();
  }

  void mixHash(byte[] data) {
    hash = Sha256.of(hash, data);
  }

  void mixKey(byte[] material) {
    byte[][] keys = derive(material, 2);
    setChainingKey(keys[0]);
    setKey(keys[1]);
  }

  void mixKeyAndHash(byte[] material) {
    byte[][] keys = derive(material, 3);
    setChainingKey(keys[0]);
    mixHash(keys[1]);
    setKey(keys[2]);
  }

  byte[] encryptAndHash(byte[] plaintext) {
    byte[] sealed = cipher.encrypt(hash, plaintext);
    mixHash(sealed);
    return sealed;
  }

  byte[] decryptAndHash(byte[] sealed) {
    byte[] plaintext = cipher.decrypt(hash, sealed);
    mixHash(sealed);
    return plaintext;
  }

  /** {@return the initiator's key for sending, then the responder's} */
  Secret[] split() {
    byte[][] keys = derive(NONE, 2);
    Secret[] secrets = {Secret.of(keys[0]), Secret.of(keys[1])};
    Arrays.fill(keys[0], (byte) 0);
    Arrays.fill(keys[1], (byte) 0);
    return secrets;
  }

  /** The HKDF of section 4.3 is that of RFC 5869 without info. */
  private byte[][] derive(byte[] material, int count) {
    byte[] pseudorandom = Hkdf.extract(chainingKey, material);
    byte[] joined = Hkdf.expand(pseudorandom, NONE, count * Secret.BYTES);
    byte[][] keys = new byte[count][];
    for (int index = 0; index < count; index++) {
      keys[index] = Arrays.copyOfRange(joined, index * Secret.BYTES, (index + 1) * Secret.BYTES);
    }
    Arrays.fill(pseudorandom, (byte) 0);
    Arrays.fill(joined, (byte) 0);
    return keys;
  }

  private void setChainingKey(byte[] next) {
    Arrays.fill(chainingKey, (byte) 0);
    chainingKey = next;
  }

  private void setKey(byte[] key) {
    cipher.close();
    cipher = new CipherState(Secret.of(key), CipherState.NO_REKEY);
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public void close() {
    cipher.close();
    Arrays.fill(chainingKey, (byte) 0);
  }
}
