package dev.blazesync.engine.node;

import dev.blazesync.Target;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import java.nio.file.Path;

/** Opening stores by what a user named. */
public final class Opened {
  private Opened() {}

  /** {@return a store to read and write} */
  public static RecordStore writing(Plugins plugins, Target target, boolean create) {
    return open(plugins, target, StoreOptions.DEFAULT.creating(create));
  }

  /** {@return a store that is only looked at} */
  public static RecordStore reading(Plugins plugins, Target target) {
    return open(plugins, target, StoreOptions.DEFAULT.readingOnly());
  }

  private static RecordStore open(Plugins plugins, Target target, StoreOptions options) {
    return plugins
        .store(target.location())
        .create(target.location(), options.as(target.user(), target.password()));
  }

  /** {@return the file of a location that has one; null = it has none} */
  public static @Nullable Path file(Target target) {
    return target.location() instanceof StoreLocation.File file ? file.path() : null;
  }
}
