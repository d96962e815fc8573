package dev.blazesync.spi;

/**
 * Root of what BlazeSync throws; a subclass says what a caller can do. A message says what failed,
 * with which value, what was expected and what to do; it never holds keys, secrets or row contents.
 */
public abstract sealed class SyncException extends RuntimeException
    permits BusyException,
        ConfigurationException,
        UnavailableException,
        RefusedException,
        DamagedException,
        ProtocolException {
  private static final long serialVersionUID = 1L;

  SyncException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** {@return what failed, for a person; never null} */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
