/**
 * Keys and what is done with them: small classes over the primitives of the JDK (AES-256-GCM,
 * HMAC-SHA256, SHA-256) and of Bouncy Castle's lightweight API (X25519, Ed25519, HPKE), whose
 * provider is never registered.
 *
 * <p>Keys hide in {@link dev.blazesync.engine.crypto.Secret}; no text and no message shows one.
 * What comes from elsewhere and is not as it must be ends in a {@link
 * dev.blazesync.spi.ProtocolException}; a wrong length of our own is an {@link
 * IllegalArgumentException}. All but {@link dev.blazesync.engine.crypto.DeviceKeyFile} is pure, and
 * any thread may call it. Not for formats, membership or channels.
 */
package dev.blazesync.engine.crypto;
