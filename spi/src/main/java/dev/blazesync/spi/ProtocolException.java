package dev.blazesync.spi;

/**
 * Bytes from elsewhere are malformed, of an unknown version or over a limit: distrust their sender.
 */
public final class ProtocolException extends SyncException {
  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message, null);
  }

  public ProtocolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
