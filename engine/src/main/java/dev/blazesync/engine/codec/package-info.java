/**
 * Bytes of batches, snapshots and keys: BlazeBinary, drawn in {@code docs/protocol.md}.
 *
 * <p>Pure: no I/O, no clock. Deterministic: one value is always written the same way. Hostile bytes
 * end in a value or a {@link dev.blazesync.spi.ProtocolException}, never in another exception; what
 * is allocated on the word of a length is within what the remaining bytes can hold, or within
 * {@link dev.blazesync.engine.Limits} of operations and cells.
 *
 * <p>Codecs have no state and any thread may call them; readers and writers belong to one thread.
 * Not for merging, numbering or deciding what is sent, nor for messages between node and hub.
 */
package dev.blazesync.engine.codec;
