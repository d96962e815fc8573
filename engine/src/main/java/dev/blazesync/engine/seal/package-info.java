/**
 * Sealed batches and sealed snapshot objects (decision D11): encrypted under the secret of a key
 * epoch, signed by the device that made them, drawn in {@code docs/protocol-sealed.md}.
 *
 * <p>Who makes them has a {@link dev.blazesync.engine.seal.BatchSealer} or an {@link
 * dev.blazesync.engine.seal.ObjectSealer}; who reads them a {@link
 * dev.blazesync.engine.seal.BatchOpener} or an {@link dev.blazesync.engine.seal.ObjectOpener}; who
 * only passes them on, and has no secret, a {@link dev.blazesync.engine.seal.BatchCheck} or an
 * {@link dev.blazesync.engine.seal.ObjectCheck}. What was sealed is stored and forwarded byte for
 * byte, and never signed again.
 *
 * <p>Pure: no I/O, no clock; randomness, keys and the lookups of members and epochs are handed in.
 * Any thread may use all of it, as far as what is handed in allows. Hostile bytes end in a value or
 * a {@link dev.blazesync.spi.ProtocolException}, which never tells a secret or a content. Not for
 * deciding who is a member, which epoch is the present one, or what continues which chain.
 */
package dev.blazesync.engine.seal;
