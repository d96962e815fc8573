package dev.blazesync.engine.replica;

import dev.blazesync.engine.books.SyncedTable;
import dev.blazesync.engine.membership.Member;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.List;

/**
 * What operations of others are looked at for before they are merged: a member may write what it
 * likes, but no state that its policy cannot read, and nothing with an authority that is not its
 * own or one it can have seen. Every device comes to the same answer.
 */
final class Vetting {
  private static final Version NOTHING = Version.of(Value.NULL, Stamp.NEVER);

  private final Desk desk;

  Vetting(Desk desk) {
    this.desk = desk;
  }

  /**
   * @throws ProtocolException if one of them is not to be merged
   */
  void check(List<Operation> operations) {
    for (Operation operation : operations) {
      checkAuthority(operation.stamp());
      if (operation.isPlain()) {
        continue;
      }
      SyncedTable table = desk.books().tables().find(operation.shape().table());
      for (int index = 0; index < operation.versions().size(); index++) {
        Version version = operation.versions().get(index);
        checkAuthority(version.stamp());
        if (table != null && !version.state().equals(Version.NO_STATE)) {
          checkState(table, operation.shape().columns().get(index), version);
        }
      }
    }
  }

  /**
   * The same of a snapshot.
   *
   * @throws ProtocolException if one of them is not to be merged
   */
  void checkImages(List<RecordImage> images) {
    for (RecordImage image : images) {
      if (image.isPlain()) {
        continue;
      }
      SyncedTable table = desk.books().tables().find(image.shape().table());
      for (int index = 0; table != null && index < image.versions().size(); index++) {
        Version version = image.versions().get(index);
        if (!version.state().equals(Version.NO_STATE)) {
          checkState(table, image.shape().columns().get(index), version);
        }
      }
    }
  }

  private static void checkState(SyncedTable table, String column, Version version) {
    ConflictPolicy policy = table.rules().policy(column);
    try {
      Version merged = policy.merge(version, NOTHING);
      policy.merge(NOTHING, merged);
      policy.survivor(version, Stamp.BASE);
    } catch (RuntimeException e) {
      // whatever a plug-in throws of bytes it cannot read
      throw new ProtocolException(
          "the state of column "
              + column
              + " of table "
              + table.name()
              + " is none that its policy knows: "
              + e.getMessage(),
          e);
    }
  }

  private void checkAuthority(Stamp stamp) {
    HybridTimestamp authority = stamp.authority();
    OriginLog writer = authority.writer();
    boolean none = writer.equals(OriginLog.NONE);
    boolean later = Long.compareUnsigned(authority.packed(), stamp.time().packed()) > 0;
    if (!none && (later || !mayBeServer(writer.origin()))) {
      throw new ProtocolException(
          "an operation claims the authority of " + writer + ", which it cannot have");
    }
  }

  private boolean mayBeServer(NodeId node) {
    Membership membership = desk.books().chain().membership();
    if (membership == null) {
      return false;
    }
    Member member = membership.member(node);
    return member == null ? membership.removed().containsKey(node) : member.standing().server();
  }
}
