package dev.blazesync.engine.policy;

import dev.blazesync.spi.ConflictPolicy.Scope;
import java.util.Map;

/**
 * A server's write wins over every client's that has not seen it; else the later one. Argument
 * {@code row}: by record, not by column.
 */
public final class ServerWinsProvider extends BuiltInProvider {
  public ServerWinsProvider() {
    super(
        "server-wins",
        Map.of(
            "",
            new LastWriterWins(Scope.FIELD, true),
            "row",
            new LastWriterWins(Scope.RECORD, true)));
  }
}
