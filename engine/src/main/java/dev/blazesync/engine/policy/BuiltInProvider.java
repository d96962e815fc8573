package dev.blazesync.engine.policy;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.ConflictPolicyProvider;
import dev.blazesync.spi.Provider;
import java.util.Map;
import java.util.TreeSet;

/** A name, and a policy for each argument it takes. */
abstract class BuiltInProvider implements ConflictPolicyProvider {
  private final String id;
  private final Map<String, ConflictPolicy> byArgument;

  BuiltInProvider(String id, ConflictPolicy withoutArgument) {
    this(id, Map.of("", withoutArgument));
  }

  BuiltInProvider(String id, Map<String, ConflictPolicy> byArgument) {
    this.id = id;
    this.byArgument = byArgument;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final int spiVersion() {
    return Provider.SPI_VERSION;
  }

  @Override
  public final ConflictPolicy create(String argument) {
    ConflictPolicy policy = byArgument.get(argument);
    if (policy == null) {
      TreeSet<String> others = new TreeSet<>(byArgument.keySet());
      others.remove("");
      throw new ConfigurationException(
          "the conflict policy '"
              + id
              + "' does not understand the argument '"
              + argument
              + "'; "
              + (others.isEmpty() ? "it takes none" : "leave it out, or use one of " + others));
    }
    return policy;
  }
}
