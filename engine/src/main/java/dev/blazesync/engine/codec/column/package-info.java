/**
 * Columns of payloads and snapshot chunks: many values of one kind as bytes.
 *
 * <p>Each column is written in the form that takes the fewest bytes, by exact cost, and of equal
 * ones in the first; a reader makes the same choice again and refuses any other, so one column has
 * one form. A column of one value is that value as it stands alone, so a lone operation costs no
 * more than its cells; a column of none has no bytes. How many values a column has is known from
 * elsewhere. Bit-packed values fill bytes from the lowest bit up, the first value first; bits left
 * over are 0.
 *
 * <p>Pure; hostile bytes end in values or a {@link dev.blazesync.spi.ProtocolException}. What
 * reading allocates is bounded by the number of values, which the caller checks first, and the
 * bytes that are left. Columns have no state; sinks, sources and {@link
 * dev.blazesync.engine.codec.column.Scratch} belong to one thread. Not for what values mean, and
 * knows nothing of operations.
 */
package dev.blazesync.engine.codec.column;
