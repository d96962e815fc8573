package dev.blazesync.engine.policy;

import dev.blazesync.spi.ConflictPolicy.Scope;

/** The later write of a column wins: the default. */
public final class LastWriterWinsProvider extends BuiltInProvider {
  public LastWriterWinsProvider() {
    super("last-writer-wins", new LastWriterWins(Scope.FIELD, false));
  }
}
