package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.codec.VectorCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.VersionVector;
import java.util.HashMap;
import java.util.Map;

/**
 * How the version vectors of pulls stand in messages, and what both ends of a connection remember
 * for that of one direction: the last one, if it was small. From one pull to the next few logs go
 * on, and all the others would be sent again each time.
 *
 * <pre>
 * form 0, whole          form 1, as the last one but
 * u8      0              u8      1
 *         vector                 vector of the logs that are new or at another place
 * </pre>
 *
 * <p>A vector of more than {@link HubLimits#REMEMBERED_LOGS} logs has form 0 and is not remembered.
 * Not thread-safe.
 */
public final class LastVector {
  private static final int WHOLE = 0;
  private static final int CHANGES = 1;

  private @Nullable VersionVector last;

  /** Of a connection on which none passed. */
  LastVector() {}

  /** {@return the same, which goes its own way} */
  LastVector copy() {
    LastVector copy = new LastVector();
    copy.last = last;
    return copy;
  }

  void write(VersionVector vector, WireWriter out) {
    VersionVector before = last;
    boolean changes =
        before != null && vector.positions().keySet().containsAll(before.positions().keySet());
    out.u8(changes ? CHANGES : WHOLE);
    VectorCodec.write(out, changes && before != null ? changes(before, vector) : vector);
    remember(vector);
  }

  private static VersionVector changes(VersionVector before, VersionVector vector) {
    Map<OriginLog, Position> changes = new HashMap<>(vector.positions());
    changes.entrySet().removeAll(before.positions().entrySet());
    return new VersionVector(changes);
  }

  /**
   * @throws dev.blazesync.spi.ProtocolException if it is said to be like another, and none passed,
   *     or it is over a limit
   */
  VersionVector read(WireReader in) {
    int form = in.u8();
    if (form > CHANGES) {
      throw in.bad("unknown form " + form + " of a version vector");
    }
    VersionVector vector = VectorCodec.read(in);
    if (form == CHANGES) {
      VersionVector before = last;
      if (before == null) {
        throw in.bad("a version vector is said to be like the one before, and there is none");
      }
      Map<OriginLog, Position> all = new HashMap<>(before.positions());
      all.putAll(vector.positions());
      vector = new VersionVector(all);
    }
    remember(vector);
    return vector;
  }

  private void remember(VersionVector vector) {
    last = vector.positions().size() <= HubLimits.REMEMBERED_LOGS ? vector : null;
  }
}
