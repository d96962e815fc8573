package dev.blazesync.spi;

/** A database, file, folder, port or peer cannot be reached or used now; it may come back. */
public final class UnavailableException extends SyncException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message, null);
  }

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
