package dev.blazesync.scenario;

import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.policy.MaxProvider;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.ConflictPolicyProvider;
import dev.blazesync.spi.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A conflict policy that somebody else made: the greatest wins. It is on no class path but the one
 * that {@link #plugins} makes.
 */
public final class TeamPolicy implements ConflictPolicyProvider {
  static final String NAME = "team-max";

  @Override
  public String id() {
    return NAME;
  }

  @Override
  public int spiVersion() {
    return Provider.SPI_VERSION;
  }

  @Override
  public ConflictPolicy create(String argument) {
    return new MaxProvider().create(argument);
  }

  /** {@return the plug-ins that all have, and this one} */
  static Plugins plugins(Path folder) {
    Path services = folder.resolve("plug-in/META-INF/services");
    try {
      Files.createDirectories(services);
      Files.writeString(
          services.resolve(ConflictPolicyProvider.class.getName()), TeamPolicy.class.getName());
      URL jar = folder.resolve("plug-in").toUri().toURL();
      try (URLClassLoader loader =
          new URLClassLoader(new URL[] {jar}, TeamPolicy.class.getClassLoader())) {
        return Plugins.load(loader);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
