package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;

/**
 * A record whose node may have changed since verdicts were last decided.
 *
 * @param before its node then; null if it was not alive
 */
public record Change<I extends Comparable<I>>(I id, @Nullable Node<I> before) {}
