package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;

/** What went wrong, in numbers that never change. */
public enum ErrorCode {
  /** The bytes make no sense, or are over a limit. */
  MALFORMED(1, true),
  /** The other side speaks another version of the protocol. */
  VERSION(2, true),
  /** The first message was not a hello, or did not come in time. */
  HANDSHAKE(3, true),
  /** More at once than a connection may ask. */
  TOO_MANY_REQUESTS(4, true),
  /** A message type this side does not know. */
  UNKNOWN_TYPE(5, true),
  /** Not now: too many connections, or stopping. */
  BUSY(6, true),
  /** Not for you: retrying will not help. */
  REFUSED(7, false),
  /** Not now: no room, or trouble with the disk. */
  UNAVAILABLE(8, false),
  /** The hub's fault; its log says more. */
  INTERNAL(9, true),
  /** The device was removed from the group. */
  REMOVED(10, true),
  /** The access token is missing, unknown, no longer good, or used by too many. */
  TOKEN(11, true),
  /** The hub does not know the device as one of the group. */
  NOT_MEMBER(12, false),
  /** A code of a later version. */
  OTHER(0, true);

  private final int number;
  private final boolean ends;

  ErrorCode(int number, boolean ends) {
    this.number = number;
    this.ends = ends;
  }

  public int number() {
    return number;
  }

  /** {@return whether the connection is closed after it} */
  public boolean ends() {
    return ends;
  }

  static ErrorCode of(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return OTHER;
  }

  /** {@return what the side that was told throws} */
  public SyncException exception(String text) {
    return switch (this) {
      case MALFORMED, VERSION, TOO_MANY_REQUESTS, UNKNOWN_TYPE, OTHER ->
          new ProtocolException(text);
      case REFUSED, REMOVED, TOKEN -> new RefusedException(text);
      case NOT_MEMBER -> new NotMemberException(text);
      case HANDSHAKE, BUSY, UNAVAILABLE, INTERNAL -> new UnavailableException(text);
    };
  }
}
