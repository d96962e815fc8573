/**
 * The Noise protocol framework, revision 34 (https://noiseprotocol.org/noise.html), for the suite
 * 25519_AESGCM_SHA256, and the one handshake BlazeSync speaks: {@code
 * Noise_XXpsk3_25519_AESGCM_SHA256}. Sections named in this package are the framework's.
 *
 * <p>Pure: bytes in, bytes out; no I/O, no clock, no threads. A handshake belongs to one thread.
 * Hostile bytes end in a {@link dev.blazesync.spi.ProtocolException}, and what failed once fails
 * ever after. Not for framing, and not for deciding whom to trust.
 */
package dev.blazesync.engine.noise;
