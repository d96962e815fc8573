package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.Arrays;

/**
 * The version of the greatest stamp; between equal stamps, the greater encoded value. With
 * authorities, stamps make a server's write beat every client's that has not seen it.
 */
public record LastWriterWins(Scope scope, boolean wantsAuthority) implements ConflictPolicy {
  /** Column by column, by time: the default. */
  public static final ConflictPolicy FIELD = new LastWriterWins(Scope.FIELD, false);

  @Override
  public Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
    return Version.of(written, stamp);
  }

  @Override
  public Version merge(Version a, Version b) {
    int order = a.stamp().compareTo(b.stamp());
    if (order == 0) {
      order = ValueCodec.compareEncoded(a.value(), b.value());
    }
    if (order == 0 && (a.hasState() || b.hasState())) {
      order = Arrays.compareUnsigned(a.state().value(), b.state().value());
    }
    return order >= 0 ? a : b;
  }

  @Override
  public boolean wantsBefore() {
    return false;
  }
}
