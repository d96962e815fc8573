package dev.blazesync.spi;

/** A database or file is not what it must be: stop, and look at the one the message names. */
public final class DamagedException extends SyncException {
  private static final long serialVersionUID = 1L;

  public DamagedException(String message) {
    super(message, null);
  }

  public DamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
