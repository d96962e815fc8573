package dev.blazesync.spi;

import java.util.Map;

/**
 * How a store is opened.
 *
 * @param lockWaitMillis how long {@link RecordStore#begin} waits for the application, 0 to 60,000
 * @param createIfMissing whether a database that does not exist is created, empty
 * @param readOnly only {@link RecordStore#schema} and {@link RecordStore#snapshot} will be used;
 *     nothing is changed, not even capture
 * @param user user of a file location, where the database has users
 * @param password password of that user
 * @param properties the provider's own options, by documented name; unknown ones are refused
 */
public record StoreOptions(
    int lockWaitMillis,
    boolean createIfMissing,
    boolean readOnly,
    @Nullable String user,
    char @Nullable [] password,
    Map<String, String> properties) {
  /** 2 s, existing databases only, read and write, no user, nothing else. */
  public static final StoreOptions DEFAULT =
      new StoreOptions(2_000, false, false, null, null, Map.of());

  public StoreOptions {
    properties = Map.copyOf(properties);
  }

  public StoreOptions creating(boolean create) {
    return new StoreOptions(lockWaitMillis, create, readOnly, user, password, properties);
  }

  public StoreOptions readingOnly() {
    return new StoreOptions(lockWaitMillis, createIfMissing, true, user, password, properties);
  }

  public StoreOptions as(@Nullable String newUser, char @Nullable [] newPassword) {
    return new StoreOptions(
        lockWaitMillis, createIfMissing, readOnly, newUser, newPassword, properties);
  }

  @Override
  public String toString() {
    return "StoreOptions[lockWaitMillis=" + lockWaitMillis + ", create=" + createIfMissing + "]";
  }
}
