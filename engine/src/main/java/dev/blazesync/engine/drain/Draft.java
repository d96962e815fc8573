package dev.blazesync.engine.drain;

import dev.blazesync.engine.operation.Operation;
import java.util.List;

/**
 * An operation before it is stamped.
 *
 * @param columns indexes of the columns written
 * @param base stamped with base time: what the engine sees for the first time, nobody wrote it
 */
record Draft(
    Captured captured, Operation.Kind kind, List<Integer> columns, long wallMillis, boolean base) {}
