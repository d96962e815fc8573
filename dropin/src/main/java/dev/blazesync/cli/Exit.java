package dev.blazesync.cli;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;

/** How the process ends; scripts rely on the codes. */
public enum Exit {
  DONE(0),
  /** The answer is no: databases differ, a table cannot sync, the demo failed. */
  NO(1),
  /** The command line is wrong, or asks for what cannot work as configured. */
  USAGE(2),
  /** A database, port, folder or peer is not available. */
  CANNOT(3),
  /** Not of this group, wrong code, revoked. */
  REFUSED(4),
  /** A database or a file is damaged; the message says which. */
  DAMAGED(5);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** {@return what the operating system is told} */
  public int code() {
    return code;
  }

  static Exit of(Throwable failure) {
    return failure instanceof SyncException known ? of(known) : CANNOT;
  }

  private static Exit of(SyncException failure) {
    if (failure instanceof ConfigurationException) {
      return USAGE;
    }
    if (failure instanceof RefusedException) {
      return REFUSED;
    }
    if (failure instanceof DamagedException) {
      return DAMAGED;
    }
    // what remains may work later or with another peer
    assert failure instanceof UnavailableException
        || failure instanceof BusyException
        || failure instanceof ProtocolException;
    return CANNOT;
  }
}
