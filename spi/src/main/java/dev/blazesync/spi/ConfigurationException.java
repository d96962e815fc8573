package dev.blazesync.spi;

/** What was asked for cannot work as it is configured or declared: change it. */
public final class ConfigurationException extends SyncException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message, null);
  }

  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
