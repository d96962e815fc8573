package dev.blazesync.engine.crypto;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has the ciphers compiled by the time that data comes: until then the JDK's AES-GCM is some thirty
 * times slower, which is the greater part of a first copy. Once in a process, beside whatever else
 * begins there, on a thread of its own. Thread-safe.
 */
public final class Warming {
  private static final AtomicBoolean BEGUN = new AtomicBoolean();
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int BYTES = 4_096;

  private Warming() {}

  /** Begins, unless that was done before; returns at once. */
  public static void begin() {
    if (BEGUN.compareAndSet(false, true)) {
      Thread thread = new Thread(Warming::run, "blazesync-warming");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** With a key that nothing else is sealed with, and that is thrown away. */
  private static void run() {
    byte[] random = new byte[Secret.BYTES];
    new SecureRandom().nextBytes(random);
    try (Secret key = Secret.of(random)) {
      byte[] nonce = new byte[Aead.NONCE_BYTES];
      byte[] text = new byte[BYTES];
      long end = System.nanoTime() + NANOS;
      while (System.nanoTime() < end) {
        for (int place = 0; ++nonce[place] == 0; place++) {}
        Aead.open(key, nonce, nonce, Aead.seal(key, nonce, nonce, text));
      }
    }
  }
}
