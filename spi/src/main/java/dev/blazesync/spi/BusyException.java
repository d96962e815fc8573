package dev.blazesync.spi;

/** Somebody else holds what was wanted (a lock, a lease) and nothing was done: try again. */
public final class BusyException extends SyncException {
  private static final long serialVersionUID = 1L;

  public BusyException(String message) {
    super(message, null);
  }

  public BusyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
