package dev.blazesync.spi;

/** The other side, or the group, says no: retrying the same will not help. */
public non-sealed class RefusedException extends SyncException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message, null);
  }

  public RefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
