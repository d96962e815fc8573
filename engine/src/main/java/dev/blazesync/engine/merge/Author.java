package dev.blazesync.engine.merge;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Version;

/**
 * This node as a writer: what its writes are stamped with, on top of a state as it saw it. Pure.
 *
 * @param log its own
 * @param server whether its writes carry an authority of their own (decision D6); a client's
 *     inherit that of what they overwrite
 */
public record Author(OriginLog log, boolean server) {
  /** {@return the stamp of a birth or death} */
  public Stamp existence(TableRules rules, RecordState state, HybridTimestamp time) {
    return rules.existenceByAuthority()
        ? new Stamp(
            time,
            authority(
                HybridTimestamp.max(state.born().authority(), state.died().authority()), time))
        : Stamp.of(time);
  }

  /**
   * {@return the stamp of a column's version}
   *
   * @param before what it overwrites; null = nothing
   */
  public Stamp column(
      TableRules rules, String column, @Nullable Version before, HybridTimestamp time) {
    if (!rules.policy(column).wantsAuthority()) {
      return Stamp.of(time);
    }
    HybridTimestamp seen = before == null ? HybridTimestamp.NEVER : before.stamp().authority();
    return new Stamp(time, authority(seen, time));
  }

  private HybridTimestamp authority(HybridTimestamp seen, HybridTimestamp time) {
    return server ? time : seen;
  }

  /** {@return the greatest time of others in a record; base = none} */
  public HybridTimestamp seen(RecordState state) {
    HybridTimestamp seen = HybridTimestamp.BASE;
    seen = later(seen, state.born().time());
    seen = later(seen, state.died().time());
    for (int place = 0; place < state.registers().size(); place++) {
      seen = later(seen, state.registers().at(place).stamp().time());
    }
    return seen;
  }

  private HybridTimestamp later(HybridTimestamp seen, HybridTimestamp time) {
    return time.writer().equals(log) ? seen : HybridTimestamp.max(seen, time);
  }
}
