package dev.blazesync.spi;

import java.util.List;

/**
 * One version of a register: a field, or a whole record.
 *
 * @param values one for a field, all columns for a record
 * @param state the policy's own, opaque to the engine, canonical, at most 64 KiB; empty for most
 */
public record Version(List<Value> values, Value.Bytes state, Stamp stamp) {
  public Version {
    values = List.copyOf(values);
  }
}
