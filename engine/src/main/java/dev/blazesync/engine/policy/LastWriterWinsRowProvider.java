package dev.blazesync.engine.policy;

import dev.blazesync.spi.ConflictPolicy.Scope;

/** The later write of a record wins, with all its columns. */
public final class LastWriterWinsRowProvider extends BuiltInProvider {
  public LastWriterWinsRowProvider() {
    super("last-writer-wins-row", new LastWriterWins(Scope.RECORD, false));
  }
}
